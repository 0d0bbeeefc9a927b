"""Keeps the guide lights as they are wanted, also after the board that carries them lost its power."""

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from drivers.cancel import Cancel
from drivers.faults import Fault
from drivers.lights import Flash, Light
from drivers.status import DeviceStatus

_TIMEOUT_S = 1.0
_UNREACHED = frozenset({Fault.OFFLINE, Fault.TIMEOUT, Fault.CORRUPT_FRAME})


class Lamps(Protocol):
    """What carries the lights, see `drivers.cabinet.role`."""

    def set_light(self, light: Light, flash: Flash, *, timeout_s: float, cancel: Cancel) -> bool:
        """Set one light; False: there is no such light."""


Work = Callable[[Lamps, Cancel], None]


class Lighting:
    """`submit` hands work to the board's thread; called from any thread. A light that cannot be set is tried again."""

    def __init__(self, submit: Callable[[Work], None]) -> None:
        self._submit = submit
        self._lock = threading.Lock()  # guards what follows
        self._wanted: Mapping[Light, Flash] = {}
        self._shown: dict[Light, Flash] = {}  # as the board was last told

    def want(self, lights: Mapping[Light, Flash]) -> None:
        """Light these, and no others, as soon as the board has time."""
        with self._lock:
            self._wanted = dict(lights)
        self._submit(self._work)

    def see(self, status: DeviceStatus) -> None:
        """Hear how the board is: one that went may have lost its lights, one that is back is told them again."""
        with self._lock:
            if status.faults & _UNREACHED:
                self._shown.clear()
                return
            behind = bool(self._due())
        if behind:
            self._submit(self._work)

    def _due(self) -> dict[Light, Flash]:
        wanted = {light: self._wanted.get(light, Flash.OFF) for light in Light}
        return {light: flash for light, flash in wanted.items() if self._shown.get(light) is not flash}

    def _work(self, lamps: Lamps, cancel: Cancel) -> None:
        with self._lock:
            due = self._due()
        for light, flash in due.items():
            lamps.set_light(light, flash, timeout_s=_TIMEOUT_S, cancel=cancel)
            with self._lock:
                self._shown[light] = flash
