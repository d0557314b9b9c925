"""The files source: drop folders as people really fill them."""

import os
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from include.errors import ClienteleError
from include.landing.arrivals import missing_sources
from include.landing.load import load_landing
from include.sources.checks.sources import check_sources
from include.warehouse import connect, literal, open_warehouse
from tests.conftest import extract_days

DAY = date(2025, 3, 10)


@pytest.fixture
def drop(home: Path) -> Path:
    folder = home / "inbox"
    folder.mkdir()
    return folder


def plans(**stream: object) -> dict:
    """Return a source of monthly plans with stream settings of the test's own."""
    return {
        "plans": {
            "kind": "files",
            "streams": {"plans": {"path": "{home}/inbox/plans*.csv", **stream}},
            "entities": {
                "sales_plan": {
                    "from": "plans",
                    "columns": {
                        "period_month": "month",
                        "employee_id": "employee",
                        "planned_amount": "amount",
                    },
                }
            },
        }
    }


def planned(company) -> list[tuple]:
    load_landing(company)
    with open_warehouse() as database:
        return database.execute(
            "select cast(period_month as VARCHAR), employee_id, cast(planned_amount as DOUBLE) "
            "from landing.sales_plans order by all"
        ).fetchall()


def test_a_csv_of_another_country_is_read(drop, company_of):
    text = "month;employee;amount\n01.03.2025;Олена;1 234,50\n01.04.2025;;2.000\n"
    (drop / "plans.csv").write_bytes(text.encode("windows-1251"))
    company = company_of(
        plans(
            delimiter=";",
            encoding="windows-1251",
            decimal_comma=True,
            time_formats=["%d.%m.%Y"],
        )
    )

    extract_days(company, "plans", DAY)

    assert planned(company) == [("2025-03-01", "Олена", 1234.5), ("2025-04-01", None, 2000)]


@pytest.mark.parametrize(
    ("text", "employees"),
    [
        ('month,employee,amount\n2025-03-01,"a\r\nb",1\n', ["a\r\nb"]),
        ('month,employee,amount\r\n2025-03-01,"a\r\nb",1\r\n', ["a\r\nb"]),
        ('month,employee,amount\r\n2025-03-01,"a\nb",1\r\n2025-03-01,5" c,1', ['5" c', "a\nb"]),
        ("month,employee,amount\n2025-03-01,a,1\r\n2025-03-01,b,1\n", ["a", "b"]),
    ],
)
def test_a_break_in_a_cell_stays_as_it_is_and_lines_may_end_as_they_like(
    drop, company_of, text, employees
):
    (drop / "plans.csv").write_bytes(text.encode())
    company = company_of(plans())

    extract_days(company, "plans", DAY)

    assert [employee for _, employee, _ in planned(company)] == employees


def test_of_appended_files_the_check_opens_the_newest_alone(drop, company_of):
    for age, name in enumerate(["plans_b", "plans_c", "plans_a"]):
        (drop / f"{name}.csv").write_text("" if name == "plans_c" else "month,employee,amount\n")
        os.utime(drop / f"{name}.csv", (age, age))
    company = company_of(plans(load="append"))

    sound = check_sources(company)
    os.utime(drop / "plans_c.csv", (9, 9))
    (problem,) = check_sources(company)

    assert sound == []
    assert problem.what == "the file is empty"


def test_a_file_replaced_is_read_anew_and_the_old_rows_are_gone(drop, company_of):
    company = company_of(plans())
    (drop / "plans.csv").write_text("month,employee,amount\n2025-03-01,a,1\n2025-03-01,b,2\n")
    extract_days(company, "plans", DAY)
    (drop / "plans.csv").write_text("month,employee,amount\n2025-03-01,a,5\n")
    extract_days(company, "plans", date(2025, 3, 11))

    assert planned(company) == [("2025-03-01", "a", 5)]


