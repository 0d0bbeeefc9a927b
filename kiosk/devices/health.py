"""Watches the devices' health: a fault that comes or goes is told once, with the technician's code."""

import threading
from collections.abc import Callable

from drivers.catalogue import CATALOGUE
from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.protocol.records import AlarmRecord

_NOT_REACHED = frozenset({DeviceState.OFFLINE, DeviceState.POWER_OFF, DeviceState.NO_DEVICE})


class HealthWatch:
    """Turns changes of status into alarms. Called from the devices' threads."""

    def __init__(self, report: Callable[[AlarmRecord], None]) -> None:
        self._report = report
        self._known: dict[Role, frozenset[Fault]] = {}
        self._lock = threading.Lock()

    def told(self, status: DeviceStatus) -> None:
        """Report what is new in `status`, and what is mended."""
        present = faults_of(status)
        with self._lock:
            before = self._known.get(status.role, frozenset())
            self._known[status.role] = present
        for fault in sorted(present ^ before):
            self._report(
                AlarmRecord(
                    source=status.role,
                    code=fault,
                    technician_code=CATALOGUE[status.role, fault].code,
                    detail=status.detail,
                    cleared=fault not in present,
                )
            )


def faults_of(status: DeviceStatus) -> frozenset[Fault]:
    """Return the faults of a status, with OFFLINE for a device that cannot be reached."""
    offline = {Fault.OFFLINE} if status.state in _NOT_REACHED else set()
    return status.faults | offline
