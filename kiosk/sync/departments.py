"""The departments as the conductor knows them: each call in a thread, the answer as an event.

The threads are few and bounded by the call's own time-out, so a department that hangs can cost no more than its calls.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed, CallRefused, Event, Ticket
from kiosk.engine.trouble import PlatformFault
from kiosk.ports import Post
from kiosk.protocol.api import CallReply, CallRequest
from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import PlatformError, PlatformOffline, PlatformRefused, PlatformTimeout
from kiosk.sync.link import Link

_log = logging.getLogger(__name__)
_THREADS = 4


class PlatformDepartments:
    """Implements `kiosk.ports.Departments`. A call that finds central gone also says so to `link`.

    `look` is called, and returns at once, when somebody asks while the link is down: central may be back by now, and
    a resident who tries again should not have to wait for the next heartbeat.
    """

    def __init__(self, client: PlatformClient, link: Link, look: Callable[[], None]) -> None:
        self._client, self._link, self._look = client, link, look
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="departments")
        self._awaited: set[Ticket] = set()
        self._lock = threading.Lock()

    def call(self, call: Call, *, transaction_id: str, service: str, post: Post) -> None:
        """Ask; when the terminal knows that it is offline, answer so at once instead of letting somebody wait."""
        if not self._link.online:
            post(CallFailed(call.ticket, PlatformFault.OFFLINE))
            self._look()
            return
        request = CallRequest(
            transaction_id=transaction_id,
            service=service,
            idempotency_key=call.idempotency_key,
            input=call.input,
            timeout_s=call.timeout_s,
        )
        with self._lock:
            self._awaited.add(call.ticket)
        self._threads.submit(self._work, call, request, post)

    def cancel(self, ticket: Ticket) -> None:
        """Stop waiting for that call."""
        with self._lock:
            self._awaited.discard(ticket)

    def close(self) -> None:
        """Wait for nobody; what still comes is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, call: Call, request: CallRequest, post: Post) -> None:
        event = self._asked(call, request)
        with self._lock:
            awaited = call.ticket in self._awaited
            self._awaited.discard(call.ticket)
        if awaited:
            post(event)

    def _asked(self, call: Call, request: CallRequest) -> Event:
        try:
            reply = self._client.call(call.operation, request, call.timeout_s)
        except PlatformError as error:
            _log.warning("%s: %s", call.operation, error)
            fault = fault_of(error)
            if fault is PlatformFault.OFFLINE:
                self._link.set(online=False)
            return CallFailed(call.ticket, fault)
        return _event(call, reply)


def fault_of(error: PlatformError) -> PlatformFault:
    """Return the fault that residents and flows know for a failed request."""
    match error:
        case PlatformOffline():
            return PlatformFault.OFFLINE
        case PlatformTimeout():
            return PlatformFault.TIMEOUT
        case PlatformRefused():
            return PlatformFault.REFUSED
        case _:
            return PlatformFault.DEPARTMENT_DOWN


def _event(call: Call, reply: CallReply) -> Event:
    if reply.status == "done":
        return CallDone(call.ticket, reply.data)
    if reply.status == "refused":
        return CallRefused(call.ticket, reply.code)
    _log.warning("%s: the department could not be asked: %s", call.operation, reply.detail)
    return CallFailed(call.ticket, PlatformFault.DEPARTMENT_DOWN)
