"""Somebody before the camera as the measuring process tells of them, frame by frame: numbers, no pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kiosk.faces.face import Face
from kiosk.faces.seen import Look, Seen
from kiosk.protocol.faces import FaceTask

FPS = 15.0
BARE = Look(
    brightness=180.0,
    clipped=0.0,
    sharpness=0.7,
    eyes_light=0.8,
    mouth_line=1.4,
    turn=0.0,
    eyes_open=0.2,
    mouth_open=0.05,
    likeness=0.7,
    sameness=None,
)
"""A face that looks ahead, well lit, that is who is on the portrait."""


def face(*, turn: float = 0.0, x: float = 250.0, y: float = 140.0, width: float = 140.0, nod: float = 0.57) -> Face:
    """Return a face whose five points say what is told."""
    height, eyes = width * 1.3, 0.46 * width
    right, eye_y, mouth_y = x + (width - eyes) / 2, y + 0.4 * height, y + 0.78 * height
    nose = (right + (turn + 0.5) * eyes, eye_y + nod * (mouth_y - eye_y))
    return Face(
        x, y, width, height, (right, eye_y), (right + eyes, eye_y), nose, (right, mouth_y), (right + eyes, mouth_y), 0.9
    )


AHEAD = face()


@dataclass
class Shown:
    """One frame's worth of somebody."""

    look: Look = BARE
    face: Face = AHEAD
    others: tuple[Face, ...] = ()
    nobody: bool = False


Play = Callable[[FaceTask, float], Shown]
"""What is before the camera while `task` is asked, so many seconds after it was."""


def obliging(task: FaceTask, since_s: float) -> Shown:
    """Do what is asked after a moment, and come back."""
    during = 0.6 <= since_s < 1.4
    if not during:
        return Shown()
    match task:
        case FaceTask.TURN_LEFT:
            return Shown(face=face(turn=0.5))
        case FaceTask.TURN_RIGHT:
            return Shown(face=face(turn=-0.5))
        case FaceTask.BLINK:
            return Shown(look=replace(BARE, eyes_open=0.04))
        case FaceTask.OPEN_MOUTH:
            return Shown(look=replace(BARE, mouth_open=0.6))
    return Shown()


def frame(shown: Shown, at_s: float, sameness: float | None = None) -> Seen:
    """Return what is told of it; `sameness` is that of the process."""
    if shown.nobody:
        return Seen(at_s, 640, 480, shown.look.brightness, shown.look.clipped, (), None)
    given = shown.look.sameness if shown.look.sameness is not None else 0.95
    look = replace(shown.look, turn=shown.face.turn, sameness=sameness and given)
    return Seen(at_s, 640, 480, 150.0, 0.0, (shown.face, *shown.others), look)


def moments() -> Iterator[float]:
    """Yield when frames are captured, for two minutes."""
    for number in range(int(120 * FPS)):
        yield 100.0 + number / FPS