def test_appended_files_add_up_and_a_corrected_file_replaces_itself(drop, company_of):
    company = company_of(plans(load="append"))
    (drop / "plans_1.csv").write_text("month,employee,amount\n2025-03-01,a,1\n")
    extract_days(company, "plans", DAY)
    (drop / "plans_2.csv").write_text("month,employee,amount\n2025-03-01,b,2\n")
    extract_days(company, "plans", date(2025, 3, 11))
    (drop / "plans_1.csv").write_text("month,employee,amount\n2025-03-01,a,9\n")

    batches = extract_days(company, "plans", date(2025, 3, 12))

    assert [batch.rows_landed for batch in batches] == [1, 0]
    assert planned(company) == [("2025-03-01", "a", 9), ("2025-03-01", "b", 2)]


HEAD = "month,employee,amount\n"
BAD_ROWS = HEAD + "soon,b,2\n" * 30


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-9]), "cannot be read"),
        (lambda file: file.write_bytes(b""), "the file is empty"),
        (lambda file: file.symlink_to(file.rename(file.with_name("hidden"))), "is a link"),
        (lambda file: pd.read_csv(StringIO(BAD_ROWS)).to_parquet(file), "30 break"),
    ],
    ids=["broken off", "empty", "a link", "refused at the door"],
)
@pytest.mark.parametrize("broken", ["plans_1", "plans_3"])
def test_one_broken_file_is_told_alone_and_the_night_is_in_when_it_is_mended(
    drop, company_of, spoil, expected, broken
):
    company = company_of(plans(path="{home}/inbox/plans_*.parquet", load="append"))
    for number in (1, 2, 3):
        write_plan(drop / f"plans_{number}.parquet", "a", number)
    good = (drop / f"{broken}.parquet").read_bytes()
    spoil(drop / f"{broken}.parquet")

    with pytest.raises(ClienteleError, match=rf"{expected}.*{broken}\.parquet"):
        extract_days(company, "plans", DAY)
    late = missing_sources(company, DAY)
    landed = planned(company)
    (drop / f"{broken}.parquet").unlink()
    (drop / f"{broken}.parquet").write_bytes(good)
    extract_days(company, "plans", DAY)

    assert late == ["plans"]
    assert len(landed) == 2
    assert planned(company) == [("2025-03-01", "a", number) for number in (1, 2, 3)]
    assert missing_sources(company, DAY) == []


def test_a_broken_file_among_those_that_are_read_as_one_leaves_the_old_rows(drop, company_of):
    company = company_of(plans())
    for name in ("a", "b"):
        (drop / f"plans_{name}.csv").write_text(f"{HEAD}2025-03-01,{name},1\n")
    extract_days(company, "plans", DAY)
    (drop / "plans_a.csv").write_bytes(b"\xff")

    with pytest.raises(ClienteleError, match=r"not utf-8.*plans_a\.csv"):
        extract_days(company, "plans", DAY)

    assert [row[1] for row in planned(company)] == ["a", "b"]


NUMBER_AND_TEXT = [(1.0, "1"), ("1", 1.0)]
LONG = 2**53 + 1  # the first whole number that no float is


@pytest.mark.parametrize("is_loaded_between", [True, False])
@pytest.mark.parametrize(("first", "second"), NUMBER_AND_TEXT)
def test_an_id_that_is_a_number_in_one_file_and_text_in_the_next_is_one_id(
    drop, company_of, first, second, is_loaded_between
):
    path = "{home}/inbox/plans_*.parquet"
    company = company_of(plans(path=path, load="append"))
    keyed = company_of(plans(path=path, load="append", key=["employee"]))
    for number, employee in enumerate((first, second), start=1):
        write_plan(drop / f"plans_{number}.parquet", employee, number)
        extract_days(company, "plans", DAY)
        if is_loaded_between:
            load_landing(company)

    assert planned(company) == [("2025-03-01", "1", 1), ("2025-03-01", "1", 2)]
    assert planned(keyed) == [("2025-03-01", "1", 2)]


