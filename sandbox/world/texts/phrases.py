"""The phrases of three languages, spelled out and misspelt, drawn by group for many rows at once.

A line of `<language>.yml` stands for many phrases: `[a|b]` is a choice. A phrase may hold up to
two gaps, which are filled row by row, so it is kept as five columns: text, gap, text, gap, text.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

LANGUAGES = ("ru", "uk", "en")
GAPS = ("", "{n}", "{order}", "{product}", "{}")
SPELLINGS = 4  # the first is right
MISSPELT_SHARE = 0.12
# what machines write is spelled right
FLAWLESS = ("bot", "bot_again", "auto_reply", "auto_subject", "campaign_subjects")
# the numbers after which Slavic nouns stand in one form
COUNTABLE = (2, 3, 4, 2, 3, 4, 22, 23, 24)
NEIGHBOURS = {"ё": "е", "и": "і", "і": "и", "о": "а", "а": "о", "е": "и", "'": "", "ie": "ei"}


class Phrases:
    """Every phrase of every group.

    A group is a path in the language files, such as `("uk", "claims", "price", "positive")`.
    """

    def __init__(self, groups: dict[tuple[str, ...], list[str]]) -> None:
        self._code = {path: code for code, path in enumerate(groups)}
        self._counts = np.array([len(phrases) for phrases in groups.values()])
        self._starts = np.cumsum(self._counts) - self._counts
        self._slips = np.array([MISSPELT_SHARE * (path[-1] not in FLAWLESS) for path in groups])
        phrases = list(itertools.chain.from_iterable(groups.values()))
        self._size = len(phrases)
        spelled = [_misspelt(phrase, way) for way in range(SPELLINGS) for phrase in phrases]
        texts = zip(*(_cut(phrase) for phrase in spelled), strict=True)
        head, first, middle, second, tail = (list(column) for column in texts)
        self._texts = [pa.array(column) for column in (head, middle, tail)]
        self._gaps = [np.array(column, np.int8) for column in (first, second)]

    def codes(self, family: str, *levels: Sequence[str]) -> np.ndarray:
        """Return the groups below a family: an array indexed by language, then by each level."""
        shape = [len(LANGUAGES), *map(len, levels)]
        paths = itertools.product(LANGUAGES, [tuple(family.split("."))], *levels)
        codes = [self._code[(path[0], *path[1], *path[2:])] for path in paths]
        return np.array(codes).reshape(shape)

    def draw(
        self, rng: np.random.Generator, codes: np.ndarray, fillings: "Fillings"
    ) -> pa.StringArray:
        """Return a phrase of each row's group, its gaps filled, about one in eight misspelt."""
        position = (rng.random(len(codes)) * self._counts[codes]).astype(np.int64)
        way = rng.integers(1, SPELLINGS, len(codes))
        way = np.where(rng.random(len(codes)) < self._slips[codes], way, 0)
        chosen = way * self._size + self._starts[codes] + position
        head, middle, tail = (column.take(pa.array(chosen)) for column in self._texts)
        first, second = (fillings.fill(rng, gaps[chosen]) for gaps in self._gaps)
        return joined(head, first, middle, second, tail)


class Fillings:
    """What the gaps of each row's phrases are filled with."""

    def __init__(
        self,
        product: np.ndarray | None = None,
        titles: Sequence[str] = ("",),
        claim: pa.StringArray | None = None,
    ) -> None:
        """`product` is the position in `titles` of what each row is about, `claim` its `{}`."""
        self._product = product
        self._claim = claim
        numbers = [str(number) for number in COUNTABLE]
        orders = [str(number) for number in range(1_003, 60_000, 59)]
        self._starts = np.cumsum([1, len(numbers), len(orders), len(titles)])
        self._pool = pa.array(["", *numbers, *orders, *titles])

    def fill(self, rng: np.random.Generator, gap: np.ndarray) -> pa.StringArray:
        """Return the text of each row's gap, empty where its phrase has none."""
        low, high = self._starts[:2], self._starts[1:3]
        kind = np.clip(gap.astype(np.int64) - 1, 0, 1)
        at = low[kind] + (rng.random(len(gap)) * (high - low)[kind]).astype(np.int64)
        at = np.where((gap == 0) | (gap == 4), 0, at)
        if self._product is not None:
            at = np.where(gap == 3, self._starts[2] + self._product, at)
        filled = self._pool.take(pa.array(at))
        if self._claim is None:
            return filled
        return pc.if_else(pa.array(gap == 4), self._claim, filled)


def joined(*parts: pa.Array | str) -> pa.StringArray:
    """Join texts side by side."""
    return pc.binary_join_element_wise(*parts, "")


def only_if(condition: np.ndarray, texts: pa.Array) -> pa.StringArray:
    """Keep the texts of the rows where a condition holds; the others are empty."""
    return pc.if_else(pa.array(condition), texts, "")


def opened(texts: pa.Array, condition: np.ndarray) -> pa.StringArray:
    """Begin the texts of the chosen rows with a capital letter."""
    first = pc.utf8_upper(pc.utf8_slice_codeunits(texts, 0, 1))
    return pc.if_else(pa.array(condition), joined(first, pc.utf8_slice_codeunits(texts, 1)), texts)


@cache
def all_phrases() -> Phrases:
    """Read the phrases of every language, once."""
    return Phrases(read_phrases())


def read_phrases() -> dict[tuple[str, ...], list[str]]:
    """Return the phrases of every group, spelled out and right, with their gaps."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for language in LANGUAGES:
        content = yaml.safe_load((Path(__file__).parent / f"{language}.yml").read_text("utf-8"))
        for path, lines in _leaves(content):
            spelled = itertools.chain.from_iterable(_spelled_out(line) for line in lines)
            groups[(language, *path)] = list(spelled)
    return groups


def _leaves(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list]]:
    if isinstance(content, dict):
        for name, inner in content.items():
            yield from _leaves(inner, (*path, name))
    else:
        yield path, content if isinstance(content, list) else [content]


def _spelled_out(line: str) -> list[str]:
    pieces = re.split(r"\[([^\]]*)\]", line)
    choices = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    return ["".join(words) for words in itertools.product(*choices)]


def _cut(phrase: str) -> tuple[str, int, str, int, str]:
    pieces = re.split(r"(\{\w*\})", phrase)
    pieces += ["", ""] * ((5 - len(pieces)) // 2)
    head, first, middle, second, tail = pieces
    return head, GAPS.index(first), middle, GAPS.index(second), tail


def _misspelt(phrase: str, way: int) -> str:
    """Spell a phrase in a wrong way, always the same for equal arguments; 0 is the right one."""
    words = phrase.split(" ")
    longest = max(range(len(words)), key=lambda at: len(words[at]) * ("{" not in words[at]))
    word = words[longest]
    if way == 0 or len(word) < 5 or "{" in word:
        return phrase
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    dropped = word[:middle] + word[middle + 1 :]
    likened = next((word.replace(a, b, 1) for a, b in NEIGHBOURS.items() if a in word), dropped)
    words[longest] = (swapped, dropped, likened)[way - 1]
    return " ".join(words)
