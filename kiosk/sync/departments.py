"""The departments as the conductor knows them: each call in a thread, the answer as an event.

The threads are few and bounded by the call's own time-out, so a department that hangs can cost no more than its calls.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from kiosk.documents.given import UnfitFileError, looked_at
from kiosk.engine.effects import Call
from kiosk.engine.events import CallDone, CallFailed, CallRefused, Event, Ticket
from kiosk.engine.photo import PortraitFile
from kiosk.engine.trouble import PlatformFault
from kiosk.ports import Post
from kiosk.protocol.api import FILE_BROKEN, FILE_EMPTY, FILE_TOO_LARGE, CallReply, CallRequest
from kiosk.protocol.faults import FileFault
from kiosk.protocol.files import Carried, file_places, has_files
from kiosk.protocol.personal import Personal
from kiosk.protocol.portraits import UnfitPortraitError, portrait_from, portrait_of
from kiosk.protocol.steps.shape import Fields
from kiosk.stack import ClearingPool
from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import PlatformError, PlatformOffline, PlatformRefused, PlatformTimeout
from kiosk.sync.link import Link

_log = logging.getLogger(__name__)
_THREADS = 4
_FILE_FAULTS = {FILE_TOO_LARGE: FileFault.TOO_LARGE, FILE_EMPTY: FileFault.EMPTY, FILE_BROKEN: FileFault.BROKEN}


class PlatformDepartments:
    """Implements `kiosk.ports.Departments`. A call that finds central gone also says so to `link`.

    `look` is called, and returns at once, when somebody asks while the link is down: central may be back by now, and
    a resident who tries again should not have to wait for the next heartbeat.
    """

    def __init__(self, client: PlatformClient, link: Link, look: Callable[[], None]) -> None:
        self._client, self._link, self._look = client, link, look
        self._threads = ClearingPool(_THREADS, thread_name_prefix="departments")
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
            reply = self._client.call(call.operation, request, call.timeout_s, files=has_files(call.result))
        except PlatformError as error:
            _log.warning("%s: %s", call.operation, error)
            fault = fault_of(error)
            if fault is PlatformFault.OFFLINE:
                self._link.set(online=False)
            return CallFailed(call.ticket, fault)
        return event_of(call, reply)


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


def event_of(call: Call, reply: CallReply) -> Event:
    """Return what a session is told of central's answer, its files looked at."""
    if reply.status == "done":
        return _done(call, reply)
    if reply.status == "refused":
        return CallRefused(call.ticket, reply.code)
    _log.warning("%s: the department could not be asked: %s", call.operation, reply.detail)
    return CallFailed(call.ticket, _FILE_FAULTS.get(reply.code, PlatformFault.DEPARTMENT_DOWN))


def _done(call: Call, reply: CallReply) -> Event:
    data = reply.data.reveal()
    try:
        portrait = _portrait_taken_out(data, portrait_of(call.result))
    except UnfitPortraitError as error:
        _log.warning("%s: the department's portrait cannot be used: %s", call.operation, error)
        return CallFailed(call.ticket, PlatformFault.DEPARTMENT_DOWN)
    if not has_files(call.result):
        return CallDone(call.ticket, Personal(data), portrait=portrait)
    try:
        data, files = with_files(data, call.result or {})
    except UnfitFileError as error:
        _log.warning("%s: a file of the department cannot be used: %s", call.operation, error)
        return CallFailed(call.ticket, error.fault)
    return CallDone(call.ticket, Personal(data), Personal(files), portrait)


def _portrait_taken_out(reply: dict[str, Any], name: str | None) -> Personal[PortraitFile] | None:
    """Leave in `reply` only that there is a portrait, and return it; None where there is none.

    Raises:
        UnfitPortraitError: see `kiosk.protocol.portraits.portrait_from`.
    """
    if name is None or reply.get(name) is None:
        return None
    portrait = Personal(PortraitFile(portrait_from(reply[name])))
    reply[name] = True
    return portrait


def with_files(reply: dict[str, Any], result: Fields) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `reply` with what is known of its files in their places, and their bytes by digest.

    Raises:
        UnfitFileError: see `kiosk.documents.given.looked_at`; or something else stands where a file is declared.
    """
    files: dict[str, bytes] = {}
    for holder, key in file_places(reply, result):
        try:
            file = Carried.model_validate(holder[key])
        except ValidationError:
            raise UnfitFileError(FileFault.BROKEN, "what stands there is no file") from None
        holder[key] = looked_at(file)
        files[file.sha256] = file.content.reveal()
    return reply, files
