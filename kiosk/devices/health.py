"""Watches the devices' health: what comes or goes is told once, with the technician's code."""

import threading
from collections.abc import Callable

from drivers.catalogue import CATALOGUE, THRESHOLDS
from drivers.faults import Fault, Role, Threshold
from drivers.status import DeviceState, DeviceStatus
from kiosk.protocol.records import AlarmRecord

_NOT_REACHED = frozenset({DeviceState.OFFLINE, DeviceState.POWER_OFF, DeviceState.NO_DEVICE})


class HealthWatch:
    """Turns changes of status into alarms. Called from the devices' threads."""

    def __init__(self, report: Callable[[AlarmRecord], None]) -> None:
        self._report = report
        self._known: dict[Role, frozenset[Fault | Threshold]] = {}
        self._lock = threading.Lock()

    def told(self, status: DeviceStatus) -> None:
        """Report what is new in `status`, and what is mended. A device out of reach says nothing of what runs low."""
        faults = faults_of(status)
        with self._lock:
            before = self._known.get(status.role, frozenset())
            low = before & set(Threshold) if Fault.OFFLINE in faults else status.thresholds
            present: frozenset[Fault | Threshold] = faults | low
            self._known[status.role] = present
        for what in sorted(present ^ before):
            self._report(
                AlarmRecord(
                    source=status.role,
                    code=what,
                    technician_code=_code(status.role, what),
                    detail=status.detail,
                    cleared=what not in present,
                )
            )


def _code(role: Role, what: Fault | Threshold) -> str:
    entry = THRESHOLDS[role, what] if isinstance(what, Threshold) else CATALOGUE[role, what]
    return entry.code


def faults_of(status: DeviceStatus) -> frozenset[Fault]:
    """Return the faults of a status, with OFFLINE for a device that cannot be reached."""
    offline = {Fault.OFFLINE} if status.state in _NOT_REACHED else set()
    return status.faults | offline
