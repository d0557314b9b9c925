"""The process of one run: import what the work needs, start the clock, work, stop the clock."""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

from include.settings import quiet_libraries


def main(place: str, arguments: str, answer: str) -> None:
    """Call `module:function` of `bench.work` and write seconds and answer as JSON."""
    quiet_libraries()
    module, name = place.split(":")
    function = getattr(import_module(f"bench.work.{module}"), name)
    called_with = json.loads(arguments)
    began = time.perf_counter()
    told = function(**called_with)
    seconds = time.perf_counter() - began
    Path(answer).write_text(json.dumps({"seconds": seconds, "answer": told}), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
