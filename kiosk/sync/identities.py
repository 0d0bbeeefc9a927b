"""Who somebody is, as central knows it: each question in a thread, the answer as an event. Nothing of it is logged."""

import logging
import threading
from collections.abc import Callable

from kiosk.engine.effects import AskCredential, AsksIdentity, CheckCode, SendCode
from kiosk.engine.events import CallFailed, CodeSent, Event, Identified, NotIdentified, Ticket
from kiosk.engine.trouble import PlatformFault
from kiosk.ports import Post
from kiosk.protocol.api import CodeReply, CodeTyped, CodeWished, CredentialAsked, IdentityReply
from kiosk.protocol.personal import Personal
from kiosk.stack import ClearingPool
from kiosk.sync.client import PlatformClient
from kiosk.sync.departments import fault_of
from kiosk.sync.errors import PlatformError
from kiosk.sync.link import Link

_log = logging.getLogger(__name__)
_THREADS = 2


class PlatformIdentities:
    """Implements `kiosk.ports.Identities`. `look` is called when somebody asks while the link is down."""

    def __init__(self, client: PlatformClient, link: Link, look: Callable[[], None]) -> None:
        self._client, self._link, self._look = client, link, look
        self._threads = ClearingPool(_THREADS, thread_name_prefix="identities")
        self._awaited: set[Ticket] = set()
        self._lock = threading.Lock()

    def ask(self, asked: AsksIdentity, *, transaction_id: str, post: Post) -> None:
        """Ask; when the terminal knows that it is offline, answer so at once instead of letting somebody wait."""
        if not self._link.online:
            post(CallFailed(asked.ticket, PlatformFault.OFFLINE))
            self._look()
            return
        with self._lock:
            self._awaited.add(asked.ticket)
        self._threads.submit(self._work, asked, transaction_id, post)

    def cancel(self, ticket: Ticket) -> None:
        """Stop waiting for that answer."""
        with self._lock:
            self._awaited.discard(ticket)

    def close(self) -> None:
        """Wait for nobody; what still comes is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, asked: AsksIdentity, transaction_id: str, post: Post) -> None:
        try:
            event = self._asked(asked, transaction_id)
        except PlatformError as error:
            _log.warning("identity: %s", error)
            fault = fault_of(error)
            if fault is PlatformFault.OFFLINE:
                self._link.set(online=False)
            event = CallFailed(asked.ticket, fault)
        with self._lock:
            awaited = asked.ticket in self._awaited
            self._awaited.discard(asked.ticket)
        if awaited:
            post(event)

    def _asked(self, asked: AsksIdentity, transaction_id: str) -> Event:
        ticket, client = asked.ticket, self._client
        match asked:
            case AskCredential(code=code):
                shown = CredentialAsked(transaction_id=transaction_id, code=code)
                return _known(ticket, client.credential(shown, asked.timeout_s))
            case SendCode(number=number):
                wished = CodeWished(transaction_id=transaction_id, number=number)
                return _sent(ticket, client.send_code(wished, asked.timeout_s))
            case CheckCode(challenge=challenge, number=number, code=code):
                typed = CodeTyped(transaction_id=transaction_id, challenge=challenge, number=number, code=code)
                return _known(ticket, client.check_code(typed, asked.timeout_s))


def _known(ticket: Ticket, reply: IdentityReply) -> Event:
    if reply.fault is not None:
        return NotIdentified(ticket, reply.fault, reply.left)
    if reply.person is None:
        return CallFailed(ticket, PlatformFault.DEPARTMENT_DOWN)
    person = reply.person
    return Identified(ticket, Personal({"name": person.name.reveal(), "number": person.number.reveal()}))


def _sent(ticket: Ticket, reply: CodeReply) -> Event:
    if reply.fault is not None:
        return NotIdentified(ticket, reply.fault)
    return CodeSent(ticket, reply.challenge, reply.phone, reply.again_s)
