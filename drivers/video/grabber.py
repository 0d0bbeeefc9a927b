"""The child process that holds the camera: `python -m drivers.video.grabber URL STORE_FD BELL_FD IDLE_S`.

It grabs without pause, so that nothing goes stale in a buffer, decodes the newest picture only, writes it to the shared
store and rings the bell. It says on standard output, one JSON object a line, that it opened the camera
(`{"opened": {…}}`) and why it gives up (`{"fault": "OFFLINE", "detail": "…"}`), and ends then. It ends too when
nobody has asked for a picture for IDLE_S: a camera that runs for nobody shines its lamp and costs a core.
"""

import contextlib
import os
import sys
import threading
import time
from dataclasses import asdict

import cv2
import numpy as np

from drivers.faults import Fault
from drivers.video import reach
from drivers.video.child_process import prepare, say
from drivers.video.measure import Measurer
from drivers.video.opened import OPEN_TIMEOUT_S, captured_at_s, decode, open_source, set_exposure, settings_of
from drivers.video.picture_store import PictureStore
from drivers.video.settings import differences, size_difference
from drivers.video.source import Kind, Source, parse

_DAMAGED_FOR_S = 1.5  # pictures that cannot be decoded are skipped for so long
_SILENT_S = 1.0  # a read that failed sooner did not run out of time: the other end hung up
_TICK_S = 0.5
_NOTHING = np.zeros(0, np.uint8)


class GivingUp(Exception):  # noqa: N818
    """The camera does not do; `fault` and the text say why."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault


class Grabber:
    """Grabs in a thread of its own and keeps the newest picture as the camera sent it."""

    def __init__(self, capture: cv2.VideoCapture, source: Source) -> None:
        self._capture, self._source = capture, source
        self._changed = threading.Condition()  # guards what follows
        self._newest: tuple[np.ndarray, int, float] | None = None
        self._ended = False
        threading.Thread(target=self._run, name="grabber", daemon=True).start()

    def take(self, timeout_s: float) -> tuple[np.ndarray, int, float] | None:
        """Return the newest picture, its number and its moment; None when none came in time.

        Raises:
            GivingUp: the camera has stopped.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._ended, timeout_s)
            taken, self._newest = self._newest, None
            if taken is None and self._ended:
                raise GivingUp(*self._end())
            return taken

    def _run(self) -> None:
        number, last_s = 0, time.monotonic()
        pace = _Pace(self._capture) if self._source.kind is Kind.FILE else None
        while self._capture.grab() or (pace is not None and pace.rewind()):
            at_s = captured_at_s(self._capture, self._source)
            good, raw = self._capture.retrieve()
            if good:
                raw = _NOTHING if raw is None else raw  # the camera sent an empty picture
                number, last_s = number + 1, at_s
                with self._changed:
                    self._newest = (raw, number, at_s)
                    self._changed.notify()
            if pace is not None:
                pace.wait()
        self._pictures, self._silent_s = number, time.monotonic() - last_s
        with self._changed:
            self._ended = True
            self._changed.notify()

    def _end(self) -> tuple[Fault, str]:
        if self._pictures == 0:
            return reach.why_not(self._source)
        if self._source.kind is Kind.V4L2 or self._silent_s < _SILENT_S:
            return Fault.OFFLINE, f"{self._source.address}: the pictures ended"
        return Fault.TIMEOUT, f"{self._source.address}: no picture for {self._silent_s:.1f} s"


class _Pace:
    """Plays a file at its own rate, again and again."""

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture
        self._frame_s = 1 / min(max(capture.get(cv2.CAP_PROP_FPS), 1.0), 60.0)

    def wait(self) -> None:
        time.sleep(self._frame_s)

    def rewind(self) -> bool:
        return self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0) and self._capture.grab()


def main() -> int:
    """Serve until the camera or the parent gives up."""
    url, store_fd, bell_fd, idle_s = sys.argv[1:]
    prepare()
    source, store = parse(url), PictureStore(int(store_fd))
    try:
        capture = _opened(source)
        _serve(source, Grabber(capture, source), store, int(bell_fd), float(idle_s))
        say({"asleep": True})
    except GivingUp as trouble:
        say({"fault": trouble.fault, "detail": str(trouble)})
    store.wipe()
    sys.stdout.flush()
    os._exit(0)  # the grabbing thread may hang in the driver for ever


def _opened(source: Source) -> cv2.VideoCapture:
    began_s = time.monotonic()
    capture = open_source(source)
    if not capture.isOpened():
        fault, detail = reach.why_not(source)
        if fault is Fault.CORRUPT_FRAME and time.monotonic() - began_s > OPEN_TIMEOUT_S * 0.9:
            fault = Fault.TIMEOUT
        raise GivingUp(fault, detail)
    set_exposure(capture, source)
    settings = settings_of(capture, source)
    if wrong := differences(source, settings):
        raise GivingUp(Fault.FORMAT_REFUSED, f"{source.address}: {wrong}")
    say({"opened": asdict(settings)})
    return capture


def _serve(source: Source, grabber: Grabber, store: PictureStore, bell_fd: int, idle_s: float) -> None:
    measurer, good_s = Measurer(), time.monotonic()
    while time.monotonic() - store.asked_at_s < idle_s:
        taken = grabber.take(_TICK_S)
        if taken is None:
            continue
        raw, number, at_s = taken
        try:
            bgr = np.ascontiguousarray(decode(raw))
        except ValueError as damage:
            if time.monotonic() - good_s > _DAMAGED_FOR_S:
                raise GivingUp(Fault.CORRUPT_FRAME, f"picture {number}: {damage}") from damage
            continue
        good_s = time.monotonic()
        height, width = bgr.shape[:2]
        if wrong := size_difference(source, width, height):
            raise GivingUp(Fault.FORMAT_REFUSED, f"{source.address}: {wrong}")
        look = measurer.look(raw, bgr, at_s)
        if number == 1:
            continue  # often a bad one; and whether a camera has frozen, only the second can tell
        store.put(bgr.data.cast("B"), (width, height), number, at_s, look)
        with contextlib.suppress(BlockingIOError):
            os.eventfd_write(bell_fd, 1)


if __name__ == "__main__":
    sys.exit(main())
