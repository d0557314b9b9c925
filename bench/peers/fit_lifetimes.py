"""Fit BG/NBD with the package `lifetimes` and expect visits, in an environment of its own.

`python fit_lifetimes.py clients.npz days each|counted` prints the seconds, from arrays in memory to
expected visits, and what was found, as JSON.
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter

FIGURES = ["repeat_count", "last_age", "age"]


def main(file: str, days: str, way: str) -> None:
    """Fit each client, or (`counted`) distinct clients with their number as weight."""
    with np.load(file) as arrays:
        clients = pd.DataFrame({name: arrays[name] for name in FIGURES})
    began = time.perf_counter()
    rows, weights = clients, None
    if way == "counted":
        rows = clients.groupby(FIGURES, as_index=False).size()
        weights = rows["size"]
    model = BetaGeoFitter().fit(*(rows[name] for name in FIGURES), weights=weights)
    visits = model.conditional_expected_number_of_purchases_up_to_time(
        float(days), *(clients[name] for name in FIGURES)
    )
    seconds = time.perf_counter() - began
    found = [float(model.params_[name]) for name in ("r", "alpha", "a", "b")]
    answer = {"seconds": seconds, "parameters": found, "visits": float(np.sum(visits))}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
