"""The contract of a stream: what each of its rows must hold, made from the entities it serves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import duckdb

from include.sources.entities.entity import Field
from include.sources.mapping import (
    Mapped,
    column_or_expression,
    describe,
    moment_of,
    with_typed_fields,
)
from include.sources.streams import Stream
from include.sources.values import is_always_readable
from include.warehouse import literal

# what no shop has sold or seen; beyond it sums overflow and calendars have no days
LARGEST_AMOUNT = 10**13
FIRST_DAY, LAST_DAY = "1900-01-01", "2200-01-01"


@dataclass(frozen=True)
class Clause:
    """One condition of the contract: `violated` is SQL, true for a row that breaks it."""

    name: str
    violated: str
    reason: str


@dataclass(frozen=True)
class Contract:
    """The clauses of a stream over `query`, which adds typed fields to each raw row."""

    query: str
    clauses: tuple[Clause, ...]

    @property
    def reasons(self) -> str:
        """Return SQL: the list of reasons for which a row breaks the contract, empty when sound."""
        cases = [f"case when {c.violated} then {c.reason} end" for c in self.clauses]
        return f"list_filter([{', '.join(cases)}]::VARCHAR[], lambda reason: reason is not null)"


def contract_of(
    database: duckdb.DuckDBPyConnection,
    relation: str,
    columns: dict[str, str],
    stream: Stream,
    zone: str,
    mappings: list[Mapped],
    dictionary: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Contract:
    """Make the contract of a stream: its key, its cursor, and the entities mapped from it.

    `dictionary` holds the names that the company gives itself, by `Field.named_in`.
    """
    clauses = [*_key_clauses(stream, columns), *_cursor_clauses(stream, columns, zone)]
    query = f"(select * from {relation})"
    for number, mapped in enumerate(mappings):
        prefix = f"_{number}_"
        query = f"({with_typed_fields(database, query, mapped, prefix)})"
        kinds = describe(database, f"from {query}")
        clauses += _entity_clauses(mapped, prefix, kinds, dictionary)
    return Contract(query, tuple(clauses))


def _key_clauses(stream: Stream, columns: dict[str, str]) -> Iterator[Clause]:
    for name in stream.key:
        key = column_or_expression(name, columns)
        yield Clause(f"key {name} is given", f"({key} is null)", literal(f"key {name} is empty"))


def _cursor_clauses(stream: Stream, columns: dict[str, str], zone: str) -> Iterator[Clause]:
    if stream.mode == "interval":
        moment = moment_of(stream.cursor, columns, stream, zone)
        reason = literal(f"{stream.cursor} is no point in time")
        yield Clause(f"{stream.cursor} is a point in time", f"({moment} is null)", reason)


def _entity_clauses(
    mapped: Mapped, prefix: str, kinds: dict[str, str], dictionary: Mapping[str, tuple[str, ...]]
) -> Iterator[Clause]:
    for field in mapped.entity.fields:
        if mapped.raw(field) not in (None, "_row_key"):
            if not is_always_readable(field, kinds[f"{prefix}raw_{field.name}"]):
                yield _readable(mapped, field, prefix)
            labels = field.allowed or dictionary.get(field.named_in, ())
            yield from _field_clauses(mapped, field, prefix, labels)
    for rule in mapped.entity.rules:
        holds = _prefixed(rule.holds, mapped, prefix)
        yield _clause(mapped, rule.holds, f"not coalesce({holds}, true)", literal(rule.otherwise))


def _readable(mapped: Mapped, field: Field, prefix: str) -> Clause:
    text, value = f"{prefix}said_{field.name}", f"{prefix}{field.name}"
    return _clause(
        mapped,
        f"{field.name} is readable",
        f"({value} is null and {text} is not null)",
        f"{literal(f'{field.name} cannot be read as {field.type}')} || {_found(text)}",
    )


def _found(text: str) -> str:
    return f"' (found: ' || left(cast({text} as VARCHAR), 200) || ')'"


def _field_clauses(
    mapped: Mapped, field: Field, prefix: str, labels: tuple[str, ...]
) -> Iterator[Clause]:
    text, value = f"{prefix}said_{field.name}", f"{prefix}{field.name}"
    said = _found(text)
    if field.required:
        missing = literal(f"{field.name} is required")
        yield _clause(mapped, f"{field.name} is given", f"({text} is null)", missing)
    if labels:
        reason = literal(f"{field.name} is none of {', '.join(labels)}")
        yield _clause(
            mapped,
            f"{field.name} is a known label",
            f"({value} not in ({', '.join(map(literal, labels))}))",
            f"{reason} || {said}",
        )
    yield from _bounds(mapped, field, value, said)


def _bounds(mapped: Mapped, field: Field, value: str, said: str) -> Iterator[Clause]:
    """Bound a field by its least value, money by belief, a moment by a calendar."""
    if field.minimum is not None:
        below = literal(f"{field.name} is below {field.minimum}")
        yield _clause(
            mapped,
            f"{field.name} is not too small",
            f"({value} < {field.minimum})",
            f"{below} || {said}",
        )
    if field.type == "money":
        beyond = literal(f"{field.name} is beyond belief")
        too_large = f"(abs({value}) >= {LARGEST_AMOUNT})"
        yield _clause(mapped, f"{field.name} is believable", too_large, f"{beyond} || {said}")
    if field.required and field.type in ("date", "timestamp"):
        outside = f"({value} < DATE '{FIRST_DAY}' or {value} >= DATE '{LAST_DAY}')"
        beyond = literal(f"{field.name} lies beyond any calendar")
        yield _clause(mapped, f"{field.name} lies in a calendar", outside, f"{beyond} || {said}")


def _clause(mapped: Mapped, name: str, violated: str, reason: str) -> Clause:
    """Let a clause bind only the rows that the mapping selects."""
    entity = mapped.entity.name
    return Clause(
        f"{entity}: {name}",
        f"({mapped.condition} and coalesce({violated}, false))",
        f"{literal(f'{entity}: ')} || {reason}",
    )


def _prefixed(condition: str, mapped: Mapped, prefix: str) -> str:
    names = "|".join(field.name for field in mapped.entity.fields)
    return re.sub(rf"\b({names})\b", rf"{prefix}\1", condition)
