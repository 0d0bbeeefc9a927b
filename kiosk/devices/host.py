"""A device in a thread of its own: jobs one after another, a status in between.

- A job is a function of the device and a `Cancel`; it answers by posting an event.
- Between jobs the device is asked for its status every `poll_s`; a change is told to the watch and logged, once.
- A device that cannot be reached is asked sooner, ever less often but at least once a second: whatever it was that
  took it away, and in whatever order things are switched on, it works again within two seconds of its return.
- Nothing that a driver does, or whoever hears of its status, can end the thread.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault, Role
from drivers.happenings import happenings
from drivers.status import DeviceState, DeviceStatus
from kiosk.defects import where
from kiosk.devices.roster import Device
from kiosk.engine.events import DeviceFailed, Ticket
from kiosk.ports import Post
from kiosk.stack import clear_stack

_log = logging.getLogger(__name__)


_RETRY_S = (0.1, 0.2, 0.4, 0.7, 1.0)  # between two tries to reach a lost device; the last one for ever
_LOST = frozenset({Fault.OFFLINE, Fault.TIMEOUT, Fault.CORRUPT_FRAME})

D = TypeVar("D", bound=Device)


@dataclass
class _Job(Generic[D]):
    ticket: Ticket
    work: Callable[[D, Cancel], None]
    post: Post
    cancel: Cancel = field(default_factory=Cancel)


class DeviceHost(Generic[D]):
    """Runs one device. `told` hears of each change of status, from the device's thread."""

    def __init__(
        self,
        role: Role,
        device: D,
        *,
        poll_s: float,
        told: Callable[[DeviceStatus], None],
        defect: Fault = Fault.HARDWARE_ERROR,
        looked: Callable[[DeviceStatus], None] = lambda _status: None,
    ) -> None:
        """`defect` is what a job ends with when the driver itself is defective; `looked` hears of every look."""
        self.role, self._defect = role, defect
        self._device, self._poll_s, self._told, self._looked = device, poll_s, told, looked
        self._attended_s: float | None = None
        self._jobs: queue.Queue[_Job[D] | Future[DeviceStatus] | Literal["stop", "look"]] = queue.Queue()
        self._open: dict[Ticket, _Job[D]] = {}
        self._lock = threading.Lock()
        self._last = DeviceStatus(role, DeviceState.STARTING)
        self._tries = 0  # looks in a row at which the device could not be reached
        self._thread = threading.Thread(target=self._run, name=role.value, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Cancel what is under way and end the thread."""
        with self._lock:
            for job in self._open.values():
                job.cancel.set()
        self._jobs.put("stop")
        self._thread.join(timeout_s)

    @property
    def last_status(self) -> DeviceStatus:
        """The status as last heard; asks nobody."""
        return self._last

    def submit(self, ticket: Ticket, work: Callable[[D, Cancel], None], post: Post) -> None:
        """Do `work` after what is queued already; a `DeviceError` is posted as `DeviceFailed`."""
        job = _Job(ticket, work, post)
        with self._lock:
            self._open[ticket] = job
        self._jobs.put(job)

    def ask(self) -> "Future[DeviceStatus]":
        """Ask for the status after what is queued already."""
        answer: Future[DeviceStatus] = Future()
        self._jobs.put(answer)
        return answer

    def attend(self, poll_s: float | None) -> None:
        """Ask for the status at least every `poll_s`, beginning now; None: as seldom as otherwise."""
        self._attended_s = poll_s
        self._jobs.put("look")

    def cancel(self, ticket: Ticket) -> None:
        """Cancel the job of that ticket, queued or running."""
        with self._lock:
            job = self._open.get(ticket)
        if job is not None:
            job.cancel.set()

    def _run(self) -> None:
        self._look()
        while self._turn():
            pass
        self._device.close()

    def _turn(self) -> bool:
        """Do what comes next; False when that is to stop. While the next is waited for, nothing of the last is held."""
        job: _Job[D] | Future[DeviceStatus] | Literal["stop", "look"] = "look"
        with contextlib.suppress(queue.Empty):
            job = self._jobs.get(timeout=self._pause_s)
        if job == "stop":
            return False
        if job == "look":
            self._look()
        elif isinstance(job, Future):
            self._look()
            job.set_result(self._last)
        else:
            self._do(job)
            clear_stack()
        return True

    def _do(self, job: _Job[D]) -> None:
        try:
            job.cancel.check(f"{self.role} before it began")
            job.work(self._device, job.cancel)
        except DeviceError as error:
            _log.warning("%s: %s", self.role, error)
            job.post(DeviceFailed(job.ticket, self.role, error.fault))
        except Exception as error:  # noqa: BLE001 - here and in the conductor only: no driver may end its thread
            _log.error("%s: defect in the driver: %s", self.role, where(error))
            job.post(DeviceFailed(job.ticket, self.role, self._defect))
        finally:
            with self._lock:
                self._open.pop(job.ticket, None)
        self._look()

    @property
    def _pause_s(self) -> float:
        """How long to wait for a job before the next look."""
        retry_s = _RETRY_S[min(self._tries, len(_RETRY_S)) - 1] if self._tries else self._poll_s
        return min(self._poll_s, retry_s, self._attended_s or self._poll_s)

    def _look(self) -> None:
        status = self._asked()
        self._tries = self._tries + 1 if status.faults & _LOST else 0
        self._hear(self._looked, status)
        if status == self._last:
            return
        _log.info("%s: %s", self.role, _change(self._last, status))
        self._last = status
        self._hear(self._told, status)

    def _hear(self, hearer: Callable[[DeviceStatus], None], status: DeviceStatus) -> None:
        try:
            hearer(status)
        except Exception as error:  # noqa: BLE001 - without its thread a device would never answer again
            _log.error("%s: defect in who hears of its status: %s", self.role, where(error))

    def _asked(self) -> DeviceStatus:
        """Return the device's status; a driver that breaks its word never to raise is itself the fault."""
        try:
            return self._device.status()
        except Exception as error:  # noqa: BLE001 - without its thread a device would never answer again
            defect = f"defect in the driver: {where(error)}"
            faults = frozenset({Fault.HARDWARE_ERROR})
            status = DeviceStatus(self.role, DeviceState.HARDWARE_ERROR, faults, detail=defect)
            if status != self._last:
                _log.error("%s: %s", self.role, defect)
            return status


def _change(before: DeviceStatus, after: DeviceStatus) -> str:
    """Say in a line what is new about a device; a driver's detail holds nothing personal."""
    ails = ",".join(sorted([*after.faults, *after.thresholds])) or "ready"
    events = ",".join(happenings(before, after)) or "detail"
    return f"{events}: {after.state} {ails} {after.detail}".rstrip()
