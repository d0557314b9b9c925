"""Packages to compare with that live in environments of their own."""

import shutil
import subprocess
import sys
from pathlib import Path

from include.settings import REPOSITORY, paths

PEERS = REPOSITORY / "bench" / "peers"


def make_environment(name: str) -> str | None:
    """Install what `bench/peers/<name>.txt` lists below the home; return its Python.

    None without uv, which makes the environment.
    """
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        return None
    folder = paths().home / name
    python = folder / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", "3.11", str(folder)], check=True)
    install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
    subprocess.run([*install, "-r", str(PEERS / f"{name}.txt")], check=True)
    return str(python)
