"""Whether a terminal runs over a state folder: a lock that the kernel gives back, however the terminal ends."""

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

LOCK_FILE = "terminal.lock"
_PATIENCE_S = 0.5  # `runner` takes the lock for a moment, too
_LOOK_S = 0.02


class RunsAlready(Exception):  # noqa: N818 - what it says
    """Another terminal runs over the same folder; the text names it."""


@contextlib.contextmanager
def running(state_dir: Path) -> Iterator[None]:
    """Be the one terminal of `state_dir` within the block.

    Raises:
        RunsAlready: another one is.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    with _lock_file(state_dir / LOCK_FILE) as file:
        ends_at = time.monotonic() + _PATIENCE_S
        while not _locked(file.fileno(), fcntl.LOCK_EX):
            if time.monotonic() > ends_at:
                raise RunsAlready(
                    f"another one (process {_number_in(file.fileno())}) runs with the state folder {state_dir}; "
                    "stop that one, or give this one a state_dir of its own"
                )
            time.sleep(_LOOK_S)
        if file.writable():
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def _lock_file(path: Path) -> IO[str]:
    """Open it; on a disk that takes no writes only to be read, which is enough for a lock."""
    try:
        return path.open("a+")
    except OSError as error:
        if error.errno != errno.EROFS or not path.exists():
            raise
        return path.open("r")


def runner(state_dir: Path) -> int | None:
    """Return the process number of the terminal that runs over `state_dir`, 0 where it is not told, None without one.

    Raises:
        OSError: this user may not look into the folder.
    """
    try:
        file = (state_dir / LOCK_FILE).open("rb")
    except FileNotFoundError:
        return None
    with file:
        return None if _locked(file.fileno(), fcntl.LOCK_SH) else _number_in(file.fileno())


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _number_in(descriptor: int) -> int:
    told = os.pread(descriptor, 20, 0)
    return int(told) if told.isdigit() else 0
