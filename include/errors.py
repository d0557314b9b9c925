"""The one error a person can cause, and the three things they then need to know."""

from dataclasses import dataclass
from typing import Self

# the remedy where a system said what nobody here can mend
READS_AGAIN = (
    "Nothing was landed, and the next run reads again. If it comes again, see the system's status "
    "page, or ask its support"
)


class ClienteleError(Exception):
    """Something a person can mend: what is wrong, where it is, and what to do about it."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        return _sentence(self.what, self.where, self.remedy)

    def at(self, where: str) -> Self:
        """Return the same error, of the same class, told of another place."""
        return type(self)(self.what, where=where, remedy=self.remedy)


class UnreachableError(ClienteleError):
    """Nobody answers; whatever else is asked there would be waited for as long."""


@dataclass(frozen=True)
class Note:
    """Something that works, and that a person may not have meant: no error, and told like one."""

    what: str
    where: str
    remedy: str

    def __str__(self) -> str:
        return _sentence(self.what, self.where, self.remedy)


Finding = ClienteleError | Note


def _sentence(what: str, where: str, remedy: str) -> str:
    place = f" ({where})" if where else ""
    first, _, rest = what.partition("\n")
    if rest:
        return "\n".join(filter(None, [f"{first.removesuffix(':')}{place}:", rest, remedy]))
    advice = f". {remedy}" if remedy else ""
    return f"{what}{place}{advice}"