@pytest.mark.parametrize("employees", [(LONG, 2.0**53), (2.0**53, LONG)])
@pytest.mark.parametrize("load", ["full", "append"])
def test_an_id_too_long_for_a_float_stays_as_it_is_beside_floats(drop, company_of, employees, load):
    for number, employee in enumerate(employees, start=1):
        write_plan(drop / f"plans_{number}.parquet", employee, number)
    company = company_of(plans(path="{home}/inbox/plans_*.parquet", load=load))

    extract_days(company, "plans", DAY)

    assert {employee for _, employee, _ in planned(company)} == {str(2**53), str(LONG)}


def test_whole_and_broken_amounts_remain_numbers_to_reckon_with(drop, company_of):
    for number, amount in enumerate((1, 1.5), start=1):
        write_plan(drop / f"plans_{number}.parquet", "a", amount)
    source = plans(path="{home}/inbox/plans_*.parquet", load="append")
    source["plans"]["entities"]["sales_plan"]["columns"]["planned_amount"] = "amount * 2"
    company = company_of(source)

    extract_days(company, "plans", DAY)

    assert [amount for _, _, amount in planned(company)] == [2, 3]


@pytest.mark.parametrize("employees", NUMBER_AND_TEXT)
def test_files_that_are_read_as_one_spell_an_id_as_one(drop, company_of, employees):
    for number, employee in enumerate(employees, start=1):
        write_plan(drop / f"plans_{number}.parquet", employee, number)
    company = company_of(plans(path="{home}/inbox/plans_*.parquet"))

    extract_days(company, "plans", DAY)

    assert planned(company) == [("2025-03-01", "1", 1), ("2025-03-01", "1", 2)]


def write_plan(file: Path, employee: object, amount: float) -> None:
    pd.DataFrame({"month": ["2025-03-01"], "employee": [employee], "amount": [amount]}).to_parquet(
        file
    )


def test_a_sheet_keeps_its_dates_and_numbers(drop, company_of):
    write_sheet(drop / "plans.xlsx", "a")
    company = company_of(plans(path="{home}/inbox/plans.xlsx"))

    extract_days(company, "plans", DAY)

    assert planned(company) == [("2025-03-01", "a", 10.5)]


def test_a_sheet_with_a_heading_and_empty_cells_is_read(drop, company_of):
    file = literal(str(drop / "plans.xlsx"))
    connect(extensions=("excel",)).execute(
        "copy (select * from (values ('Plans', null, null), ('month', 'employee', 'amount'), "
        "(null, 'a', '1'), ('45717', 'b', '2'))) "
        f"to {file} with (format xlsx, header false)"
    )
    company = company_of(plans(path="{home}/inbox/plans.xlsx", skip_rows=1))

    (batch,) = extract_days(company, "plans", DAY)

    assert (batch.rows_landed, batch.quarantined) == (1, 1)
    assert planned(company) == [("2025-03-01", "b", 2)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book: b"month,employee,amount",
        lambda book: b"PK\x03\x04 broken",
        lambda book: book[: book.rindex(b"PK\x01\x02")],
    ],
    ids=["no workbook", "only its first bytes", "without its directory"],
)
def test_a_broken_workbook_is_told_and_the_others_land(drop, company_of, spoil):
    for name in ("plans_a", "plans_b", "plans_c"):
        write_sheet(drop / f"{name}.xlsx", name[-1])
    file = drop / "plans_b.xlsx"
    file.write_bytes(spoil(file.read_bytes()))
    company = company_of(plans(path="{home}/inbox/*.xlsx", load="append"))

    with pytest.raises(ClienteleError, match=r"the sheet cannot be read.*plans_b\.xlsx.*again"):
        extract_days(company, "plans", DAY)

    assert [employee for _, employee, _ in planned(company)] == ["a", "c"]


def write_sheet(file: Path, employee: str) -> None:
    connect(extensions=("excel",)).execute(
        f"copy (select DATE '2025-03-01' as month, {literal(employee)} as employee, 10.5 as "
        f"amount) to {literal(str(file))} with (format xlsx, header true)"
    )


