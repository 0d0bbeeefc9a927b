"""Keeps the guide lights as they are wanted, also after the board that carries them lost its power.

A light that the board refuses is left alone until the board was away; any other trouble is given a rest. A look at the
board follows each job of it, so without that a board in trouble would be asked without a pause.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.lights import Flash, Light
from drivers.status import DeviceStatus

_log = logging.getLogger(__name__)
_TIMEOUT_S = 1.0
_UNREACHED = frozenset({Fault.OFFLINE, Fault.TIMEOUT, Fault.CORRUPT_FRAME})


class Lamps(Protocol):
    """What carries the lights, see `drivers.cabinet.role`."""

    def set_light(self, light: Light, flash: Flash, *, timeout_s: float, cancel: Cancel) -> bool:
        """Set one light; False: there is no such light."""


Work = Callable[[Lamps, Cancel], None]


class Lighting:
    """`submit` hands work to the board's thread; called from any thread.

    Args:
        submit: takes what is to be done with the lamps.
        rest_s: how long after trouble the lights are not tried again.
    """

    def __init__(self, submit: Callable[[Work], None], *, rest_s: float = 5.0) -> None:
        self._submit, self._rest_s = submit, rest_s
        self._lock = threading.Lock()  # guards what follows
        self._wanted: Mapping[Light, Flash] = {}
        self._shown: dict[Light, Flash] = {}  # as the board was last told
        self._rest = Deadline(0.0)

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
                self._rest = Deadline(0.0)
                return
            behind = bool(self._due()) and self._rest.passed
        if behind:
            self._submit(self._work)

    def _due(self) -> dict[Light, Flash]:
        wanted = {light: self._wanted.get(light, Flash.OFF) for light in Light}
        return {light: flash for light, flash in wanted.items() if self._shown.get(light) is not flash}

    def _work(self, lamps: Lamps, cancel: Cancel) -> None:
        with self._lock:
            due = self._due()
        for light, flash in due.items():
            try:
                lamps.set_light(light, flash, timeout_s=_TIMEOUT_S, cancel=cancel)
            except DeviceError as error:
                if error.fault is not Fault.HARDWARE_ERROR:
                    with self._lock:
                        self._rest = Deadline(self._rest_s)
                    raise
                _log.warning("the cabinet's light %s: %s", light, error)
            with self._lock:
                self._shown[light] = flash
