"""Programs in a mount namespace of their own, where the system allows that: real disks, really full or read-only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]
_ALONE = ["unshare", "--mount", "--map-root-user"]


def run_alone(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m PROGRAM FOLDER`, which may mount what it likes; skip the test where nobody may."""
    if not _may_mount(folder):
        pytest.skip("this system lets nobody mount anything in a namespace of their own")
    words = [*_ALONE, sys.executable, "-m", program, str(folder)]
    env = os.environ | {"PYTHONPATH": f"{_TESTS.parent}:{_TESTS}"}
    ended = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended


def _may_mount(folder: Path) -> bool:
    words = [*_ALONE, "mount", "-t", "tmpfs", "tmpfs", str(folder)]
    try:
        return subprocess.run(words, capture_output=True, check=False, timeout=20).returncode == 0
    except FileNotFoundError:
        return False
