"""The face before the camera: each frame is shown on the screen and handed to whoever compares.

What a person can mend is told once it has stood for a while: a head that turns away for a moment is no reason to begin
anew. All of this runs in the camera's thread.
"""

from drivers.cancel import Cancel, Deadline
from drivers.errors import Timeout
from drivers.face_camera.role import FaceCamera
from kiosk.devices.sight import Sight
from kiosk.ports import Comparison, FaceVerdict
from kiosk.protocol.faults import FaceReason

MENDABLE = frozenset({FaceReason.NO_FACE, FaceReason.SEVERAL_FACES, FaceReason.TOO_DARK, FaceReason.TOO_FAR})
_STANDS_S = 3.0


def compared(
    camera: FaceCamera, comparison: Comparison, sight: Sight, *, timeout_s: float, cancel: Cancel
) -> FaceVerdict:
    """Return how the attempt ended; when time is up, what kept it from a verdict.

    Raises:
        DeviceError: as `FaceCamera.newest_frame`.
    """
    deadline, after_s = Deadline(timeout_s), None
    hint, since_s = FaceReason.NO_FACE, None
    try:
        while not deadline.passed:
            try:
                frame = camera.newest_frame(after_s=after_s, timeout_s=deadline.left_s, cancel=cancel)
            except Timeout:
                if after_s is not None and not deadline.left_s:
                    break  # the camera is well: time was up between two frames
                raise
            after_s = frame.captured_at_s
            sight.show(frame)
            verdict = comparison.look(frame)
            if verdict is None:
                since_s = None
            elif verdict == "VERIFIED" or verdict not in MENDABLE:
                return verdict
            elif since_s is None or verdict is not hint:
                hint, since_s = verdict, after_s
            elif after_s - since_s >= _STANDS_S:
                return hint
        return hint
    finally:
        sight.clear()
