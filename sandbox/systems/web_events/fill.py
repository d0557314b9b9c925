"""The hits of the company's site, as the folder of its files holds them at a moment."""

from datetime import datetime
from pathlib import Path

from include.warehouse import literal
from sandbox.world import World

ZONE = "Europe/Kyiv"
HITS = """
    select
        hit_id,
        anonymous_id,
        client_id::varchar as user_id,
        strftime(happened_at, '%Y-%m-%dT%H:%M:%S.%gZ') as happened_at,
        kind,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        strftime(timezone($zone, timezone('UTC', happened_at)), '%Y-%m') as month
    from web_hits
    where happened_at <= $moment
"""


def fill(folder: Path, world: World, moment: datetime) -> None:
    """Write every hit until `moment` (naive UTC), a file for each month of the company's."""
    folder.mkdir(parents=True, exist_ok=True)
    with world.open() as session:
        session.execute(f"create temp table hits as {HITS}", {"zone": ZONE, "moment": moment})
        months = session.execute("select distinct month from hits order by month").fetchall()
        for (month,) in months:
            target, unfinished = folder / f"hits-{month}.jsonl", folder / f".{month}.part"
            session.execute(
                "copy (select * exclude (month) from hits where month = $month "
                f"order by happened_at, hit_id) to {literal(str(unfinished))} (format json)",
                {"month": month},
            )
            unfinished.replace(target)
