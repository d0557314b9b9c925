"""The one error a person can cause, and the three things they then need to know."""

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
        place = f" ({self.where})" if self.where else ""
        advice = f". {self.remedy}" if self.remedy else ""
        return f"{self.what}{place}{advice}"

    def at(self, where: str) -> Self:
        """Return the same error, of the same class, told of another place."""
        return type(self)(self.what, where=where, remedy=self.remedy)


class UnreachableError(ClienteleError):
    """Nobody answers; whatever else is asked there would be waited for as long."""


class Note(ClienteleError):  # noqa: N818
    """Something that works, and that a person may not have meant; nothing raises it."""
