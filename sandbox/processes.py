"""Processes that outlive the one that starts them, and are stopped whole by the next one."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE_SECONDS = 10.0


def start(name: str, command: list[str], environment: dict[str, str], folder: Path) -> int:
    """Start a process in a session of its own, with its output in `folder/<name>.log`.

    `environment` is added to this process's own. Returns the process id, which `stop` finds again
    by the name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            with_environment(command, environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    born = psutil.Process(process.pid).create_time()
    note = json.dumps({"pid": process.pid, "born": born})
    (folder / f"{name}.json").write_text(note, encoding="utf-8")
    return process.pid


def with_environment(command: list[str], environment: dict[str, str]) -> list[str]:
    """Return the command as `env` runs it: with variables, and this interpreter's tools first."""
    tools = os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()])
    return ["env", f"PATH={tools}", *(f"{k}={v}" for k, v in environment.items()), *command]


def is_running(name: str, folder: Path) -> bool:
    """Return whether anything that was started under this name still runs."""
    return bool(_members(name, folder))


def stop(name: str, folder: Path) -> None:
    """Stop everything of the session that was started under this name, and forget it.

    Asked first, killed when it does not listen. Workers may have left the process group, but none
    leaves the session.
    """
    _signal(_members(name, folder), signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := _members(name, folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal(left, signal.SIGKILL)
    (folder / f"{name}.json").unlink(missing_ok=True)


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _leader(note: dict[str, float]) -> psutil.Process | None:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(int(note["pid"]))
    return None


def _members(name: str, folder: Path) -> list[psutil.Process]:
    """Return what lives of a session; none when its number has gone to a stranger since."""
    try:
        note = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    leader = _leader(note)
    if leader is not None and leader.create_time() != note["born"]:
        return []
    return [process for process in psutil.process_iter() if _is_member(process, note["pid"])]


def _is_member(process: psutil.Process, session: int) -> bool:
    with suppress(psutil.Error, OSError):
        return process.status() != psutil.STATUS_ZOMBIE and os.getsid(process.pid) == session
    return False


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.send_signal(number)
