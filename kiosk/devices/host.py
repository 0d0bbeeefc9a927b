"""A device in a thread of its own: jobs one after another, a status in between.

- A job is a function of the device and a `Cancel`; it answers by posting an event.
- Between jobs the device is asked for its status every `poll_s`; a change is told to the watch.
- Nothing that a driver does, or whoever hears of its status, can end the thread.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.conductor import where
from kiosk.engine.events import DeviceFailed, Ticket
from kiosk.ports import Post

_log = logging.getLogger(__name__)


class Device(Protocol):
    """What every device role has."""

    def status(self) -> DeviceStatus:
        """Never raises."""

    def close(self) -> None:
        """Give the wire back."""


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
    ) -> None:
        """`defect` is what a job ends with when the driver itself is defective."""
        self.role, self._defect = role, defect
        self._device, self._poll_s, self._told = device, poll_s, told
        self._jobs: queue.Queue[_Job[D] | None] = queue.Queue()
        self._open: dict[Ticket, _Job[D]] = {}
        self._lock = threading.Lock()
        self._last = DeviceStatus(role, DeviceState.STARTING)
        self._thread = threading.Thread(target=self._run, name=role.value, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Cancel what is under way and end the thread."""
        with self._lock:
            for job in self._open.values():
                job.cancel.set()
        self._jobs.put(None)
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

    def cancel(self, ticket: Ticket) -> None:
        """Cancel the job of that ticket, queued or running."""
        with self._lock:
            job = self._open.get(ticket)
        if job is not None:
            job.cancel.set()

    def _run(self) -> None:
        self._look()
        while True:
            try:
                job = self._jobs.get(timeout=self._poll_s)
            except queue.Empty:
                self._look()
                continue
            if job is None:
                self._device.close()
                return
            self._do(job)

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

    def _look(self) -> None:
        status = self._asked()
        if status == self._last:
            return
        self._last = status
        try:
            self._told(status)
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
