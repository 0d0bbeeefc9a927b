"""Which screen shows what is now. The one place that decides it."""

from enum import StrEnum

from kiosk.engine import questions
from kiosk.engine.session import Asking, Doing, Parting, Session, Troubled, Working
from kiosk.protocol.steps import FormStep, ReviewStep, VerifyFaceStep, Way
from kiosk.shell.stage import Stage


class Screen(StrEnum):
    """Each has a folder below `screens/` with `<Name>Screen.qml` and `view_model.py`."""

    ATTRACT = "attract"
    HOME = "home"
    NOTICE = "notice"
    IDENTIFY = "identify"
    FORM = "form"
    CHOOSE = "choose"
    CALL = "call"
    SHOW = "show"
    VERIFY_FACE = "verify_face"
    CAPTURE = "capture"
    SIGN = "sign"
    SEND = "send"
    SUMMARY = "summary"
    REVIEW = "review"
    PAY = "pay"
    ISSUE = "issue"
    RATE = "rate"
    END = "end"
    TROUBLE = "trouble"
    PARTING = "parting"
    OUT_OF_SERVICE = "out_of_service"
    JOINING = "joining"

    @property
    def file(self) -> str:
        """Its QML file, relative to `screens/`."""
        name = "".join(part.capitalize() for part in self.split("_"))
        return f"{self}/{name}Screen.qml"


def screen_of(stage: Stage, *, at_home: bool) -> Screen:
    """Return the screen to show; `at_home`: somebody touched the attract screen."""
    session = stage.session
    if session is not None:
        return screen_of_session(session)
    if stage.joining is not None:
        return Screen.JOINING
    if stage.out_of_service is not None:
        return Screen.OUT_OF_SERVICE
    return Screen.HOME if at_home else Screen.ATTRACT


_WAITING = frozenset(
    {
        Doing.CALLING,
        Doing.COMPARING_FACE,
        Doing.COMPOSING,
        Doing.KEEPING,
        Doing.FETCHING,
        Doing.POSTING,
        Doing.CHECKING_CREDENTIAL,
        Doing.SENDING_CODE,
        Doing.CHECKING_CODE,
    }
)


def screen_of_session(session: Session) -> Screen:
    """Return the screen of a session; ValueError for a kind of step that has none."""
    match session.state:
        case Troubled():
            return Screen.TROUBLE
        case Parting():
            return Screen.PARTING
        case Working(doing=doing) if doing in _WAITING:
            return Screen.CALL
        case _:
            return Screen(session.flow.step(session.step_id).kind)


def visit_of(session: Session | None) -> str:
    """Name what is asked now: the visit of a step, and the field, or the way to identify; empty without a session."""
    if session is None:
        return ""
    field = session.state.field if isinstance(session.state, Asking) else ""
    way = session.identifying.way if session.identifying is not None else ""
    return f"{session.id}/{session.step_id}/{session.visit}/{way}{field}"


_TOPICS = {"month_range": "form", "choice": "form_tiles", "multi_choice": "form_tiles", "address": "form_address"}


def topic_of(session: Session | None, screen: Screen) -> str:
    """Return what help tells about: the screen; of a form, how it is answered; of a review or a face, what is asked."""
    step = session.flow.step(session.step_id) if session is not None else None
    if isinstance(step, ReviewStep) and step.answers is not None and screen is Screen.REVIEW:
        return "review_answers"
    if screen is Screen.IDENTIFY and session is not None:
        return _identify_topic(session)
    if screen is Screen.VERIFY_FACE and session is not None and isinstance(session.state, Asking):
        sent = isinstance(step, VerifyFaceStep) and step.operation is not None
        return "verify_face_consent_authority" if sent else "verify_face_consent"
    if screen is not Screen.FORM or session is None or not isinstance(step, FormStep):
        return screen.value
    return _TOPICS.get(questions.present(session, step).kind, "form_keys")


def _identify_topic(session: Session) -> str:
    now, state = session.identifying, session.state
    if now is None:
        return "identify_ways"
    if isinstance(state, Asking):
        return f"identify_{state.field}"
    return "identify" if now.way is Way.ID_CARD else f"identify_{now.way}"
