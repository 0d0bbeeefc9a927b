"""Which screen shows what is now. The one place that decides it."""

from enum import StrEnum

from kiosk.engine.session import Doing, Session, Troubled, Working
from kiosk.shell.stage import Stage


class Screen(StrEnum):
    """Each has a folder below `screens/` with `<Name>Screen.qml` and `view_model.py`."""

    ATTRACT = "attract"
    HOME = "home"
    NOTICE = "notice"
    IDENTIFY = "identify"
    FORM = "form"
    CALL = "call"
    REVIEW = "review"
    ISSUE = "issue"
    RATE = "rate"
    END = "end"
    TROUBLE = "trouble"
    OUT_OF_SERVICE = "out_of_service"

    @property
    def file(self) -> str:
        """Its QML file, relative to `screens/`."""
        name = "".join(part.capitalize() for part in self.split("_"))
        return f"{self}/{name}Screen.qml"


def screen_of(stage: Stage, *, at_home: bool) -> Screen:
    """Return the screen to show; `at_home`: somebody touched the attract screen."""
    session = stage.session
    if session is not None:
        return _screen_of_session(session)
    if stage.out_of_service is not None:
        return Screen.OUT_OF_SERVICE
    return Screen.HOME if at_home else Screen.ATTRACT


def _screen_of_session(session: Session) -> Screen:
    match session.state:
        case Troubled():
            return Screen.TROUBLE
        case Working(doing=Doing.CALLING | Doing.COMPOSING):
            return Screen.CALL
        case _:
            return Screen(session.flow.step(session.step_id).kind)
