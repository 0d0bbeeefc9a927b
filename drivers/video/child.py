"""A program of ours that runs OpenCV in a process of its own, seen from the terminal's."""

import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import drivers
from drivers.cancel import Cancel
from drivers.children import Children

SLICE_S = 0.04  # how long a set `Cancel` may go unnoticed
_MOST_LINE_BYTES = 65536
_DYING_S = 0.5
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(drivers.__file__).parent.parent),
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "http_proxy": "",  # FFmpeg would look for a camera on this machine through the proxy
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class Child:
    """Runs `python -m module arguments`; it says one JSON object a line and shares `pass_fds`.

    Raises:
        Unavailable: it cannot be started.
    """

    def __init__(
        self,
        children: Children,
        module: str,
        arguments: Sequence[str],
        *,
        pass_fds: Sequence[int],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._children, self._said = children, b""
        command = [sys.executable, "-m", module, *arguments]
        everything = {**_ENVIRONMENT, **(environment or {})}
        self._process = children.start(command, environment=everything, log=Path(os.devnull), pass_fds=pass_fds)
        assert self._process.stdout is not None
        self._mouth = self._process.stdout.fileno()
        os.set_blocking(self._mouth, False)
        self.ended = False
        """The child is gone, and all it said has been heard."""

    @property
    def exit_code(self) -> int | None:
        """Of a child that has ended; below zero for the signal that killed it."""
        with contextlib.suppress(subprocess.TimeoutExpired):  # its files close a moment before it can be waited for
            return self._process.wait(_DYING_S)
        return None

    def wait(self, timeout_s: float, cancel: Cancel, doing: str, bell: int | None = None) -> None:
        """Wait until it says something, or rings `bell` (an eventfd), for at most `timeout_s`; may return early.

        Raises:
            Cancelled: `cancel` was set.
        """
        cancel.check(doing)
        ears = [self._mouth] if bell is None else [self._mouth, bell]
        ready, _, _ = select.select(ears, [], [], min(timeout_s, SLICE_S))
        if bell in ready and bell is not None:
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(bell)

    def hear(self) -> list[dict[str, Any]]:
        """Return what it has said since; never waits."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._mouth, _MOST_LINE_BYTES):
                self._said = (self._said + piece)[-_MOST_LINE_BYTES:]
            self.ended = True
        *lines, self._said = self._said.split(b"\n")
        return [words for line in lines if isinstance(words := json.loads(line), dict)]

    def close(self) -> None:
        """End it at once."""
        self._children.kill(self._process)
