"""One language of the reports: its strings, plural forms, numbers, money and dates."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)

from include.errors import ClienteleError

FOLDER = Path(__file__).parent / "locales"
LOCALES = ("en", "ru", "uk")
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}
# under thirty cases a percentage says more about chance than about the business
SMALLEST_DENOMINATOR = 30

Number = Decimal | float | int


class Words:
    """Say things in one locale and one currency; `None` is said as a dash."""

    def __init__(self, locale: str, currency: str) -> None:
        if locale not in LOCALES:
            raise ClienteleError(
                f"there is no language '{locale}' for reports",
                where="locale in company.yml",
                remedy=f"Choose one of {', '.join(LOCALES)}",
            )
        self.locale = Locale.parse(locale)
        self.language = locale
        self.currency = currency
        self._strings = strings(locale)

    def say(self, key: str, n: Number | None = None, **values: Any) -> str:
        """Return the string `key` with its placeholders filled; `n` picks the plural form."""
        entry = self._strings[key]
        if isinstance(entry, dict):
            entry = entry[self.locale.plural_form(abs(n))]
        return entry.format(n=self.number(n), **values)

    def number(self, value: Number | None) -> str:
        """Return a count with the locale's grouping."""
        return self._strings["none"] if value is None else format_decimal(value, locale=self.locale)

    def money(self, amount: Number | None) -> str:
        """Return an amount to the cent."""
        if amount is None:
            return self._strings["none"]
        return _one_line(format_currency(amount, self.currency, locale=self.locale))

    def round_money(self, amount: Number | None) -> str:
        """Return an amount in whole units, for sentences and narrow columns."""
        if amount is None:
            return self._strings["none"]
        pattern = self.locale.currency_formats["standard"].pattern.replace("0.00", "0")
        return _one_line(
            format_currency(
                amount, self.currency, pattern, locale=self.locale, currency_digits=False
            )
        )

    def short_money(self, amount: Number) -> str:
        """Return an amount in thousands or millions, for charts."""
        digits = _short_digits(amount)
        return _one_line(
            format_compact_currency(
                amount, self.currency, locale=self.locale, fraction_digits=digits
            )
        )

    def short_number(self, value: Number) -> str:
        """Return a number in thousands or millions, where the currency is said beside it."""
        digits = _short_digits(value)
        return _one_line(format_compact_decimal(value, locale=self.locale, fraction_digits=digits))

    def percent(self, value: Number | None, digits: int = 0) -> str:
        """Return a percentage given as 0..100."""
        if value is None:
            return self._strings["none"]
        whole = self.locale.percent_formats[None].pattern
        pattern = whole.replace("#,##0", f"#,##0.{'0' * digits}".rstrip("."))
        return _one_line(format_percent(float(value) / 100, pattern, locale=self.locale))

    def ratio(self, part: int | None, whole: int | None) -> str:
        """Return a share with its numerator and denominator, never a percentage of too few."""
        if not whole:
            return self._strings["none"]
        counts = {"part": self.number(part), "whole": self.number(whole)}
        if whole < SMALLEST_DENOMINATOR:
            return self.say("ratio.too_few", **counts)
        return self.say("ratio.share", share=self.percent(100 * part / whole), **counts)

    def model(self, name: str | None) -> str:
        """Return what people call a forecasting method; an unknown one keeps its name."""
        return self._strings.get(f"model.{name}", name or self._strings["none"])

    def date(self, day: date, form: str) -> str:
        """Return a date in a form the locale file names (`day`, `short_day`, `month`, …)."""
        return format_date(day, self._strings[f"formats.{form}"], locale=self.locale)

    def moment(self, moment: datetime, zone: str) -> str:
        """Return a UTC moment as the company's clocks showed it."""
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        return format_datetime(local, self._strings["formats.moment"], locale=self.locale)

    def sentence(self, text: str) -> str:
        """Return `text` beginning with a capital letter."""
        return text[:1].upper() + text[1:]


@cache
def strings(locale: str) -> dict[str, str | dict[str, str]]:
    """Read a locale file; keys are joined by dots, plural forms stay together."""
    content = yaml.safe_load((FOLDER / f"{locale}.yml").read_text(encoding="utf-8"))
    return dict(_flat(content, ""))


def _flat(content: dict, prefix: str) -> list[tuple[str, str | dict[str, str]]]:
    found = []
    for key, value in content.items():
        if isinstance(value, dict) and not set(value) <= PLURAL_FORMS:
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((f"{prefix}{key}", value))
    return found


def _short_digits(value: Number) -> int:
    return 1 if 1_000 <= abs(value) < 10_000 or abs(value) >= 1_000_000 else 0


def _one_line(text: str) -> str:
    """Keep figure and unit together, with a space that every font of a phone has."""
    spaced = re.sub(r"(?<=[A-Z])(?=\d)", "\xa0", text)
    return spaced.replace("\u202f", "\xa0")
