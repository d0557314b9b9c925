"""The company's emulated systems, served together by one process.

Run as a process: `python -m sandbox.systems.running FOLDER PORT`, with the folder that
`make_world` made. On PORT it tells the Airflow connections of the systems, and fills them as of a
moment.
"""

import sys
import threading
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.systems.serving import served
from sandbox.systems.starts import STARTS
from sandbox.world.world import World, open_world


class Systems:
    """Every emulated system, started; `app` is asked to fill them and for their connections."""

    def __init__(self, world: World, stack: ExitStack) -> None:
        self._world, self._turn = world, threading.Lock()
        self._running = {name: start(stack) for name, start in STARTS.items()}
        self.app = Starlette(
            routes=[
                Route("/connections", self._connections),
                Route("/fill/{moment}", self._fill, methods=["POST"]),
            ]
        )

    def _connections(self, _: Request) -> JSONResponse:
        return JSONResponse({name: each.connection for name, each in self._running.items()})

    def _fill(self, request: Request) -> JSONResponse:
        moment = datetime.fromisoformat(request.path_params["moment"])
        with self._turn:
            for each in self._running.values():
                each.fill(self._world, moment)
        return JSONResponse({"filled_until": moment.isoformat()})


def serve(folder: Path, port: int) -> None:
    """Serve until the process is stopped."""
    with ExitStack() as stack:
        systems = Systems(open_world(folder), stack)
        stack.enter_context(served(systems.app, port=port))
        threading.Event().wait()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
