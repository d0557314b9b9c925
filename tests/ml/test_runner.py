"""Champions, scores and tables on a real warehouse file."""

import json
import shutil
from datetime import date

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from include.company import Company
from include.errors import ClienteleError
from include.settings import paths
from include.warehouse import open_warehouse
from ml.contract import Rows
from ml.reading import read_rows
from ml.records import MODEL_RUNS, MODEL_SCORES
from ml.runner import load_scores, score, train
from ml.sales_forecast import SPEC

MODEL = SPEC.name
LAST_DAY = date(2023, 3, 5)
DAY_BEFORE = date(2023, 3, 4)
TRAINED = date(2023, 2, 26)
TOO_EARLY = date(2023, 2, 1)
COMPANY = Company(
    name="A shop", zone="UTC", currency="EUR", sources={}, forecast={"horizon_days": 14}
)


@pytest.fixture(scope="module")
def trained_home(tmp_path_factory, shop_days, calendar):
    """Build a warehouse of 63 days of sales, with a champion of the 56th."""
    folder = tmp_path_factory.mktemp("trained")
    day = np.arange(150)
    counts = 50 + day / 4 + 10 * (day % 7) + 5 * np.sin(day**2)
    every_day = shop_days(np.round(counts))
    sales, days = every_day.iloc[:63], calendar(every_day)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_HOME", str(folder))
        with open_warehouse() as database:
            database.execute("create schema marts")
            database.register("sales", sales)
            database.register("days", days)
            database.execute(
                "create table marts.ml_sales_daily_features as select * replace ("
                "series_date::date as series_date, net_revenue::decimal(18, 2) as net_revenue, "
                "holiday_name::varchar as holiday_name) from sales"
            )
            database.execute(
                "create table marts.dim_dates as select * replace ("
                "calendar_date::date as calendar_date, holiday_name::varchar as holiday_name) "
                "from days"
            )
        train(MODEL, as_of=TRAINED, company=COMPANY)
    return folder


@pytest.fixture
def home(trained_home, tmp_path, monkeypatch):
    folder = tmp_path / "home"
    shutil.copytree(trained_home, folder)
    monkeypatch.setenv("CLIENTELE_HOME", str(folder))
    return folder


def change(values, *, after):
    with open_warehouse() as database:
        database.execute(
            f"update marts.ml_sales_daily_features set {values} where series_date > ?", [after]
        )


def rows(query):
    with open_warehouse() as database:
        return database.execute(query).fetchall()


def types(table):
    return [*rows(f"select column_name, column_type from (describe {table})")]


def all_tables():
    return {
        table.name: rows(f"from {table.name} order by all")
        for table in (MODEL_RUNS, MODEL_SCORES, *SPEC.writes)
    }


def test_without_any_run_the_tables_are_typed_and_empty(home):
    load_scores()

    for table in (MODEL_RUNS, MODEL_SCORES, *SPEC.writes):
        assert types(table.name) == [*table.columns.items()]
        assert rows(f"from {table.name}") == []


def test_a_score_is_dated_recorded_and_kept_among_all_scores(home):
    answer = score(MODEL, as_of=LAST_DAY, company=COMPANY)

    # March, April and May of the calendar in the three measures, and no longer period
    assert answer["rows"] == {"ml.sales_forecasts": 3 * 14, "ml.sales_forecast_totals": 3 * 3}
    assert rows("select distinct as_of_date from ml.sales_forecast_totals") == [(LAST_DAY,)]
    runs = rows("select measure, status, row_count, metric, artefact from ml.model_runs order by 1")
    assert runs == [
        (measure, answer["status"][measure], 14, "mase", TRAINED.isoformat())
        for measure in sorted(SPEC.measures)
    ]
    assert rows("select * exclude model from ml.model_scores order by all") == rows(
        "select as_of_date, series_id, measure, forecast_date, p10, p50, p90 "
        "from ml.sales_forecasts order by all"
    )
    for table in (MODEL_RUNS, MODEL_SCORES, *SPEC.writes):
        assert types(table.name) == [*table.columns.items()]


def test_a_rerun_on_the_same_data_changes_nothing(home):
    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    before = all_tables()

    score(MODEL, as_of=LAST_DAY, company=COMPANY)

    assert all_tables() == before


def test_a_rerun_replaces_its_own_day_and_no_other(home):
    score(MODEL, as_of=DAY_BEFORE, company=COMPANY)
    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    before = all_tables()
    change("net_revenue = 3 * net_revenue, order_count = 3 * order_count", after=TRAINED)

    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    after = all_tables()

    for name, table in before.items():
        assert len(after[name]) == len(table)
        assert [row for row in after[name] if DAY_BEFORE in row[:2]] == [
            row for row in table if DAY_BEFORE in row[:2]
        ]
    assert after["ml.sales_forecasts"] != before["ml.sales_forecasts"]


def test_the_tables_come_back_from_the_files_when_the_warehouse_is_lost(home):
    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    before = all_tables()
    paths().warehouse_file.unlink()

    load_scores()

    assert all_tables() == before


def test_a_day_without_its_run_record_has_no_scores(home):
    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    (paths().models / MODEL / LAST_DAY.isoformat() / "run.json").unlink()

    load_scores()

    assert rows("from ml.sales_forecasts") == []
    assert rows("from ml.model_runs") == []


