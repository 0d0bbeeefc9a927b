"""Drafts as the conductor and the home screen know them: asked of central in a thread, opened with the code here."""

import base64
import binascii
import logging
import threading
from collections.abc import Callable

from pydantic import ValidationError

from kiosk.engine.effects import FetchDraft
from kiosk.engine.events import CallFailed, DraftFetched, DraftRefused, Event, Ticket
from kiosk.engine.trouble import DraftFault
from kiosk.ports import Post
from kiosk.protocol.api import DraftAsked, DraftTake, DraftView
from kiosk.protocol.draft import Draft
from kiosk.protocol.resume_code import DraftDamaged, draft_id, opened, person_proof
from kiosk.stack import ClearingPool
from kiosk.sync.client import PlatformClient
from kiosk.sync.departments import fault_of
from kiosk.sync.errors import PlatformError
from kiosk.sync.link import Link

_log = logging.getLogger(__name__)
_THREADS = 2
_REFUSALS = {
    "unknown": DraftFault.UNKNOWN,
    "used": DraftFault.USED,
    "expired": DraftFault.EXPIRED,
    "other_person": DraftFault.OTHER_PERSON,
}
Found = Callable[[DraftView | DraftFault], None]


class PlatformDrafts:
    """Implements `kiosk.ports.Drafts`. No code is ever logged, and none is sent."""

    def __init__(self, client: PlatformClient, link: Link) -> None:
        self._client, self._link = client, link
        self._threads = ClearingPool(_THREADS, thread_name_prefix="drafts")
        self._awaited: set[Ticket] = set()
        self._lock = threading.Lock()

    @property
    def reachable(self) -> bool:
        return self._link.online

    def find(self, code: str, found: Found) -> None:
        """Ask what `code` would continue; `found` is called from a thread."""
        self._threads.submit(lambda: found(self._found(code)))

    def take(self, effect: FetchDraft, *, transaction_id: str, post: Post) -> None:
        """Take it for the person who was identified."""
        with self._lock:
            self._awaited.add(effect.ticket)
        self._threads.submit(self._work, effect, transaction_id, post)

    def cancel(self, ticket: Ticket) -> None:
        """Stop waiting; what was taken may be asked for again by the same session."""
        with self._lock:
            self._awaited.discard(ticket)

    def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _found(self, code: str) -> DraftView | DraftFault:
        try:
            view = self._client.find_draft(DraftAsked(draft_id=draft_id(code)))
        except PlatformError as error:
            _log.info("a draft: %s", type(error).__name__)
            return DraftFault.UNREACHABLE
        return _REFUSALS.get(view.state, view)

    def _work(self, effect: FetchDraft, transaction_id: str, post: Post) -> None:
        event = self._taken(effect, transaction_id)
        with self._lock:
            awaited = effect.ticket in self._awaited
            self._awaited.discard(effect.ticket)
        if awaited:
            post(event)

    def _taken(self, effect: FetchDraft, transaction_id: str) -> Event:
        code = effect.code.reveal()
        person = person_proof(code, effect.person.reveal())
        wish = DraftTake(draft_id=draft_id(code), person=person, transaction_id=transaction_id)
        try:
            view = self._client.take_draft(wish, effect.timeout_s)
        except PlatformError as error:
            _log.info("a draft: %s", type(error).__name__)
            return CallFailed(effect.ticket, fault_of(error))
        return _event(effect.ticket, code, view)


def _event(ticket: Ticket, code: str, view: DraftView) -> Event:
    if view.state != "given":
        return DraftRefused(ticket, _REFUSALS.get(view.state, DraftFault.DAMAGED))
    try:
        draft = Draft.model_validate_json(opened(code, base64.b64decode(view.sealed, validate=True)))
    except (DraftDamaged, ValidationError, binascii.Error):
        return DraftRefused(ticket, DraftFault.DAMAGED)
    return DraftFetched(ticket, draft.version, draft.kept)
