"""What a resident before the camera is told: in large words, as an arrow, and by voice."""

from kiosk.engine.session import Working
from kiosk.protocol.faces import FaceHint, FaceTask
from kiosk.shell.words import Words

_ARROWS: dict[FaceTask | FaceHint, str] = {
    FaceTask.TURN_LEFT: "left",
    FaceTask.TURN_RIGHT: "right",
    FaceHint.MOVE_LEFT: "left",
    FaceHint.MOVE_RIGHT: "right",
    FaceHint.LOOK_UP: "up",
    FaceHint.LOOK_DOWN: "down",
}


def to_mend(now: Working) -> str:
    """Return the code of what must be mended first; empty when nothing must."""
    if now.guide is not None:
        return now.guide.hint or ""
    return now.held_up.code if now.held_up is not None else ""


def arrow(now: Working) -> str:
    """Return which way on the screen the face is to go: left, right, up, down, or empty.

    The screen is a mirror: the resident's own left is its left. What must be mended goes before what is to be done.
    """
    if now.guide is None:
        return ""
    return _ARROWS.get(now.guide.hint or now.guide.task, "")


def aloud(now: Working, words: Words) -> str:
    """Return what a voice says: one thing at a time, as whoever cannot see the screen needs it."""
    if code := to_mend(now):
        return words.say(f"verify_face.aloud.mend.{code}")
    if now.guide is None:
        return words.say("verify_face.aloud.begin")
    return words.say(f"verify_face.aloud.task.{now.guide.task}")