def test_a_champion_is_used_until_the_next_one_and_never_before_its_day(home):
    # as when a second contest was held on the last day
    champions = paths().models / MODEL
    shutil.copytree(champions / TRAINED.isoformat(), champions / LAST_DAY.isoformat())
    names = [TRAINED.isoformat(), LAST_DAY.isoformat()]
    (champions / "champions.json").write_text(json.dumps(names))

    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    score(MODEL, as_of=DAY_BEFORE, company=COMPANY)

    assert rows("select distinct as_of_date, artefact from ml.model_runs order by 1") == [
        (DAY_BEFORE, TRAINED.isoformat()),
        (LAST_DAY, LAST_DAY.isoformat()),
    ]


def test_without_a_champion_the_contest_is_held_first_on_the_same_rows(home, monkeypatch):
    shutil.rmtree(paths().models)
    asked_for = []

    def reading(rows, as_of):
        asked_for.append(rows.table)
        return read_rows(rows, as_of)

    for module in ("reading", "runner"):
        monkeypatch.setattr(f"ml.{module}.read_rows", reading)

    score(MODEL, as_of=LAST_DAY, company=COMPANY)

    assert asked_for == [SPEC.reads.table, SPEC.subjects.table]
    assert json.loads((paths().models / MODEL / "champions.json").read_text()) == [
        LAST_DAY.isoformat()
    ]


def test_a_contest_knows_nothing_after_its_day_and_leaves_every_error_to_read(home):
    folder = paths().models / MODEL / TRAINED.isoformat()
    before = (folder / "contest.json").read_text()
    change("net_revenue = 1e9, order_count = 1e6", after=TRAINED)

    train(MODEL, as_of=TRAINED, company=COMPANY)

    assert (folder / "contest.json").read_text() == before
    board = json.loads(before)
    assert {row["candidate"] for row in board} >= {"prophet", "seasonal_naive"}
    # this shop's check never moves, so there is no scale to its error
    assert all(row["mase"] > 0 for row in board if row["measure"] != "average_check")


def test_a_score_knows_nothing_after_its_day(home):
    score(MODEL, as_of=TRAINED, company=COMPANY)
    before = all_tables()
    change("net_revenue = 1e9, order_count = 1e6", after=TRAINED)

    score(MODEL, as_of=TRAINED, company=COMPANY)

    assert all_tables() == before


def test_too_short_a_history_leaves_a_reason_and_the_labelled_baseline(home):
    trained = train(MODEL, as_of=TOO_EARLY, company=COMPANY)
    score(MODEL, as_of=TOO_EARLY, company=COMPANY)
    score(MODEL, as_of=LAST_DAY, company=COMPANY)

    assert trained["artefact"] is None
    refused = rows(
        "select measure, artefact, reason, row_count > 0 from ml.model_runs "
        "where status = 'refused' order by measure"
    )
    assert refused == [
        (measure, None, trained["reason"], True) for measure in sorted(SPEC.measures)
    ]
    assert rows(f"from ml.sales_forecasts where as_of_date = '{TOO_EARLY}' and p50 is null") == []


def test_marts_that_end_too_early_train_no_champion(home):
    with pytest.raises(ClienteleError, match="ends on 2023-03-05, before 2023-03-09"):
        train(MODEL, as_of=date(2023, 3, 9), company=COMPANY)


def test_marts_that_end_too_early_are_not_scored(home):
    with pytest.raises(ClienteleError, match="ends on 2023-03-05, before 2023-03-09"):
        score(MODEL, as_of=date(2023, 3, 9), company=COMPANY)


def test_a_warehouse_without_marts_says_what_to_build(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path))

    with pytest.raises(ClienteleError, match="Build the marts first"):
        score(MODEL, as_of=LAST_DAY, company=COMPANY)


def test_an_unknown_model_is_named(home):
    with pytest.raises(ClienteleError, match="no model 'horoscope'"):
        train("horoscope", as_of=LAST_DAY, company=COMPANY)


def test_a_champion_that_cannot_be_read_costs_no_report_and_says_what_to_do(home):
    (paths().models / MODEL / TRAINED.isoformat() / "champion.joblib").write_bytes(b"torn")

    score(MODEL, as_of=LAST_DAY, company=COMPANY)

    runs = rows("select distinct status, artefact, reason from ml.model_runs")
    assert [run[:2] for run in runs] == [("failed", None)]
    assert "Train the model again" in runs[0][2]
    assert rows("select distinct model_name from ml.sales_forecasts") == [(SPEC.baseline,)]


def test_only_days_whose_files_changed_are_loaded_again(home):
    score(MODEL, as_of=DAY_BEFORE, company=COMPANY)
    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    with open_warehouse() as database:
        database.execute("update ml.model_runs set reason = 'kept'")

    score(MODEL, as_of=LAST_DAY, company=COMPANY)

    kept = rows("select distinct as_of_date from ml.model_runs where reason = 'kept'")
    assert kept == [(DAY_BEFORE,)]


def test_a_table_of_other_columns_is_loaded_anew(home):
    score(MODEL, as_of=LAST_DAY, company=COMPANY)
    before = all_tables()
    with open_warehouse() as database:
        database.execute("alter table ml.sales_forecasts drop column model_name")

    load_scores()

    assert all_tables() == before


def test_equal_tables_are_read_in_one_order_whatever_the_order_of_their_rows(home):
    with open_warehouse() as database:
        for name, order in (("forward", "asc"), ("backward", "desc")):
            database.execute(
                f"create table marts.{name} as select i % 3 as client, date '2023-03-01' as day, "
                f"i / 7 as amount from range(50) as r(i) order by i {order}"
            )

    forward, backward = (
        read_rows(Rows(f"marts.{name}", "day", "until"), LAST_DAY)
        for name in ("forward", "backward")
    )

    assert_frame_equal(forward, backward)
