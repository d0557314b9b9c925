"""Keeping the house: landing proven whole, the ledger backed up, old logs gone."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

from include.company import Company
from include.landing.batches import check_integrity, manifests
from include.settings import paths

LOG_DAYS = 30
SQLITE = "sqlite:///"


def check_landing(company: Company) -> int:
    """Compare every landed batch with its manifest; return how many are whole.

    The first that is missing or damaged raises `ClienteleError`.
    """
    checked = 0
    for source_name, source in company.enabled_sources.items():
        for stream_name in source.streams:
            for manifest in manifests(source_name, stream_name):
                if manifest.sha256:
                    check_integrity(manifest)
                    checked += 1
    return checked


def back_up_ledger(as_of: date) -> str | None:
    """Copy the delivery ledger, the one thing that cannot be rebuilt; return the copy.

    Nothing is done before the first delivery, nor for a ledger on a database server, which is
    backed up with that server.
    """
    url = paths().ledger_url
    file = url.removeprefix(SQLITE)
    if not (url.startswith(SQLITE) and Path(file).exists()):
        return None
    target = paths().home / "backup" / f"ledger-{as_of}.sqlite"
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as ledger, closing(sqlite3.connect(target)) as copy:
        ledger.backup(copy)
    return str(target)


def remove_old_logs(as_of: date) -> int:
    """Remove log files untouched for a month before `as_of`; return how many."""
    oldest = datetime.combine(as_of - timedelta(days=LOG_DAYS), time()).astimezone().timestamp()
    old = [f for f in paths().logs.rglob("*") if f.is_file() and f.stat().st_mtime < oldest]
    for file in old:
        file.unlink()
    return len(old)
