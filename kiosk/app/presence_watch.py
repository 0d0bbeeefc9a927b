"""Looks, while somebody is served, whether they still stand there and whether somebody looks over their shoulder.

Only where the site wants it: the face camera runs for as long as a session does. Nobody is recognised, nothing is kept;
what it says is a session that asks earlier whether anybody is there, and a word about who stands behind.
"""

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from kiosk.engine.clocks import asks_after
from kiosk.engine.events import Event, Ticket, Timer, TimerFired
from kiosk.engine.session import Session
from kiosk.faces.presence import Company, Presence
from kiosk.ports import Deliver, Post
from kiosk.settings.terminal import Watching
from kiosk.sync.worker import Worker

_GLANCE_EVERY_S = 0.7
_NOBODY_S = 3600.0  # a session wakes it
_LOST_S = 15.0  # a glance that was not answered by then is not waited for


class Eyes(Protocol):
    """Of `DeviceHands`."""

    def glance(self, ticket: Ticket, seen: Callable[[Sequence[float], float], None], *, post: Post) -> bool: ...

    def close_eyes(self, ticket: Ticket) -> None: ...


class PresenceWatch(Worker):
    """`company` is what was seen last. `follow` and `touch` are called on the Qt thread, as is what `deliver` runs."""

    def __init__(
        self,
        eyes: Eyes,
        watching: Watching,
        *,
        session: Callable[[], Session | None],
        post: Callable[[Event], None],
        deliver: Deliver,
        changed: Callable[[], None],
    ) -> None:
        super().__init__("presence-watch")
        self._eyes, self._watching, self._session = eyes, watching, session
        self._post, self._deliver, self._changed = post, deliver, changed
        self.company = Company()
        self._session_id = ""
        self._presence = Presence(leave_after_s=watching.leave_after_s)
        self._glanced_s: float | None = None  # when a glance began that has not been answered
        self._open = False

    def follow(self) -> None:
        """A session may have begun, moved on, or ended."""
        session = self._session()
        session_id = session.id if session is not None else ""
        if session_id != self._session_id:
            self._session_id, self.company = session_id, Company()
            self._presence = Presence(leave_after_s=self._watching.leave_after_s)
            self.nudge()

    def touch(self) -> None:
        """Somebody touched the screen."""
        self._presence.touch(time.monotonic())

    def work(self) -> float:
        """Glance, unless the last one is still under way; without a session close the camera."""
        if not self._session_id:
            if self._open:
                self._open, self._glanced_s = False, None
                self._eyes.close_eyes(_TICKET)
            return _NOBODY_S
        now = time.monotonic()
        if self._glanced_s is None or now - self._glanced_s > _LOST_S:
            self._glanced_s, self._open = now, True
            of = self._session_id
            if not self._eyes.glance(_TICKET, lambda widths, at_s: self._seen(of, widths, at_s), post=self._failed):
                self._glanced_s = None
        return _GLANCE_EVERY_S

    # In the camera's thread

    def _seen(self, session_id: str, widths: Sequence[float], at_s: float) -> None:
        self._glanced_s = None
        self._deliver(lambda: self._take_in(session_id, widths, at_s))

    def _failed(self, _event: Event) -> None:
        """A camera that fails is told by its status."""
        self._glanced_s = None

    # On the Qt thread

    def _take_in(self, session_id: str, widths: Sequence[float], at_s: float) -> None:
        if session_id != self._session_id:
            return  # of whoever was there before
        before, self.company = self.company, self._presence.see(widths, at_s)
        session = self._session()
        if self.company.left and session is not None and asks_after(session):
            self._post(TimerFired(Timer.IDLE))
        if self._overlooked(before) is not self._overlooked(self.company):
            self._changed()

    @property
    def overlooked(self) -> bool:
        """True when the resident is to be warned of who stands behind them."""
        return self._overlooked(self.company)

    def _overlooked(self, company: Company) -> bool:
        return self._watching.onlookers and company.onlooker


_TICKET: Ticket = "presence"
