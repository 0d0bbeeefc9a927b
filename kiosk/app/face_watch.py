"""Looks after whether faces can be compared: where they cannot, the services that need it are not offered.

Looked at are the models, at the start, now and then, and soon again while one cannot be used: that they can be again
is noticed by itself. A process that failed is given some time before it is tried again.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from kiosk.faces.models import Flaw, flaws
from kiosk.protocol.records import AlarmRecord
from kiosk.sync.worker import Worker

PROCESS_FAILED = "FM004"
CODES = MappingProxyType({Flaw.MISSING: "FM001", Flaw.UNREADABLE: "FM002", Flaw.ALTERED: "FM003"})
"""The technicians' codes, stable for ever."""

_LOOK_S = 600.0  # reads 44 MB: a tenth of a second of one core
_SICK_LOOK_S = 15.0  # somebody is mending it
_log = logging.getLogger(__name__)


class FaceWatch(Worker):
    """`usable`: faces can be compared, as far as is known; False until it was looked at."""

    def __init__(self, models: Path, *, report: Callable[[AlarmRecord], None], changed: Callable[[], None]) -> None:
        """Prepare; both are called on this thread: `report` for each trouble and its end, `changed` with `usable`."""
        super().__init__("face-watch")
        self._models, self._report, self._changed = models, report, changed
        self._known: dict[str, str] = {}
        self._failed = ""
        self.usable = False

    def fail(self, words: str) -> None:
        """Take it that faces cannot be compared for a while: the process did not do it. From any thread."""
        self._failed = words
        self.nudge()

    def work(self) -> float:
        """Look, and say what changed."""
        troubles = {error.model.file: (CODES[error.flaw], str(error)) for error in flaws(self._models)}
        if failed := self._taken_failure():
            troubles["process"] = (PROCESS_FAILED, failed)
        now = {place: code for place, (code, _) in troubles.items()}
        for place, code in self._known.items() - now.items():
            self._say(place, code, cleared=True)
        for place, code in now.items() - self._known.items():
            _log.error("no faces are compared: %s: %s", code, troubles[place][1])
            self._say(place, code, cleared=False)
        self._known = now
        self._stand(usable=not now)
        return _SICK_LOOK_S if now else _LOOK_S

    def _taken_failure(self) -> str:
        failed, self._failed = self._failed, ""
        return failed

    def _stand(self, *, usable: bool) -> None:
        if usable is not self.usable:
            self.usable = usable
            _log.info("faces can%s be compared", "" if usable else "not")
            self._changed()

    def _say(self, place: str, code: str, *, cleared: bool) -> None:
        alarm = AlarmRecord(
            source="terminal", code="FACES_NOT_COMPARED", technician_code=code, detail=place, cleared=cleared
        )
        self._report(alarm)
