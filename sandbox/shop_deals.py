"""How the shop that does not exist sells gifts to companies: leads, deals, and their way."""

import numpy as np
import pandas as pd

from sandbox.shop_orders import later

LEADS_A_DAY = 4.5
# key, name, kind, share of the leads, how good they are: it weighs against being lost
SOURCES = (
    ("web", "Web form", "own", 0.34, 1.0),
    ("ads", "Search ads", "paid", 0.26, 0.7),
    ("social", "Social media", "paid", 0.16, 0.45),
    ("fair", "Trade fair", "event", 0.10, 1.3),
    ("friend", "Referral", "own", 0.14, 2.0),
)
PAGES = ("/company-gifts", "/christmas", "/catalogue", "/contact")
# from each stage the next ones and their weights: most go on, some skip, go back, or are lost
MOVES = {
    "inquiry": (("offer", 0.60), ("contract", 0.04), ("lost", 0.36)),
    "offer": (("sample", 0.42), ("contract", 0.18), ("lost", 0.40)),
    "sample": (("contract", 0.54), ("offer", 0.18), ("lost", 0.28)),
    "contract": (("won", 0.74), ("offer", 0.08), ("lost", 0.18)),
    "lost": (("offer", 0.04), (None, 0.96)),
    "won": ((None, 1.0),),
}
DAYS_BETWEEN_MOVES = 4.0
FORGOTTEN = 0.04  # of the moves are never made: the deal stays where it is
REASONS = ("too dear", "too late", "bought elsewhere", "no answer")
NO_STAGES = 3  # deals that somebody opened and nobody ever moved
DAY_MINUTES = 24 * 60

Tables = dict[str, pd.DataFrame]


def make_sources() -> pd.DataFrame:
    """Return one row per source of leads."""
    columns = ["code", "name", "kind", "share", "quality"]
    return pd.DataFrame(SOURCES, columns=columns).drop(columns=["share", "quality"])


def make_deals(
    rng: np.random.Generator, days: pd.DatetimeIndex, customers: pd.DataFrame, staff: pd.DataFrame
) -> Tables:
    """Return leads, deals and deal_moves with the local moments of their whole life."""
    leads = _make_leads(rng, days, customers, staff)
    deals = _open_deals(rng, leads, staff)
    quality = leads["source"].map({code: quality for code, *_, quality in SOURCES})
    moves = _make_moves(rng, deals, quality.to_numpy()[deals["lead_id"] - 1])
    lost = moves[moves["stage"] == "lost"].groupby("deal_id")["moved_at"].max()
    deals["lost_at"] = deals["id"].map(lost)
    deals["reason"] = rng.choice(REASONS, len(deals))
    is_deal = leads["id"].isin(deals["lead_id"])
    given_up = later(leads["created_at"].to_numpy(), rng.integers(1, 20, len(leads)) * DAY_MINUTES)
    leads["given_up_at"] = pd.Series(given_up).mask(is_deal)
    return {"leads": leads, "deals": deals, "deal_moves": moves}


def deals_at(tables: Tables, moment: pd.Timestamp) -> Tables:
    """Return the tables as they were at a moment: what had not happened yet is hidden."""
    leads = tables["leads"][tables["leads"]["created_at"] <= moment].copy()
    leads["given_up_at"] = leads["given_up_at"].where(leads["given_up_at"] <= moment)
    deals = tables["deals"][tables["deals"]["created_at"] <= moment].copy()
    deals["reason"] = deals["reason"].where(deals["lost_at"] <= moment)
    moves = tables["deal_moves"]
    return {
        "leads": leads,
        "deals": deals.drop(columns="lost_at"),
        "deal_moves": moves[moves["moved_at"] <= moment],
    }


def _make_leads(
    rng: np.random.Generator, days: pd.DatetimeIndex, customers: pd.DataFrame, staff: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per lead; half of them come from companies that are clients already."""
    a_day = LEADS_A_DAY * (days.weekday < 6) * np.where(days.month >= 10, 1.5, 1.0)
    day = np.repeat(np.arange(len(days)), rng.poisson(a_day))
    minutes = rng.integers(5, DAY_MINUTES, len(day))
    companies = customers.loc[(customers["kind"] == "C") & (customers["first_day"] == 0), "id"]
    known = pd.Series(rng.choice(companies, len(day)), dtype="Int64")
    codes, _, _, shares, _ = zip(*SOURCES, strict=True)
    return pd.DataFrame(
        {
            "id": np.arange(1, len(day) + 1),
            "source": rng.choice(codes, len(day), p=shares),
            "page": rng.choice(PAGES, len(day)),
            "customer_id": known.where(rng.random(len(day)) < 0.5),
            "staff_id": rng.choice(staff.loc[staff["position"] == "support", "id"], len(day)),
            "created_at": np.sort(later(days.values[day].astype("datetime64[s]"), minutes)),
        }
    )


def _open_deals(rng: np.random.Generator, leads: pd.DataFrame, staff: pd.DataFrame) -> pd.DataFrame:
    """Return one row per deal: three leads in four become one within days."""
    chosen = leads[rng.random(len(leads)) < 0.75]
    opened = later(chosen["created_at"].to_numpy(), rng.integers(10, 3 * DAY_MINUTES, len(chosen)))
    is_there = staff["left_on"].isna() & (staff["hired_on"] < "2024-01-01")
    sellers = staff.loc[is_there & (staff["position"] != "support"), "id"]
    return pd.DataFrame(
        {
            "id": np.arange(1, len(chosen) + 1),
            "lead_id": chosen["id"].to_numpy(),
            "customer_id": chosen["customer_id"].array,
            "staff_id": rng.choice(sellers, len(chosen)),
            "amount_pence": (rng.lognormal(11.2, 0.6, len(chosen))).astype(int) // 500 * 500,
            "created_at": opened,
        }
    )


def _make_moves(rng: np.random.Generator, deals: pd.DataFrame, quality: np.ndarray) -> pd.DataFrame:
    """Return one row per stage that a deal enters, in the order of the moments."""
    rows = []
    moved = deals.iloc[NO_STAGES:]
    for deal, good in zip(moved.itertuples(), quality[NO_STAGES:], strict=True):
        rows += [
            (deal.id, stage, deal.staff_id, moment)
            for stage, moment in _way(rng, np.datetime64(deal.created_at, "s"), good)
        ]
    moves = pd.DataFrame(rows, columns=["deal_id", "stage", "staff_id", "moved_at"])
    moves = moves.sort_values(["moved_at", "deal_id"], kind="stable", ignore_index=True)
    moves.insert(0, "id", np.arange(1, len(moves) + 1))
    return moves


def _way(
    rng: np.random.Generator, opened: np.datetime64, quality: float
) -> list[tuple[str, np.datetime64]]:
    """Walk one deal from its inquiry until nothing more happens to it."""
    way = [("inquiry", opened)]
    while True:
        stage, moment = way[-1]
        names, weights = zip(*MOVES[stage], strict=True)
        shares = np.array(weights) / np.where(np.array(names) == "lost", quality, 1.0)
        chosen = names[rng.choice(len(names), p=shares / shares.sum())]
        if chosen is None or rng.random() < FORGOTTEN:
            return way
        minutes = int(rng.gamma(2.0, DAYS_BETWEEN_MOVES / 2) * DAY_MINUTES) + 5
        way.append((chosen, later(np.array([moment]), np.array([minutes]))[0]))
