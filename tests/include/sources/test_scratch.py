"""Where pages lie before they land: with the data, and not longer than their reader lives."""

import multiprocessing
import os
import signal

from include.landing.batches import folder
from include.sources.scratch import scratch_folder
from tests.conftest import extract_days
from tests.include.sources.test_files import DAY, HEAD, drop, plans

__all__ = ["drop"]


def test_a_folder_lies_with_the_data_and_is_gone_afterwards(home):
    with scratch_folder() as place:
        (place / "page").write_text("x")

        assert place.is_relative_to(home)

    assert list((home / "scratch").iterdir()) == []


def test_a_folder_that_is_in_use_is_left_alone(home):
    with scratch_folder() as first, scratch_folder() as second:
        assert first != second
        assert first.exists()


def test_the_next_reader_removes_what_a_killed_one_left(home):
    child = multiprocessing.get_context("fork").Process(target=read_and_die)
    child.start()
    child.join(60)
    left = [place for place in (home / "scratch").iterdir() if place.is_dir()]

    with scratch_folder() as place:
        assert [file.name for file in left[0].parent.iterdir() if file.is_dir()] == [place.name]

    assert child.exitcode == -signal.SIGKILL
    assert len(left) == 1


def test_what_is_not_ours_to_remove_stops_nobody(home):
    folder = home / "scratch" / "a.lock"
    folder.mkdir(parents=True)

    with scratch_folder() as place:
        assert place.exists()

    assert list((home / "scratch").iterdir()) == [folder]


def test_an_unfinished_file_beside_the_batches_is_removed_by_the_next_extraction(drop, company_of):
    company = company_of(plans())
    (drop / "plans.csv").write_text(f"{HEAD}2025-03-01,a,1\n")
    place = folder("plans", "plans")
    place.mkdir(parents=True)
    (place / ".killed-202503100000-.fetched").write_text("half a file")

    (batch,) = extract_days(company, "plans", DAY)

    kept = {file.name for file in place.iterdir()}
    assert kept == {f"{batch.batch_id}.parquet", f"{batch.batch_id}.manifest.json"}


def read_and_die() -> None:
    with scratch_folder():
        os.kill(os.getpid(), signal.SIGKILL)
