"""Where clients come from: channels with different quality and cost."""

import numpy as np

from sandbox.world.calendar import busyness, days_between
from sandbox.world.frame import Frame

# code: name, kind, share of those who come, share of them who ever buy, cost of a click (kopecks)
CHANNELS = {
    "web": ("Web form", "own", 0.24, 0.72, 0),
    "ads_search": ("Search ads", "paid", 0.22, 0.58, 1_450),
    "ads_social": ("Social ads", "paid", 0.18, 0.36, 620),
    "marketplace": ("Marketplace", "paid", 0.12, 0.62, 980),
    "referral": ("Referral", "own", 0.12, 0.85, 0),
    "fair": ("Trade fair", "event", 0.06, 0.66, 0),
    "phone": ("Phone call", "own", 0.06, 0.55, 0),
}
CODES = tuple(CHANNELS)
SHARES = np.array([share for *_, share, _, _ in CHANNELS.values()])
QUALITY = np.array([quality for *_, quality, _ in CHANNELS.values()])
# the month in which somebody switched the social ads off: fewer leads
PAUSED, PAUSED_FROM, PAUSED_UNTIL = "ads_social", "2025-09-01", "2025-10-01"
CLICKS_PER_CLIENT = 9.0


def write_channels(frame: Frame) -> None:
    """Write the channels, what each cost a day, and the truth of their quality."""
    kinds = list(CHANNELS.values())
    frame.write(
        "channels",
        {
            "channel_id": CODES,
            "name": [name for name, *_ in kinds],
            "kind": [kind for _, kind, *_ in kinds],
        },
    )
    frame.write("truth/channel_quality", {"channel_id": CODES, "quality": QUALITY})
    frame.write("channel_costs", make_costs(frame))


def make_costs(frame: Frame) -> dict[str, np.ndarray]:
    """Return one row per paid channel, campaign and day on which it ran."""
    rng = frame.rng("channel_costs")
    days = days_between(frame.size.first_day, frame.size.last_day)
    paid = [(code, part) for code in CODES if CHANNELS[code][1] == "paid" for part in range(2)]
    channel, day = np.divmod(np.arange(len(paid) * len(days)), len(days))
    code = np.array([code for code, _ in paid])[channel]
    is_off = (code == PAUSED) & is_paused(days.to_numpy()[day])
    share = np.array([CHANNELS[code][2] for code, _ in paid])[channel] / 2
    a_day = frame.size.client_count / 550 * CLICKS_PER_CLIENT
    clicks = rng.poisson(a_day * share * busyness(days, "retail")[day] ** 0.5)
    cost = np.array([CHANNELS[code][4] for code, _ in paid])[channel]
    amount = (clicks * cost * rng.lognormal(0.0, 0.15, len(clicks))).astype(int)
    columns = {
        "cost_date": days.to_numpy()[day].astype("datetime64[D]"),
        "channel_id": code,
        "campaign": np.array([f"{code}_{('brand', 'season')[part]}" for code, part in paid])[
            channel
        ],
        "amount": amount,
        "clicks": clicks,
        "impressions": clicks * rng.integers(25, 80, len(clicks)),
    }
    return {name: values[~is_off] for name, values in columns.items()}


def is_paused(moments: np.ndarray) -> np.ndarray:
    """Say which moments lie in the month without social ads."""
    return (moments >= np.datetime64(PAUSED_FROM)) & (moments < np.datetime64(PAUSED_UNTIL))
