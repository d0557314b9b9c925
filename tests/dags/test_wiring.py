"""What runs after what, in which pool, at which minute, and which assets it emits."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
import yaml

from sandbox.servers import COMPANY
from tests.dags.conftest import DAG_FOLDER, read_dags

STEPS = ["build_marts", "score_models", "build_reports", "audit_tables", "publish_tables"]


def _outlets(dag) -> set[str]:
    return {asset.name for task in dag.tasks for asset in task.outlets}


def test_the_refresh_waits_then_takes_its_steps_one_after_the_other(bag):
    dag = bag.dags["refresh"]

    order = [task.task_id for task in dag.topological_sort()]

    assert order == ["wait_for_sources", *STEPS]
    assert all(len(task.downstream_task_ids) <= 1 for task in dag.tasks)


def test_all_that_opens_the_work_file_takes_turns_in_one_pool(bag):
    pools = {task.task_id: task.pool for task in bag.dags["refresh"].tasks}
    pools |= {task.task_id: task.pool for task in bag.dags["train"].tasks}

    assert pools == {
        "wait_for_sources": "default_pool",
        **dict.fromkeys([*STEPS, "fit_model"], "warehouse"),
    }


def test_waiting_for_sources_holds_no_slot(bag):
    assert bag.dags["refresh"].get_task("wait_for_sources").mode == "reschedule"


def test_extraction_and_reports_never_wait_for_the_work_file(bag):
    for dag_id in ("extract_shop", "extract_office", "report_daily", "report_monthly"):
        assert {task.pool for task in bag.dags[dag_id].tasks} == {"default_pool"}


def test_a_daily_report_is_tried_until_a_late_refresh_has_arrived(bag):
    (task,) = bag.dags["report_daily"].tasks

    assert task.retries * task.retry_delay >= timedelta(hours=2)
    assert task.retry_delay <= task.max_retry_delay


@pytest.mark.parametrize(("run_type", "over_newer"), [("manual", True), ("backfill", False)])
def test_a_day_named_by_hand_is_published_over_a_newer_one(bag, monkeypatch, run_type, over_newer):
    published = []
    monkeypatch.setattr(
        "include.refresh.publish_tables",
        lambda company, day, *, over_newer: published.append((day, over_newer)),
    )
    run = SimpleNamespace(run_type=run_type, conf={"as_of": "2025-10-31"})

    bag.dags["refresh"].get_task("publish_tables").python_callable(dag_run=run)

    assert published == [(date(2025, 10, 31), over_newer)]


def test_readings_of_one_source_take_turns_also_in_a_backfill(bag):
    # max_active_runs does not hold for a backfill, which has a limit of its own
    assert bag.dags["extract_shop"].get_task("land_streams").max_active_tis_per_dag == 1


def test_the_lineage_is_told_by_assets(bag):
    assert _outlets(bag.dags["extract_shop"]) == {"landing/shop"}
    assert _outlets(bag.dags["extract_office"]) == {"landing/office"}
    assert _outlets(bag.dags["refresh"]) == {"published"}
    assert _outlets(bag.dags["train"]) == {"models"}


@pytest.mark.parametrize(
    ("dag_id", "minute"),
    [
        ("extract_shop", "0 0 * * *"),
        ("refresh", "0 5 * * *"),
        ("report_daily", "0 8 * * *"),
        ("train", "0 8 * * sun"),
        ("report_monthly", "30 8 1 * *"),
    ],
)
def test_a_dag_starts_at_its_minute_of_company_yml(bag, dag_id, minute):
    assert bag.dags[dag_id].timetable.expression == minute


def test_a_backfill_of_extraction_tiles_the_local_days_also_where_the_clock_changes():
    from airflow.timetables.base import TimeRestriction
    from airflow.timetables.interval import CronDataIntervalTimetable

    timetable = CronDataIntervalTimetable("0 0 * * *", "Europe/London")
    first, last = datetime(2025, 10, 24, 23, tzinfo=UTC), datetime(2025, 10, 27, tzinfo=UTC)
    restriction = TimeRestriction(earliest=first, latest=last, catchup=True)

    days, previous = [], None
    while info := timetable.next_dagrun_info(
        last_automated_data_interval=previous, restriction=restriction
    ):
        previous = info.data_interval
        days.append(previous)

    hours = [(day.end - day.start).total_seconds() / 3600 for day in days]
    assert hours == [24, 25, 24]  # Sunday 2025-10-26 has one hour more
    assert all(one.end == next_one.start for one, next_one in pairwise(days))


def test_each_enabled_source_has_a_dag_of_its_own_and_a_disabled_one_has_none(tmp_path):
    content = yaml.safe_load(COMPANY.read_text())
    shop, office = (content["sources"][name] for name in ("shop", "office"))
    content["sources"] = {
        "shop": shop,
        "office": {**office, "enabled": False},
        "second": {**shop, "schedule": "15 * * * *"},
    }
    company = tmp_path / "company.yml"
    company.write_text(yaml.safe_dump(content))

    dags = read_dags(company, DAG_FOLDER / "extract.py").dags

    assert set(dags) == {"extract_shop", "extract_second"}
    assert _outlets(dags["extract_second"]) == {"landing/second"}
    assert dags["extract_second"].timetable.expression == "15 * * * *"
