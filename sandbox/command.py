"""Runs the `clientele` command as a person would, one step after the other."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from include.settings import REPOSITORY, paths


def run_command(company: Path, steps: Iterable[list[str]], **environment: str) -> int:
    """Run each step on a company.yml until one fails; return the exit code of the last."""
    known = {
        **os.environ,
        "CLIENTELE_HOME": str(paths().home),
        "CLIENTELE_COMPANY": str(company),
        **environment,
    }
    for step in steps:
        command = [sys.executable, str(REPOSITORY / "clientele.py"), *step]
        code = subprocess.run(command, env=known, check=False).returncode
        if code:
            return code
    return 0
