"""What was typed and not yet answered when the resident went back: it is there again on the way on."""

from kiosk.engine import path
from kiosk.engine.session import Asking, Session
from kiosk.protocol.personal import Personal
from kiosk.shell.view import View


class Halfway:
    """Keeps it by question, for one session; what one resident typed is gone before the next begins."""

    def __init__(self) -> None:
        self._session_id = ""
        self._kept: dict[tuple[str, str], Personal[object]] = {}

    def keep(self, session: Session, view: View) -> None:
        """Keep what stands typed on `view`, which asks the present question.

        Whoever goes back from an answer that is changed out of a list gives it up: the old one comes again.
        """
        self._forget_others(session.id)
        typed = None if path.changing(session) else view.halfway()
        if typed is not None:
            self._kept[_question(session)] = Personal(typed)

    def hand_on(self, session: Session | None, view: View) -> None:
        """Give `view`, which is new, what was kept for its question; without a session forget everything."""
        self._forget_others(session.id if session is not None else "")
        kept = self._kept.pop(_question(session), None) if session is not None else None
        if kept is not None:
            view.resume(kept.reveal())

    def _forget_others(self, session_id: str) -> None:
        if session_id != self._session_id:
            self._session_id = session_id
            self._kept.clear()


def _question(session: Session) -> tuple[str, str]:
    return session.step_id, session.state.field if isinstance(session.state, Asking) else ""
