"""The shop's monthly sales plans: by employee and for the whole company, raised in mid-2025."""

from datetime import date
from pathlib import Path

import pandas as pd

from include.warehouse import connect, literal
from sandbox.shop import FIRST_DAY, LAST_DAY
from sandbox.shop_orders import expected_orders
from sandbox.shop_people import make_staff

USUAL_CHECK = 58
RAISED_FROM = date(2025, 7, 1)
RAISE = 1.08
COMPANY_STRETCH = 1.03
DIRTY_PLANS = 1  # one row whose amount is a word


def make_plans() -> pd.DataFrame:
    """Return one row per month, employee and version; an empty employee is the whole company."""
    days = pd.date_range(FIRST_DAY, date(LAST_DAY.year, 12, 31))
    by_month = pd.Series(expected_orders(days), index=days).resample("MS").sum() * USUAL_CHECK
    first = _version(by_month, date(FIRST_DAY.year, 1, 1))
    later = by_month[by_month.index >= pd.Timestamp(RAISED_FROM)]
    plans = pd.concat([first, _version(later * RAISE, RAISED_FROM)], ignore_index=True)
    plans["amount"] = plans["amount"].astype(str)
    dirty = plans.head(DIRTY_PLANS).assign(employee=99, amount="to be agreed")
    return pd.concat([plans, dirty], ignore_index=True)


def write_plans(folder: Path) -> Path:
    """Write the plans as the workbook a sales manager would drop into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "plans_2024_2025.xlsx"
    with connect(extensions=("excel",)) as database:
        database.register("plans", make_plans())
        database.execute(f"copy plans to {literal(str(file))} (format xlsx, header true)")
    return file


def _version(by_month: pd.Series, valid_from: date) -> pd.DataFrame:
    months = by_month.rename("expected").rename_axis("month").reset_index()
    staff = make_staff()[["id", "share", "hired_on", "left_on"]].rename(columns={"id": "employee"})
    plans = months.merge(staff, how="cross")
    starts = pd.to_datetime(plans["hired_on"])
    ends = pd.to_datetime(plans["left_on"]).fillna(pd.Timestamp("2100-01-01"))
    plans = plans[(plans["month"] >= starts) & (plans["month"] < ends)]
    plans = plans.assign(amount=plans["expected"] * plans["share"])
    company = months.assign(employee=None, amount=months["expected"] * COMPANY_STRETCH)
    both = pd.concat([plans, company])
    return pd.DataFrame(
        {
            "month": both["month"].dt.strftime("%Y-%m-%d").to_numpy(),
            "employee": both["employee"].astype("Int64").array,
            "amount": both["amount"].round(-2).astype(int).to_numpy(),
            "valid_from": valid_from.isoformat(),
        }
    )
