"""The resident of a walk before the face camera: stands there as who they are, and does what the screen asks."""

from pathlib import Path
from types import MappingProxyType

from drivers.face_camera.stage import Gesture, Standing
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient
from kiosk.protocol.faces import FaceTask

_GESTURES = MappingProxyType(
    {
        FaceTask.TURN_LEFT: Gesture.TURN_LEFT,
        FaceTask.TURN_RIGHT: Gesture.TURN_RIGHT,
        FaceTask.BLINK: Gesture.BLINK,
        FaceTask.OPEN_MOUTH: Gesture.OPEN_MOUTH,
    }
)


def standing(person: int) -> Standing | None:
    """Return who before the camera is that person, from 1: whose portrait is theirs; None of whom there is none."""
    portrait = load_persons()[person - 1].portrait
    return Standing(Path(portrait).name.partition(".")[0]) if portrait else None


def stand(desk: DeskClient, person: int) -> None:
    """Let that person stand before the camera; where nobody can be them, whoever stands there stays."""
    who = standing(person)
    if who is not None:
        desk.stand(who)


def do(desk: DeskClient, task: str) -> None:
    """Do what the screen asks for; to look ahead, nothing."""
    gesture = _GESTURES.get(FaceTask(task)) if task else None
    if gesture is not None:
        desk.do(gesture)
