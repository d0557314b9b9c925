"""Three languages say the same things, each by its own grammar."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from include.errors import ClienteleError
from include.reports.wording import LOCALES, Words, strings

REPORTS = Path("include/reports")


def forms(entry):
    return entry.values() if isinstance(entry, dict) else [entry]


def placeholders(entry):
    return [{name for _, name, _, _ in Formatter().parse(text) if name} for text in forms(entry)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_the_same_keys_and_placeholders(locale):
    english, other = strings("en"), strings(locale)

    assert other.keys() == english.keys()
    assert len(english) > 100
    for key, entry in other.items():
        assert all(found == placeholders(english[key])[0] for found in placeholders(entry)), key


@pytest.mark.parametrize("locale", LOCALES)
def test_a_counted_thing_has_each_plural_form_that_its_language_knows(locale):
    grammar = set(Locale.parse(locale).plural_form.tags) | {"other"}
    counted = {key: entry for key, entry in strings(locale).items() if isinstance(entry, dict)}

    assert counted
    assert {key for key, entry in counted.items() if set(entry) != grammar} == set()


def test_no_string_is_kept_that_nothing_says():
    said = "".join(
        file.read_text(encoding="utf-8")
        for file in [*REPORTS.glob("*.py"), *REPORTS.glob("templates/*")]
    )
    # these stems are completed when the mail is made: a weekday, a verdict, a rule
    built = (
        r"(usual_weekday|word|title|advice|model|model_note|revenue_event|formats|headline|plan"
        r"|period|score)\."
    )

    unsaid = {key for key in strings("en") if f'"{key}"' not in said and not re.match(built, key)}

    assert (
        unsaid - {"change.above", "change.below", "change.far_above", "change.far_below"} == set()
    )


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ["1 new order", "2 new orders", "5 new orders", "1,021 new orders"]),
        ("ru", ["1 новый заказ", "2 новых заказа", "5 новых заказов", "1 021 новый заказ"]),
        (
            "uk",
            [
                "1 нове замовлення",
                "2 нові замовлення",
                "5 нових замовлень",
                "1 021 нове замовлення",
            ],
        ),
    ],
)
def test_counts_are_declined(locale, said):
    words = Words(locale, "UAH")

    assert [words.say("new_orders", n).replace("\xa0", " ") for n in (1, 2, 5, 1021)] == said


@pytest.mark.parametrize(
    ("locale", "currency", "money", "rounded", "percent", "month", "weekday"),
    [
        ("en", "GBP", "£50,978.63", "£50,979", "83.2%", "November 2011", "a usual Thursday"),
        ("en", "UAH", "UAH 50,978.63", "UAH 50,979", "83.2%", "November 2011", "a usual Thursday"),
        ("ru", "RUB", "50 978,63 ₽", "50 979 ₽", "83,2 %", "ноябрь 2011", "обычного четверга"),
        ("uk", "UAH", "50 978,63 ₴", "50 979 ₴", "83,2%", "листопад 2011", "звичайного четверга"),
    ],
)
def test_numbers_and_dates_look_as_they_do_at_home(
    locale, currency, money, rounded, percent, month, weekday
):
    words = Words(locale, currency)

    said = [
        words.money(Decimal("50978.63")),
        words.round_money(Decimal("50978.63")),
        words.percent(83.21, 1),
        words.date(date(2011, 11, 1), "month"),
        words.say("usual_weekday.4"),
    ]

    assert [text.replace("\xa0", " ") for text in said] == [
        money, rounded, percent, month, weekday
    ]  # fmt: skip


def test_a_share_of_too_few_is_no_percentage():
    words = Words("en", "GBP")

    assert words.ratio(12, 29) == "12 of 29, too few for a percentage"
    assert words.ratio(12, 30) == "40% (12 of 30)"
    assert words.ratio(0, 0) == "–"


def test_an_unknown_language_names_those_that_are_known():
    with pytest.raises(ClienteleError, match="en, ru, uk"):
        Words("fr", "EUR")
