"""Looks after the room that the ledger has, and says when it changes: to the shell, and to central."""

import logging
from collections.abc import Callable

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger
from kiosk.ledger.room import CODES, Lack, Room
from kiosk.protocol.records import AlarmRecord
from kiosk.sync.worker import Worker

_LOOK_S = 2.0
_log = logging.getLogger(__name__)


class LedgerWatch(Worker):
    """An alarm that the ledger itself cannot take is kept until it can."""

    def __init__(self, ledger: Ledger, room: Room, *, changed: Callable[[], None]) -> None:
        """Prepare; `changed` is called on this thread when nobody can be served any more, or again."""
        super().__init__("ledger-watch")
        self._ledger, self._room, self._changed = ledger, room, changed
        self._unsaid: list[AlarmRecord] = []

    def glance(self) -> None:
        """Look at once if the ledger has failed since. From any thread, and quick."""
        if self._ledger.failing and self._room.lack is not Lack.NOT_WRITABLE:
            self.nudge()

    def work(self) -> float:
        """Look, and say what changed."""
        before, now = self._room.lack, self._room.look()
        if now is not before:
            if now:
                _log.error("the ledger can take nothing: %s", now)
            else:
                _log.info("the ledger takes records again")
            self._unsaid += [_alarm(lack, cleared=lack is before) for lack in (before, now) if lack is not None]
            self._changed()
        self._say()
        return _LOOK_S

    def _say(self) -> None:
        while self._unsaid:
            try:
                self._ledger.alarm(self._unsaid[0])
            except LedgerError:
                return
            del self._unsaid[0]


def _alarm(lack: Lack, *, cleared: bool) -> AlarmRecord:
    return AlarmRecord(
        source="ledger", code="NOT_RECORDING", technician_code=CODES[lack], detail=lack.value, cleared=cleared
    )
