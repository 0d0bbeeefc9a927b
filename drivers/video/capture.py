"""One open camera, seen from the process that wants its pictures."""

import contextlib
import json
import os
import select
import sys
import time
from pathlib import Path

import drivers
from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.errors import DeviceError, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.video.look import Look
from drivers.video.picture_store import PictureStore, Shot
from drivers.video.settings import Settings

_SLICE_S = 0.04  # how long a set `Cancel` may go unnoticed
_HUNG_S = 4.0  # a child that has shown no sign of life for so long is given up: opening a USB camera takes up to 2 s
_MOST_LINE_BYTES = 65536
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(drivers.__file__).parent.parent),
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "http_proxy": "",  # FFmpeg would look for a camera on this machine through the proxy
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# A stream may name other sources (playlists do): only multipart JPEG over plain HTTP is read, and nothing it points to.
_HTTP_ONLY = "protocol_whitelist;http,tcp|format_whitelist;mpjpeg,mjpeg|fflags;nobuffer"


class FellAsleep(Unavailable):
    """The child closed the camera because nobody had asked for a picture."""


class Capture:
    """A child process that captures from `url` (see `drivers.video.source`) until `close`, trouble or `idle_s`.

    Used by one thread. `settings` is what the camera was read back to do; None until it is open.
    """

    def __init__(self, url: str, children: Children, *, idle_s: float) -> None:
        self.settings: Settings | None = None
        self._url, self._children = url, children
        self._store = PictureStore()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)
        self._alive_at_s = time.monotonic()
        self._store.ask(self._alive_at_s)
        self._said = b""
        self._failure: DeviceError | None = None
        fds = (self._store.fd, self._bell)
        command = [sys.executable, "-m", "drivers.video.grabber", url, *(str(fd) for fd in fds), str(idle_s)]
        environment = _ENVIRONMENT
        if url.startswith("http:"):
            environment = {**_ENVIRONMENT, "OPENCV_FFMPEG_CAPTURE_OPTIONS": _HTTP_ONLY}
        try:
            self._child = children.start(command, environment=environment, log=Path(os.devnull), pass_fds=fds)
        except DeviceError:
            self._release()
            raise
        assert self._child.stdout is not None
        os.set_blocking(self._child.stdout.fileno(), False)

    def newest(self, after_s: float, deadline: Deadline, cancel: Cancel) -> Shot:
        """Wait for a picture captured later than `after_s` (`time.monotonic`) and return the newest.

        Raises:
            DeviceError: why the child gave up: OFFLINE, BUSY, FORMAT_REFUSED, CORRUPT_FRAME, TIMEOUT, HARDWARE_ERROR.
            Timeout: none came in time; the camera may still be opening, so the capture goes on.
            Cancelled: `cancel` was set.
        """
        while True:
            cancel.check("wait for a picture")
            self._store.ask(time.monotonic())
            if (shot := self._store.newest(after_s)) is not None:
                self._alive_at_s = shot.frame.captured_at_s
                return shot
            self._listen()
            if self._failure is not None:
                raise self._failure
            if deadline.passed:
                raise Timeout(f"{self._url}: {'no new picture' if self.settings else 'not open yet'}")
            self._wait(min(_SLICE_S, deadline.left_s))

    @property
    def look(self) -> Look | None:
        """What was measured on the newest picture; asks for nothing and never waits."""
        seen = self._store.newest_look()
        return seen[1] if seen else None

    @property
    def failure(self) -> DeviceError | None:
        """Why the child has given up or hangs; None while it works."""
        self._listen()
        return self._failure

    @property
    def silent_s(self) -> float:
        """Seconds since the newest picture, or since the start."""
        seen = self._store.newest_look()
        return time.monotonic() - max(self._alive_at_s, seen[0] if seen else 0.0)

    def close(self) -> None:
        """End the child and give its memory back; closing twice is allowed."""
        if self._bell >= 0:
            self._children.kill(self._child)
            self._release()

    def _release(self) -> None:
        self._store.close()
        os.close(self._bell)
        self._bell = -1

    def _wait(self, timeout_s: float) -> None:
        assert self._child.stdout is not None
        ready, _, _ = select.select([self._bell, self._child.stdout.fileno()], [], [], timeout_s)
        if self._bell in ready:
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(self._bell)

    def _listen(self) -> None:
        """Take in what the child has said."""
        assert self._child.stdout is not None
        if self._failure is not None:
            return
        with contextlib.suppress(BlockingIOError):
            piece = os.read(self._child.stdout.fileno(), _MOST_LINE_BYTES)
            self._said = (self._said + piece)[-_MOST_LINE_BYTES:]
            while b"\n" in self._said:
                line, _, self._said = self._said.partition(b"\n")
                self._hear(json.loads(line))
            if not piece and self._failure is None:
                self._failure = Unavailable(f"{self._url}: the capturing process ended ({self._child.poll()})")
        if self._failure is None and self.silent_s > _HUNG_S:
            self._failure = Timeout(f"{self._url}: the capture hangs for {self.silent_s:.1f} s")

    def _hear(self, words: dict[str, dict[str, float] | str]) -> None:
        match words:
            case {"opened": dict() as opened}:
                self.settings = Settings(**opened)
            case {"asleep": _}:
                self._failure = FellAsleep(f"{self._url}: closed, as nobody asked")
            case {"fault": str() as fault, "detail": str() as detail}:
                self._failure = _error(Fault(fault), detail)


def _error(fault: Fault, detail: str) -> DeviceError:
    match fault:
        case Fault.OFFLINE:
            return Unavailable(detail)
        case Fault.TIMEOUT:
            return Timeout(detail)
        case Fault.CORRUPT_FRAME:
            return ProtocolError(detail)
        case _:
            return Refused(fault, detail)
