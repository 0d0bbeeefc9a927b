"""Folders that are dear to make and the same for all: whichever worker of a test run needs one first makes it."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

_RUN = "KIOSK_TEST_RUN"


def begin() -> Path:
    """Make the folder of this test run; processes that start from now on share it. Whoever begins removes it."""
    place = Path(tempfile.mkdtemp(prefix="kiosk-run-"))
    os.environ[_RUN] = str(place)
    return place


def once(name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of that name, filled by `make` in a folder elsewhere if nobody did. Only to be copied from."""
    place = _run() / name
    with place.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            begun = Path(tempfile.mkdtemp(dir=_run()))
            make(begun)
            begun.rename(place)
    return place


def _run() -> Path:
    return Path(os.environ[_RUN]) if _RUN in os.environ else _of_this_process()


@cache
def _of_this_process() -> Path:
    place = Path(tempfile.mkdtemp(prefix="kiosk-run-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
