"""The sheets in the document printer's mouth, as a sensor sees them.

Who prints may walk away without the paper, and the next resident must not find it: sheets that stay are announced to
whoever is there, and once the session is over they are a fault of the printer until somebody has taken them.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from drivers.cancel import Deadline
from drivers.status import MediaState
from kiosk.engine.events import DocumentLeftLying, DocumentTaken, Ticket
from kiosk.ports import Post


@dataclass
class _Watch:
    ticket: Ticket
    due: Deadline
    post: Post
    reminded: bool = False


@dataclass(frozen=True)
class Patience:
    """How long sheets may lie: before their owner is reminded, and after the session before they are forgotten."""

    remind_after_s: float = 10.0
    forgotten_after_s: float = 15.0  # they may be gathered while walking away


DEFAULT_PATIENCE = Patience()


class DocumentMouth:
    """Called from any thread. Nothing here waits; time passes as the sensor is looked at.

    Args:
        attend: told True while the sensor should be looked at often.
        changed: told after sheets became forgotten, or were taken at last.
        patience: how long sheets may lie.
    """

    def __init__(
        self, *, attend: Callable[[bool], None], changed: Callable[[], None], patience: Patience = DEFAULT_PATIENCE
    ) -> None:
        self._attend, self._changed, self._patience = attend, changed, patience
        self._lock = threading.Lock()  # guards what follows
        self._watch: _Watch | None = None
        self._left: tuple[str, Deadline] | None = None
        self._forgotten = ""

    @property
    def forgotten(self) -> str:
        """The issue whose sheets were left behind; empty when none were."""
        return self._forgotten

    def watch(self, ticket: Ticket, post: Post) -> None:
        """Post `DocumentTaken` or `DocumentLeftLying` for the sheets that were printed just now."""
        with self._lock:
            self._watch, self._left = _Watch(ticket, Deadline(self._patience.remind_after_s), post), None
        self._attend(True)

    def stop(self, ticket: Ticket) -> None:
        """Watch no more for that ticket."""
        with self._lock:
            if self._watch is None or self._watch.ticket != ticket:
                return
            self._watch = None
        self._attend(self._busy)

    def look_back(self, issue_id: str) -> None:
        """Count the sheets of `issue_id` as forgotten if they lie there still in a while."""
        with self._lock:
            self._left = issue_id, Deadline(self._patience.forgotten_after_s)
        self._attend(True)

    def see(self, media: MediaState) -> None:
        """Take what the sensor says now."""
        match media:
            case MediaState.PRESENT:
                self._see_sheets()
            case MediaState.NOT_PRESENT:
                self._see_none()

    @property
    def _busy(self) -> bool:
        return bool(self._watch or self._left or self._forgotten)

    def _see_sheets(self) -> None:
        with self._lock:
            watch, left = self._watch, self._left
            remind = watch is not None and watch.due.passed and not watch.reminded
            if watch is not None and remind:
                watch.reminded = True
            forgotten = left is not None and left[1].passed
            if left is not None and forgotten:
                self._forgotten, self._left = left[0], None
        if watch is not None and remind:
            watch.post(DocumentLeftLying(watch.ticket))
        if forgotten:
            self._changed()

    def _see_none(self) -> None:
        with self._lock:
            if not self._busy:
                return
            watch, was_forgotten = self._watch, bool(self._forgotten)
            self._watch, self._left, self._forgotten = None, None, ""
        self._attend(False)
        if watch is not None:
            watch.post(DocumentTaken(watch.ticket))
        if was_forgotten:
            self._changed()