def test_a_path_to_a_folder_that_is_not_there_is_named_even_for_appended_files(drop, company_of):
    with pytest.raises(ClienteleError, match="no file is there"):
        extract_days(company_of(plans(path="{home}/outbox/*.csv", load="append")), "plans", DAY)


def test_parquet_and_json_lines_are_read(drop, company_of):
    rows = pd.DataFrame({"month": ["2025-03-01"], "employee": ["a"], "amount": [7]})
    rows.to_parquet(drop / "plans.parquet")
    rows.to_json(drop / "plans.jsonl", orient="records", lines=True)
    for ending in ("parquet", "jsonl"):
        company = company_of(plans(path=f"{{home}}/inbox/plans.{ending}"))
        extract_days(company, "plans", DAY)

        assert planned(company) == [("2025-03-01", "a", 7)]


def test_a_json_field_that_mixes_numbers_and_text_is_read_without_quotes(drop, company_of):
    (drop / "plans.json").write_text(
        '[{"month": "2025-03-01", "employee": 7, "amount": "1.5"},'
        ' {"month": "2025-03-01", "employee": "b \\"x\\"", "amount": 2}]'
    )
    company = company_of(plans(path="{home}/inbox/plans.json"))

    extract_days(company, "plans", DAY)

    assert planned(company) == [("2025-03-01", "7", 1.5), ("2025-03-01", 'b "x"', 2)]


