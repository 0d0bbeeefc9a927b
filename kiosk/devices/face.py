"""The face before the camera: each frame is shown on the screen and handed to whoever compares.

What whoever compares has to tell the resident is passed on when it changes. All of this runs in the camera's thread.
"""

from collections.abc import Callable

from drivers.cancel import Cancel, Deadline
from drivers.errors import Timeout
from drivers.face_camera.role import FaceCamera
from drivers.video.frame import Frame
from kiosk.devices.sight import Sight
from kiosk.ports import Comparison, FaceVerdict
from kiosk.protocol.faces import FaceGuide, reason_at_timeout


def compared(
    camera: FaceCamera,
    comparison: Comparison,
    sight: Sight,
    *,
    timeout_s: float,
    cancel: Cancel,
    told: Callable[[FaceGuide], None],
) -> FaceVerdict:
    """Return how the attempt ended, and close `comparison`; when time is up, what kept it from a verdict.

    `told` is called with each guide that differs from the one before.

    Raises:
        DeviceError: as `FaceCamera.newest_frame`.
    """
    deadline, after_s, guide = Deadline(timeout_s), None, None
    try:
        while (frame := _next(camera, after_s, deadline, cancel)) is not None:
            after_s = frame.captured_at_s
            sight.show(frame, comparison.part)
            said = comparison.look(frame)
            if isinstance(said, FaceGuide):
                if said != guide:
                    told(said)
                guide = said
            elif said is not None:
                return said
        return reason_at_timeout(guide)
    finally:
        sight.clear()
        comparison.close()


def _next(camera: FaceCamera, after_s: float | None, deadline: Deadline, cancel: Cancel) -> Frame | None:
    """Return the next frame; None when time is up."""
    if deadline.passed:
        return None
    try:
        return camera.newest_frame(after_s=after_s, timeout_s=deadline.left_s, cancel=cancel)
    except Timeout:
        if after_s is not None and not deadline.left_s:
            return None  # the camera is well: time was up between two frames
        raise
