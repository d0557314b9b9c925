"""Clients who come and leave, and the fit of BG/NBD to them: our way, and the package's way."""

import json
import subprocess
import time
from typing import Any

import numpy as np

from bench.work.peers import PEERS
from include.settings import paths
from ml.lifetime.bg_nbd import expected_visits, fit

OLDEST_DAYS, HORIZON_DAYS = 730, 365
FIGURES = ("repeat_count", "last_age", "age")


def make_clients(count: int) -> str:
    """Draw clients as BG/NBD says, in whole days up to two years; return the file's name."""
    rng = np.random.default_rng(1)
    age = rng.integers(1, OLDEST_DAYS + 1, count)
    rate, leaving = rng.gamma(0.5, 1 / 40, count), rng.beta(0.8, 2.5, count)
    repeats, last = np.zeros(count, int), np.zeros(count, int)
    there = np.arange(count)
    while len(there):
        pause = np.ceil(rng.exponential(1 / np.maximum(rate[there], 1e-9))).clip(1, 10_000)
        day = last[there] + pause.astype(int)
        comes = day <= age[there]
        there, day = there[comes], day[comes]
        repeats[there] += 1
        last[there] = day
        there = there[rng.random(len(there)) >= leaving[there]]
    file = paths().home / "clients.npz"
    np.savez(file, repeat_count=repeats, last_age=last, age=age)
    return str(file)


def fit_ours(file: str) -> dict[str, Any]:
    """Fit BG/NBD and expect each client's visits of a year."""
    with np.load(file) as arrays:
        clients = [arrays[name] for name in FIGURES]
    began = time.perf_counter()
    model = fit(*clients, may_leave_at_first=False)
    visits = expected_visits(model, *clients, [HORIZON_DAYS]).sum()
    seconds = time.perf_counter() - began
    found = [model.rate_shape, model.rate_time, model.leave_a, model.leave_b]
    return {"seconds": seconds, "parameters": found, "visits": float(visits)}


def fit_lifetimes(python: str, file: str, way: str) -> dict[str, Any]:
    """Let the package do the same; `way` is `each` client, or distinct clients `counted`."""
    call = [python, str(PEERS / "fit_lifetimes.py"), file, str(HORIZON_DAYS), way]
    return json.loads(subprocess.run(call, capture_output=True, check=True, text=True).stdout)
