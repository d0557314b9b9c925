"""Make text from outside safe to show: names come from other systems and may be anything."""

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

LONGEST = 200
# they reorder or hide what stands around them, in headers, mails and charts alike
_INVISIBLE = {"Cc", "Cs", "Co", "Cn"}
_DIRECTION_MARKS = frozenset(
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)

Shown = TypeVar("Shown")


def clean(text: str, longest: int = LONGEST) -> str:
    """Return `text` on one line, without control and direction characters, at most `longest` long.

    Nothing is escaped here: HTML is escaped by the templates, headers by the mail library.
    """
    kept = "".join(" " if _is_harmful(letter) else letter for letter in text[: 20 * longest])
    return shortened(" ".join(kept.split()), longest)


def shortened(text: str, longest: int) -> str:
    """Cut `text` to `longest` characters, the last of them an ellipsis when something is cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def cleaned(shown: Shown) -> Shown:
    """Return a copy of a dataclass in which every text, however deep, is `clean`."""
    return replace(shown, **{f.name: _cleaned(getattr(shown, f.name)) for f in fields(shown)})


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    return cleaned(value) if is_dataclass(value) else value


def _is_harmful(letter: str) -> bool:
    return letter in _DIRECTION_MARKS or unicodedata.category(letter) in _INVISIBLE
