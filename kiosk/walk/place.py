"""Where a walk stands: which screen is shown, and what the session is doing there."""

from dataclasses import dataclass

from PySide6.QtQuick import QQuickWindow

from kiosk.engine.session import Asking, Session, Troubled, Working
from kiosk.engine.trouble import Trouble
from kiosk.walk import scene


@dataclass(frozen=True)
class Place:
    """The kind of screen, which question of a form, what the session is doing there, and what a face is to do.

    `done`: how much of that is done already, so that a task that comes again is another place.
    """

    screen: str
    step: str = ""
    question: str = ""
    doing: str = ""
    source: str = ""
    trouble: str = ""
    task: str = ""
    done: int = 0

    @property
    def picture(self) -> str:
        now = self.trouble or self.task or self.doing
        return "-".join(part for part in (self.screen, self.question, self.source, now) if part)


def place_of(window: QQuickWindow, session: Session | None) -> Place | None:
    """Return where the walk stands; None while one screen makes way for the next."""
    screens = scene.screens(window)
    if len(screens) != 1:
        return None
    if session is None:
        return Place(screens[0])
    state, trouble = session.state, trouble_of(session)
    doing = state.doing.value if isinstance(state, Working) else ""
    question = state.field if isinstance(state, Asking) else ""
    source, code = (trouble.source, trouble.code) if trouble else ("", "")
    guide = state.guide if isinstance(state, Working) else None
    task, done = (guide.task, guide.done) if guide else ("", 0)
    return Place(screens[0], session.step_id, question, doing, source, code, task, done)


def trouble_of(session: Session) -> Trouble | None:
    """Return what is wrong, be it that work is held up only."""
    match session.state:
        case Working(held_up=held_up):
            return held_up
        case Troubled(trouble=trouble):
            return trouble
        case _:
            return None
