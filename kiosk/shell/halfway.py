"""What was typed and not yet answered when the resident went back: it is there again on the way on."""

from kiosk.engine.session import Asking, Session
from kiosk.protocol.personal import Personal


class Halfway:
    """Keeps it by question, for one session; what one resident typed is gone before the next begins."""

    def __init__(self) -> None:
        self._session_id = ""
        self._kept: dict[tuple[str, str], Personal[object]] = {}

    def follow(self, session: Session | None) -> None:
        """Forget everything unless `session` is still the same."""
        now = session.id if session is not None else ""
        if now != self._session_id:
            self._session_id = now
            self._kept.clear()

    def keep(self, session: Session, typed: object) -> None:
        """Keep what stands typed at the present question; nothing to keep is None."""
        self.follow(session)
        if typed is not None:
            self._kept[_question(session)] = Personal(typed)

    def taken(self, session: Session) -> object:
        """Return what was typed at the present question, once; None when nothing was."""
        kept = self._kept.pop(_question(session), None)
        return kept.reveal() if kept is not None else None


def _question(session: Session) -> tuple[str, str]:
    return session.step_id, session.state.field if isinstance(session.state, Asking) else ""
