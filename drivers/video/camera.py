"""A camera that opens when pictures are wanted and closes when they are not: what both camera roles are made of."""

import time

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.errors import DeviceError, Refused, Timeout
from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from drivers.video import reach
from drivers.video.capture import Capture, FellAsleep
from drivers.video.frame import Frame
from drivers.video.look import fault_of, is_black, is_repeated
from drivers.video.settings import Settings
from drivers.video.source import parse

IDLE_S = 10.0
_REMEMBERED_S = 30.0  # a fault that only pictures show stands for so long after they were seen, then gets a new chance
_SEEN_ONLY = frozenset({Fault.IMAGE_BLACK, Fault.IMAGE_FROZEN, Fault.FORMAT_REFUSED, Fault.CORRUPT_FRAME})
_STALLED_S = 3.0
_STATES = {
    Fault.OFFLINE: DeviceState.OFFLINE,
    Fault.BUSY: DeviceState.DEVICE_BUSY,
}


class Camera:
    """The camera at `url` (see `drivers.video.source`), reopened as often as needed. Used by one thread at a time.

    A running camera costs a core, heats and shines its lamp: it is opened by the first call that wants a picture and
    closed by `stop`, or by itself when nobody has asked for `idle_s`.

    Raises:
        ValueError: `url` names no camera.
    """

    def __init__(self, url: str, role: Role, *, idle_s: float = IDLE_S) -> None:
        self._source = parse(url)
        self._url, self._role, self._idle_s = url, role, idle_s
        self._children: Children | None = None
        self._capture: Capture | None = None
        self._remembered: tuple[DeviceError, float] | None = None

    @property
    def settings(self) -> Settings | None:
        """What the camera was read back to do when it was opened last; None while it is closed."""
        return self._capture.settings if self._capture else None

    def status(self) -> DeviceStatus:
        """Say whether the camera is there; while it is open, whether its pictures are any good. Never opens it."""
        trouble = self._trouble()
        if trouble is None:
            return DeviceStatus(self._role, DeviceState.ONLINE)
        fault, detail = trouble
        state = _STATES.get(fault, DeviceState.HARDWARE_ERROR)
        return DeviceStatus(self._role, state, frozenset({fault}), detail=detail)

    def newest(self, *, after_s: float | None, timeout_s: float, cancel: Cancel) -> Frame:
        """Return the newest frame captured later than `after_s`; None stands for the moment of the call.

        Raises:
            Refused: IMAGE_BLACK, IMAGE_FROZEN, FORMAT_REFUSED, BUSY, HARDWARE_ERROR.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """
        deadline = Deadline(timeout_s)
        after_s = time.monotonic() if after_s is None else after_s
        cancel.check("open the camera")
        try:
            frame = self._good_frame(after_s, deadline, cancel)
        except DeviceError as error:
            self._note(error)
            raise
        self._remembered = None
        return frame

    def stop(self) -> None:
        """Close the camera; the next call that wants a picture opens it again."""
        if self._capture is not None:
            self._capture.close()
            self._capture = None

    def close(self) -> None:
        """Stop, and end the thread that starts the capturing process."""
        self.stop()
        if self._children is not None:
            self._children.close()
            self._children = None

    def _good_frame(self, after_s: float, deadline: Deadline, cancel: Cancel) -> Frame:
        black = None
        while True:
            try:
                shot = self._opened().newest(after_s, deadline, cancel)
            except FellAsleep:
                continue
            except Timeout:
                if black is not None:
                    raise black from None
                raise
            if (fault := fault_of(shot.look)) is not None:
                raise Refused(fault, f"{self._url}: {shot.look}")
            if not is_black(shot.look) and not is_repeated(shot.look):
                return shot.frame
            black = Refused(Fault.IMAGE_BLACK, f"{self._url}: {shot.look}") if is_black(shot.look) else None
            after_s = shot.frame.captured_at_s

    def _opened(self) -> Capture:
        if self._capture is not None and self._capture.failure is not None:
            self.stop()
        if self._capture is None:
            self._children = self._children or Children()
            self._capture = Capture(self._url, self._children, idle_s=self._idle_s)
        return self._capture

    def _note(self, error: DeviceError) -> None:
        """Remember what outlives the capture; end one that is of no use any more."""
        failed = self._capture is not None and self._capture.failure is not None
        if error.fault in _SEEN_ONLY or (failed and error.fault is Fault.TIMEOUT):
            self._remembered = (error, time.monotonic())
        if failed or error.fault is Fault.IMAGE_FROZEN:
            self.stop()

    def _trouble(self) -> tuple[Fault, str] | None:
        if self._capture is not None:
            failure = self._capture.failure
            if failure is None:
                return self._seen(self._capture)
            self.stop()
            if not isinstance(failure, FellAsleep):
                self._note(failure)
                return failure.fault, failure.detail
        found = reach.trouble(self._source)
        if found is None and self._remembered is not None:
            error, at_s = self._remembered
            if time.monotonic() - at_s < _REMEMBERED_S:
                return error.fault, error.detail
        return found

    def _seen(self, capture: Capture) -> tuple[Fault, str] | None:
        """Judge the pictures that come in, whether or not anybody takes them."""
        if capture.silent_s > _STALLED_S:
            return Fault.TIMEOUT, f"{self._url}: no picture for {capture.silent_s:.1f} s"
        look = capture.look
        fault = None if look is None else fault_of(look)
        return None if fault is None else (fault, f"{self._url}: {look}")
