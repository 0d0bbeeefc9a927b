"""What the bars say of a session: which service, whose it is, which step of how many, and what comes next."""

from kiosk.engine import path
from kiosk.engine.session import Session
from kiosk.protocol.steps import EndStep
from kiosk.shell.view import Desk


def title(desk: Desk) -> str:
    """Return the name of the service; between sessions that of the terminal."""
    session = desk.stage.session
    return desk.words.say("bar.title") if session is None else _of_flow(desk, session, session.flow.title)


def origin(desk: Desk) -> str:
    """Say whose service this is when it is another place's; empty when it is the terminal's own, or there is none."""
    session = desk.stage.session
    if session is None or session.flow.origin is None:
        return ""
    return desk.words.say("bar.origin", place=_of_flow(desk, session, session.flow.origin.place))


def step(desk: Desk) -> str:
    """Return where in the service the resident is, in a joint one in which part of it; empty at its end."""
    session = desk.stage.session
    if session is None or isinstance(session.flow.step(session.step_id), EndStep):
        return ""
    for number, part in enumerate(session.flow.parts, start=1):
        if part.id == session.flow.step(session.step_id).part:
            name = _of_flow(desk, session, part.title)
            return desk.words.say("bar.part", part=number, parts=len(session.flow.parts), name=name)
    now = path.progress(session)
    return desk.words.say("bar.step", step=now.step, steps=now.total, name=_step_name(desk, session, now.step))


def following(desk: Desk) -> str:
    """Return what comes after this step; empty when nothing does."""
    session = desk.stage.session
    if session is None:
        return ""
    now = path.progress(session)
    return "" if now.step >= now.total else desk.words.say("bar.next", name=_step_name(desk, session, now.step + 1))


def progress(desk: Desk) -> path.Progress:
    """Return which step of how many; 0 of 0 between sessions."""
    session = desk.stage.session
    return path.Progress(0, 0) if session is None else path.progress(session)


def leads_back(desk: Desk, *, at_home: bool) -> bool:
    """Return whether there is anything to go back to; from home it is the greeting."""
    session = desk.stage.session
    return at_home if session is None else path.back_target(session) is not None


def _step_name(desk: Desk, session: Session, number: int) -> str:
    """Return the title of the step that residents count as `number`, from 1."""
    return _of_flow(desk, session, path.counted(session)[number - 1].title)


def _of_flow(desk: Desk, session: Session, key: str) -> str:
    return desk.words.of_flow(desk.stage.texts(session.flow.service), key)
