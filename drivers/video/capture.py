"""One open camera, seen from the process that wants its pictures."""

import os
import time
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.errors import DeviceError, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.video.child import Child
from drivers.video.look import Look
from drivers.video.picture_store import PictureStore, Shot
from drivers.video.settings import Settings

_HUNG_S = 4.0  # a child that has shown no sign of life for so long is given up: opening a USB camera takes up to 2 s
# A stream may name other sources (playlists do): only multipart JPEG over plain HTTP is read, and nothing it points to.
_HTTP_ONLY = {
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "protocol_whitelist;http,tcp|format_whitelist;mpjpeg,mjpeg|fflags;nobuffer"
}


class FellAsleep(Unavailable):
    """The child closed the camera because nobody had asked for a picture."""


class Capture:
    """A child process that captures from `url` (see `drivers.video.source`) until `close`, trouble or `idle_s`.

    Used by one thread. `settings` is what the camera was read back to do; None until it is open.

    Raises:
        Unavailable: the child cannot be started.
    """

    def __init__(self, url: str, children: Children, *, idle_s: float) -> None:
        self.settings: Settings | None = None
        self._url = url
        self._store = PictureStore()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK)
        self._started_s = time.monotonic()
        self._store.ask(self._started_s)
        self._failure: DeviceError | None = None
        arguments = [url, str(self._store.fd), str(self._bell), str(idle_s)]
        environment = _HTTP_ONLY if url.startswith("http:") else None
        fds = (self._store.fd, self._bell)
        try:
            self._child = Child(children, "drivers.video.grabber", arguments, pass_fds=fds, environment=environment)
        except DeviceError:
            self._release()
            raise

    def newest(self, after_s: float, deadline: Deadline, cancel: Cancel) -> Shot:
        """Wait for a picture captured later than `after_s` (`time.monotonic`) and return the newest.

        Raises:
            DeviceError: why the child gave up: OFFLINE, BUSY, FORMAT_REFUSED, CORRUPT_FRAME, TIMEOUT, HARDWARE_ERROR.
            FellAsleep: it had closed the camera before this call reached it.
            Timeout: none came in time; the camera may still be opening, so the capture goes on.
            Cancelled: `cancel` was set.
        """
        while True:
            self._store.ask(time.monotonic())
            if (shot := self._store.newest(after_s)) is not None:
                return shot
            if self.failure is not None:
                raise self.failure
            if deadline.passed:
                raise Timeout(f"{self._url}: {'no new picture' if self.settings else 'not open yet'}")
            self._child.wait(deadline.left_s, cancel, "wait for a picture", self._bell)

    @property
    def look(self) -> Look | None:
        """What was measured on the newest picture; asks for nothing and never waits."""
        seen = self._store.newest_look()
        return seen[1] if seen else None

    @property
    def silent_s(self) -> float:
        """Seconds since the newest picture, or since the start."""
        seen = self._store.newest_look()
        return time.monotonic() - (seen[0] if seen else self._started_s)

    @property
    def failure(self) -> DeviceError | None:
        """Why the child has given up or hangs; None while it works."""
        if self._failure is None:
            for words in self._child.hear():
                self._take_in(words)
        if self._failure is None and self._child.ended:
            self._failure = Unavailable(f"{self._url}: the capturing process ended ({self._child.exit_code})")
        if self._failure is None and self.silent_s > _HUNG_S:
            self._failure = Timeout(f"{self._url}: the capture hangs for {self.silent_s:.1f} s")
        return self._failure

    def close(self) -> None:
        """End the child and give its memory back; closing twice is allowed."""
        if self._bell >= 0:
            self._child.close()
            self._release()

    def _release(self) -> None:
        self._store.close()
        os.close(self._bell)
        self._bell = -1

    def _take_in(self, words: dict[str, Any]) -> None:
        match words:
            case {"opened": dict() as opened}:
                self.settings = Settings(**opened)
            case {"asleep": _}:
                self._failure = FellAsleep(f"{self._url}: closed, as nobody asked")
            case {"fault": str() as fault, "detail": str() as detail}:
                self._failure = error_of(Fault(fault), detail)


def error_of(fault: Fault, detail: str) -> DeviceError:
    """Return the error of the family that a fault belongs to."""
    match fault:
        case Fault.OFFLINE:
            return Unavailable(detail)
        case Fault.TIMEOUT:
            return Timeout(detail)
        case Fault.CORRUPT_FRAME:
            return ProtocolError(detail)
        case _:
            return Refused(fault, detail)
