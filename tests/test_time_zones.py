"""The machine's own time zone decides nothing: only the company's does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from include.settings import Paths
from include.warehouse import open_published

REPOSITORY = Path(__file__).resolve().parent.parent
# five orders around midnight in Kyiv, two of them on the night the clocks go forward
SALES = """no,day,price
1,2025-03-28 23:59:59,10
2,2025-03-29 00:00:00,20
3,2025-03-29 23:30:00,30
4,2025-03-30 02:59:00,40
5,2025-03-30 04:01:00,50
"""
COMPANY = {
    "name": "Night shop",
    "zone": "Europe/Kyiv",
    "currency": "UAH",
    "sources": {
        "till": {
            "kind": "files",
            "streams": {"sales": {"path": "sales.csv", "key": ["no"], "time": "day"}},
            "entities": {
                "order": {
                    "from": "sales",
                    "columns": {"order_id": "no", "ordered_at": "day", "order_total": "price"},
                }
            },
        }
    },
}


def days_under(zone: str, folder: Path) -> list[tuple]:
    (folder / "company.yml").write_text(yaml.safe_dump(COMPANY))
    (folder / "sales.csv").write_text(SALES)
    command = [sys.executable, str(REPOSITORY / "clientele.py"), "run"]
    subprocess.run(
        [*command, "--from", "2025-03-28", "--to", "2025-03-30"],
        cwd=folder,
        env={**os.environ, "TZ": zone, "CLIENTELE_HOME": str(folder / "home")},
        check=True,
        capture_output=True,
    )
    with open_published(Paths(folder / "home").published_file) as published:
        return published.execute(
            "select cast(report_date as VARCHAR), new_order_count, cast(new_order_amount as DOUBLE)"
            " from reports.rpt_daily_summary order by report_date"
        ).fetchall()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_a_day_is_the_company_s_day_wherever_the_machine_stands(zone, tmp_path):
    assert days_under(zone, tmp_path) == [
        ("2025-03-28", 1, 10),
        ("2025-03-29", 2, 50),
        ("2025-03-30", 2, 90),
    ]
