"""Read what a source writes as an entity's types, in SQL: null where it cannot be read."""

from include.sources.entities.entity import SQL_TYPES, Field
from include.sources.streams import Stream
from include.warehouse import literal

_SERIAL = ("VARCHAR", "DOUBLE", "BIGINT")
_NEVER_BLANK = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL"),
    *("BOOLEAN", "DATE", "TIME", "UUID"),
)


def said(raw: str, kind: str) -> str:
    """Return SQL of what a source says: null where it says nothing, or blanks.

    Text comes trimmed. A number or a moment is never blank, so it is not spelled to find out.
    """
    if kind.startswith(_NEVER_BLANK):
        return raw
    return f"nullif(trim({raw if kind == 'VARCHAR' else f'cast({raw} as VARCHAR)'}), '')"


def is_always_readable(field: Field, kind: str) -> bool:
    """Say whether no value of the DuckDB type `kind` can fail to be the field's."""
    return field.type == "text" and not _may_have_fraction(kind)


def typed(
    name: str, kind: str | None, field: Field, stream: Stream, zone: str, id_prefix: str
) -> str:
    """Return SQL of a field's value, from the column `name` of the DuckDB type `kind`.

    `kind` is None for a field that is not mapped; a column of text is one that `said` trimmed.
    Naive times are local to `zone`.
    """
    target = SQL_TYPES[field.type]
    if kind is None:
        return f"cast(null as {target})"
    value = name
    if stream.counts_days and field.type in ("date", "timestamp") and kind in _SERIAL:
        value, kind = _from_serial(f"cast({value} as VARCHAR)"), "VARCHAR"
    if field.type == "text":
        is_of_source = field.name.endswith("_id") and field.named_in is None
        return as_text(value, kind, id_prefix if is_of_source else "")
    if field.type == "timestamp":
        return timestamp_utc(value, kind, zone, stream.time_formats)
    if field.type == "date":
        return _as_date(value, kind, zone, stream.time_formats)
    if kind == "VARCHAR" and field.type != "boolean":
        value = _plain_number(value, stream.decimal_comma)
    return f"try_cast({value} as {target})"


def timestamp_utc(expression: str, kind: str, zone: str, formats: tuple[str, ...] = ()) -> str:
    """Return SQL that reads a moment of the given DuckDB type as naive UTC, null when it cannot.

    Naive values are local to `zone`; text may carry its own offset.
    """
    if kind == "TIMESTAMP WITH TIME ZONE":
        return _in_utc(expression)
    local = "{0}" if zone == "UTC" else _in_utc(f"timezone({literal(zone)}, {{0}})")
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return local.format(f"cast({expression} as TIMESTAMP)")
    if kind != "VARCHAR":
        return "cast(null as TIMESTAMP)"
    tries = [f"try_strptime({expression}, {literal(form)})" for form in formats]
    naive = f"coalesce({', '.join([*tries, f'try_cast({expression} as TIMESTAMP)'])})"
    return (
        f"case when regexp_matches({expression}, ':\\d\\d.*(Z|[+-]\\d\\d(:?\\d\\d)?)$') "
        f"then {_in_utc(f'try_cast({expression} as TIMESTAMPTZ)')} "
        f"else {local.format(naive)} end"
    )


def _in_utc(moment: str) -> str:
    """Strip the zone of a moment by arithmetic: a calendar takes twenty times as long.

    Infinity has no number of microseconds, so the calendar is asked.
    """
    return f"coalesce(make_timestamp(epoch_us({moment})), timezone('UTC', {moment}))"


def as_text(value: str, kind: str, id_prefix: str = "") -> str:
    """Return SQL of a value as text: a whole number has no false fraction, whatever its type."""
    if _may_have_fraction(kind):
        whole = f"cast(try_cast({value} as HUGEINT) as VARCHAR)"
        text = f"case when {value} = trunc({value}) then {whole} else cast({value} as VARCHAR) end"
    else:
        text = f"cast({value} as VARCHAR)"
    return f"{literal(id_prefix)} || {text}" if id_prefix else text


def _may_have_fraction(kind: str) -> bool:
    return kind.startswith(("DOUBLE", "FLOAT", "DECIMAL"))


def _as_date(value: str, kind: str, zone: str, formats: tuple[str, ...]) -> str:
    if kind == "VARCHAR":
        tries = [f"try_strptime({value}, {literal(form)})" for form in formats]
        moment = f"coalesce({', '.join([*tries, f'try_cast({value} as TIMESTAMP)'])})"
        return f"cast({moment} as DATE)"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"cast(timezone({literal(zone)}, {value}) as DATE)"
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"cast({value} as DATE)"
    return "cast(null as DATE)"


def _plain_number(value: str, decimal_comma: bool) -> str:
    """Read 1 234.50 and 1,234.50, or 1.234,50; a mark in any other place makes it unreadable."""
    bare = f"regexp_replace({value}, '[\\s\\x{{00A0}}\\x{{202F}}]', '', 'g')"
    group, point = (r"\.", ",") if decimal_comma else (",", r"\.")
    shape = rf"^[-+]?(\d+|\d{{1,3}}({group}\d{{3}})+)({point}\d+)?$"
    grouping = group.strip("\\")
    digits = f"replace(replace({bare}, '{grouping}', ''), ',', '.')"
    return f"case when regexp_matches({bare}, '{shape}') then {digits} end"


def _from_serial(value: str) -> str:
    """Spell a day that a sheet tells as a number of days since the end of 1899 as a date."""
    moment = f"TIMESTAMP '1899-12-30' + to_seconds(round(try_cast({value} as DOUBLE) * 86400))"
    serial = f"regexp_matches({value}, '^[2-7]\\d{{4}}(\\.\\d+)?$')"
    return f"case when {serial} then cast({moment} as VARCHAR) else {value} end"
