"""Writes a session down as a trace, and keeps it when there was trouble. See `kiosk.engine.trace`."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Literal

from kiosk.engine import tracing
from kiosk.engine.events import Event, SheetsOut
from kiosk.engine.session import Session
from kiosk.engine.trace import Then, Trace, TraceLine
from kiosk.protocol.records import Outcome
from kiosk.protocol.tracing import Tracing

_log = logging.getLogger(__name__)
_MOST_LINES = 2000
Because = Literal["trouble", "defect", "asked"]


class Witness:
    """Sees each session of a conductor, one at a time. `keep` may raise OSError; a trace is no reason to fail."""

    def __init__(self, keep: Callable[[Trace], None], which: Tracing, now_s: Callable[[], float] = monotonic) -> None:
        self._keep, self._which, self._now_s = keep, which, now_s
        self._began_s = 0.0
        self._start: Then | None = None
        self._resuming = False
        self._lines: list[TraceLine] = []

    def saw(self, before: Session | None, event: Event | None, after: Session) -> None:
        """Note a move; the first of a session has no event. A session that ended is kept or forgotten.

        How far a printer has come leads nowhere and comes as often as it is asked: it is not noted.
        """
        if self._which is Tracing.NEVER or isinstance(event, SheetsOut):
            return
        if before is None or event is None:
            self._resuming = after.resuming is not None
            self._start, self._lines, self._began_s = tracing.then(after), [], self._now_s()
        elif self._start is not None and after is not before and len(self._lines) < _MOST_LINES:
            at_s = round(max(0.0, self._now_s() - self._began_s), 1)
            happened = tracing.happened(before, event, after)
            self._lines.append(TraceLine(at_s=at_s, happened=happened, then=tracing.then(after)))
        if after.ended:
            self._over(after, self._because(after))

    def broke_off(self, session: Session | None, event: Event | None) -> None:
        """Keep what led to a defect, with the event that it followed."""
        if session is None or self._start is None:
            return
        if event is not None:
            at_s = round(max(0.0, self._now_s() - self._began_s), 1)
            happened = tracing.happened(session, event, session)
            self._lines.append(TraceLine(at_s=at_s, happened=happened, then=tracing.then(session)))
        self._over(session, "defect")

    def _because(self, session: Session) -> Because | None:
        if session.outcome is Outcome.FAILED or any(line.then.trouble for line in self._lines):
            return "trouble"
        return "asked" if self._which is Tracing.ALWAYS else None

    def _over(self, session: Session, because: Because | None) -> None:
        start, lines = self._start, tuple(self._lines[:_MOST_LINES])
        self._start, self._lines = None, []
        if because is None or start is None:
            return
        flow = session.flow
        trace = Trace(
            service=flow.service,
            flow_version=flow.version,
            today=session.facts.today,
            because=because,
            resuming=self._resuming,
            start=start,
            lines=lines,
        )
        try:
            self._keep(trace)
        except OSError as error:
            _log.error("a trace could not be kept: %s", error.strerror)