@pytest.mark.parametrize(
    ("content", "settings", "expected"),
    [
        (None, {}, "no file is there"),
        ("", {}, "the file is empty"),
        ("month;employee;amount\n2025-03-01;a;1\n", {}, "has the columns month;employee;amount"),
        ("month,employee\n2025-03-01,a\n", {}, "columns.planned_amount"),
        ("month,employee,amount\n2025-03-01,a,1\n", {"encoding": "klingon"}, "no encoding"),
        ("month,employee,amount\n2025-03-01,\xff,1\n", {}, "the file is not utf-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    drop, company_of, content, settings, expected
):
    if content is not None:
        (drop / "plans.csv").write_bytes(content.encode("latin-1"))
    company = company_of(plans(**({"delimiter": ","} | settings)))

    with pytest.raises(ClienteleError) as caught:
        extract_days(company, "plans", DAY)

    assert expected in str(caught.value)
    assert "plans" in str(caught.value)


def test_a_link_in_the_drop_folder_is_refused(drop, company_of, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("month,employee,amount\n2025-03-01,a,1\n")
    (drop / "plans.csv").symlink_to(secret)

    with pytest.raises(ClienteleError, match="is a link"):
        extract_days(company_of(plans()), "plans", DAY)


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        (b"plans.csv", os.mkdir, "it is no file"),
        (b"plans.csv", os.mkfifo, "it is no file"),
        (b"plans\xff.csv", lambda file: open(file, "w").close(), "name is no UTF-8"),
    ],
)
def test_what_is_no_plain_file_is_refused_and_never_waited_for(
    drop, company_of, name, make, expected
):
    make(os.fsencode(drop) + b"/" + name)

    with pytest.raises(ClienteleError, match=expected) as caught:
        extract_days(company_of(plans(path="{home}/inbox/*.csv")), "plans", DAY)

    assert str(caught.value).encode()


def test_an_unparsable_date_goes_to_quarantine(drop, company_of):
    (drop / "plans.csv").write_text("month,employee,amount\n2025-03-01,a,1\nsoon,b,2\n")
    company = company_of(plans())

    (batch,) = extract_days(company, "plans", DAY)

    assert (batch.rows_landed, batch.quarantined) == (1, 1)
    assert planned(company) == [("2025-03-01", "a", 1)]


def test_a_sqlite_file_is_a_database_like_any_other(drop, company_of, monkeypatch):
    file = drop / "shop.sqlite"
    database = connect(extensions=("sqlite",))
    database.execute(f"attach {literal(str(file))} as made (type sqlite)")
    database.execute("create table made.plans (month text, amount real)")
    database.execute("insert into made.plans values ('2025-03-01', 12.5)")
    database.close()
    monkeypatch.setenv("AIRFLOW_CONN_FILE_DB", f"sqlite:///{file}")
    company = company_of(
        {
            "old": {
                "kind": "sql",
                "connection": "file_db",
                "streams": {"plans": {"table": "plans"}},
                "entities": {
                    "sales_plan": {
                        "from": "plans",
                        "columns": {"period_month": "month", "planned_amount": "amount"},
                    }
                },
            }
        }
    )

    extract_days(company, "old", DAY)

    assert planned(company) == [("2025-03-01", None, 12.5)]


def test_a_file_replaced_forgets_its_removed_rows_even_with_a_key(drop, company_of):
    company = company_of(plans(load="append", key=["month", "employee"]))
    (drop / "plans_1.csv").write_text("month,employee,amount\n2025-03-01,a,5\n2025-03-01,b,7\n")
    extract_days(company, "plans", DAY)
    (drop / "plans_1.csv").write_text("month,employee,amount\n2025-03-01,a,5\n")
    extract_days(company, "plans", date(2025, 3, 11))

    assert planned(company) == [("2025-03-01", "a", 5)]


def test_files_of_one_name_in_two_folders_are_two_files(drop, company_of):
    for name, amount in (("north", 5), ("south", 7)):
        (drop / name).mkdir()
        (drop / name / "plans.csv").write_text(f"month,employee,amount\n2025-03-01,,{amount}\n")
    company = company_of(plans(path="{home}/inbox/*/plans.csv", load="append"))

    extract_days(company, "plans", DAY)

    assert planned(company) == [("2025-03-01", None, 5), ("2025-03-01", None, 7)]


def test_a_path_that_climbs_leaves_the_file_as_it_is(drop, company_of, tmp_path):
    text = "month,employee,amount\n2025-03-01,a,1\n"
    (tmp_path / "plans.csv").write_text(text)
    climb = "../" * 30 + str(tmp_path).lstrip("/")
    company = company_of(plans(path=f"{climb}/plans.csv"))

    extract_days(company, "plans", DAY)

    assert (tmp_path / "plans.csv").read_text() == text
    assert planned(company) == [("2025-03-01", "a", 1)]


def test_no_mark_in_a_cell_hides_its_row(drop, company_of):
    rows = ["#1,'x',1", "#2,y,2", "3,z,3"]
    (drop / "plans.csv").write_text("\n".join(["no,employee,amount", *rows]) + "\n")
    source = plans()
    source["plans"]["entities"]["sales_plan"]["columns"]["period_month"] = "'2025-03-01'"
    company = company_of(source)

    (batch,) = extract_days(company, "plans", DAY)

    assert batch.rows_landed == 3
    assert [row[1] for row in planned(company)] == ["'x'", "y", "z"]


def test_a_blank_row_in_a_sheet_ends_nothing(drop, company_of):
    file = literal(str(drop / "plans.xlsx"))
    connect(extensions=("excel",)).execute(
        "copy (select * from (values ('month', 'employee', 'amount'), ('2025-03-01', 'a', '1'), "
        "(null, null, null), ('2025-03-01', 'b', '2'))) "
        f"to {file} with (format xlsx, header false)"
    )
    company = company_of(plans(path="{home}/inbox/plans.xlsx"))

    (batch,) = extract_days(company, "plans", DAY)

    assert (batch.rows_in, batch.rows_landed) == (2, 2)


def test_lines_are_never_taken_for_one_because_they_share_a_number(drop, company_of):
    (drop / "plans.csv").write_text("_id,amount\n1,5\n1,7\n")
    columns = {"plan_id": "_id", "period_month": "'2025-03-01'", "planned_amount": "amount"}
    source = plans()
    source["plans"]["entities"]["sales_plan"]["columns"] = columns
    company = company_of(source)
    extract_days(company, "plans", DAY)

    assert [row[2] for row in planned(company)] == [5, 7]
