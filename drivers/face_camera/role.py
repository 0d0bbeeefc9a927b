"""What every camera that sees the resident can do."""

from typing import Protocol

from drivers.cancel import Cancel
from drivers.status import DeviceStatus
from drivers.video.frame import Frame


class FaceCamera(Protocol):
    """A camera with the resident before it. Used by one thread at a time; reconnects by itself.

    It runs while frames are asked for and stops by itself soon after: nobody is filmed who is not being served.
    A preview and the comparison of faces share the frames of one capture: a `Frame` never changes.
    """

    def status(self) -> DeviceStatus:
        """Return the camera's state. Never raises, never starts the camera."""

    def newest_frame(self, *, after_s: float | None = None, timeout_s: float, cancel: Cancel) -> Frame:
        """Return the newest frame captured later than `after_s`, starting the camera if need be.

        `after_s` is on the clock of `time.monotonic`: hand the last frame's `captured_at_s` back for the next one.
        None stands for the moment of the call, so that nothing is seen that was there before.

        Raises:
            Refused: IMAGE_BLACK, IMAGE_FROZEN, FORMAT_REFUSED, BUSY, HARDWARE_ERROR.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def stop(self) -> None:
        """Close the camera now; the next `newest_frame` opens it again."""

    def close(self) -> None:
        """Give the camera back."""
