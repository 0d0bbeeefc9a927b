"""The platform's API as functions. Every request is signed; nothing of what is asked or answered is ever logged."""

import base64
import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

import requests
from pydantic import BaseModel, ValidationError

from drivers.cancel import Deadline
from kiosk.ledger.clock import Clock
from kiosk.protocol import api
from kiosk.protocol.records import Envelope
from kiosk.protocol.signing import prove, public_key_of, sign
from kiosk.settings import Platform, SettingsError
from kiosk.sync.answers import read_answer
from kiosk.sync.errors import NotEnrolled, PlatformRefused
from kiosk.sync.identity import Identity
from kiosk.sync.wire import MOST_BYTES, MOST_WITH_FILES, Wire

M = TypeVar("M", bound=BaseModel)
_CLOCK_FAULT_S = 30  # less than this between the clocks is not why a signature was refused


class PlatformClient:
    """Asks the platform, from any thread. Each method blocks for at most its time-out, plus one connection attempt.

    The platform's clock rules: when it refuses a signature and tells a time that is not ours, the difference is kept
    and the request sent once more.
    """

    def __init__(self, platform: Platform, identity: Identity, clock: Clock, wire: Wire | None = None) -> None:
        """Prepare; nothing is asked yet. Without a `wire` of somebody's own it makes one.

        Raises:
            SettingsError: `platform.url` is no address.
        """
        self._url = _address(platform.url)
        self._read_timeout_s = platform.read_timeout_s
        self._identity = identity
        self._clock = clock
        self._wire = wire or Wire(connect_timeout_s=platform.connect_timeout_s)
        self._offset_s = 0
        self._offset_lock = threading.Lock()

    def close(self) -> None:
        """Give the kept connections back."""
        self._wire.close()

    @property
    def clock_offset_s(self) -> int:
        """How far the platform's time is ahead of this machine's clock, as far as it is known; 0 when that is right."""
        return self._offset_s

    def now(self) -> int:
        """Return the platform's time as far as it is known, seconds since 1970."""
        return int(self._clock.now().timestamp()) + self._offset_s

    def enrol(self, code: str, model: str) -> api.EnrolReply:
        """Ask to become a terminal. The same code with the same key may be asked again: a reply may be lost.

        Raises:
            PlatformError: see `kiosk.sync.errors`; `PlatformRefused` for a code that is unknown, used or expired.
        """
        key = _base64(self._identity.public_key)
        return self._post(api.ENROL, api.EnrolRequest(code=code, public_key=key, model=model), api.EnrolReply)

    def rotate_key(self, next_key: bytes) -> api.KeyReply:
        """Bring the platform the terminal's next key. The same key may be brought again: a reply may be lost.

        Raises:
            PlatformError: see `kiosk.sync.errors`; `PlatformRefused` with 409 when the request came twice.
        """
        self._need_enrolment()
        nonce = secrets.token_hex(16)
        proof = prove(next_key, self._identity.terminal_id, nonce)
        wish = api.RotateKey(public_key=_base64(public_key_of(next_key)), nonce=nonce, proof=_base64(proof))
        return self._post(api.ROTATE_KEY, wish, api.KeyReply)

    def heartbeat(self, said: api.Heartbeat) -> api.HeartbeatReply:
        """Say how the terminal is.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        reply = self._post(api.HEARTBEAT, said, api.HeartbeatReply)
        self._follow(reply.server_time)
        return reply

    def intake(self, envelopes: list[Envelope]) -> api.IntakeReply:
        """Hand in at most 100 envelopes.

        Raises:
            PlatformError: see `kiosk.sync.errors`; then any of them may have been taken, and all may be sent again.
        """
        self._need_enrolment()
        items = [envelope.model_dump(mode="json") for envelope in envelopes]

        def batch() -> api.IntakeRequest:
            return api.IntakeRequest(items=items, clock_offset_s=self._offset_s)

        return self._post(api.INTAKE, batch, api.IntakeReply)

    def call(self, operation: str, request: api.CallRequest, timeout_s: float, *, files: bool = False) -> api.CallReply:
        """Ask a department, whose answer may hold `files`.

        After a time-out the same `idempotency_key` may be asked again.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        most = MOST_WITH_FILES if files else MOST_BYTES
        path = api.CALL + quote(operation, safe=".")
        return self._post(path, request, api.CallReply, timeout_s, most_bytes=most)

    def order_payment(self, order: api.PaymentOrder) -> api.PaymentView:
        """Order a payment. The same order may be asked for again: a reply may be lost.

        Raises:
            PlatformError: see `kiosk.sync.errors`; `PlatformRefused` when the payment system will not have it.
        """
        self._need_enrolment()
        return self._post(api.PAYMENT_ORDER, order, api.PaymentView)

    def payment(self, payment_id: str) -> api.PaymentView:
        """Return where a payment stands.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        return self._post(api.PAYMENT_STATE, api.PaymentAsked(payment_id=payment_id), api.PaymentView)

    def close_payment(self, payment_id: str) -> api.PaymentView:
        """Close an order, also one that central has never heard of; return `paid` when somebody had paid it.

        Raises:
            PlatformError: see `kiosk.sync.errors`; then it may be closed or open, and may be asked again.
        """
        self._need_enrolment()
        return self._post(api.PAYMENT_CLOSE, api.PaymentAsked(payment_id=payment_id), api.PaymentView)

    def find_draft(self, asked: api.DraftAsked) -> api.DraftView:
        """Return what could be continued.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        return self._post(api.DRAFT_FIND, asked, api.DraftView)

    def take_draft(self, wish: api.DraftTake, timeout_s: float) -> api.DraftView:
        """Take a draft, once. The same transaction may ask again: a reply may be lost.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        return self._post(api.DRAFT_TAKE, wish, api.DraftView, timeout_s)

    def credential(self, asked: api.CredentialAsked, timeout_s: float) -> api.IdentityReply:
        """Ask whose a code is that a phone showed. It is good once, so a lost reply takes a new one.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        return self._post(api.IDENTITY_CREDENTIAL, asked, api.IdentityReply, timeout_s)

    def send_code(self, wished: api.CodeWished, timeout_s: float) -> api.CodeReply:
        """Have a code sent to the phone on record for a number.

        Raises:
            PlatformError: see `kiosk.sync.errors`; then it may be under way all the same.
        """
        self._need_enrolment()
        return self._post(api.IDENTITY_CODE_SEND, wished, api.CodeReply, timeout_s)

    def check_code(self, typed: api.CodeTyped, timeout_s: float) -> api.IdentityReply:
        """Ask whether a code is the one that was sent. The same may be asked again: a reply may be lost.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        return self._post(api.IDENTITY_CODE_CHECK, typed, api.IdentityReply, timeout_s)

    def transaction(self, transaction_id: str) -> api.TransactionView | None:
        """Return what central holds of a transaction of this terminal, None if nothing has arrived.

        Raises:
            PlatformError: see `kiosk.sync.errors`.
        """
        self._need_enrolment()
        path = api.TRANSACTION + quote(transaction_id, safe="")
        status, content = self._ask("GET", path, bytes, self._read_timeout_s)
        try:
            return read_answer(status, content, api.TransactionView)
        except PlatformRefused as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def _need_enrolment(self) -> None:
        if not self._identity.enrolled:
            raise NotEnrolled

    def _post(
        self,
        path: str,
        body: BaseModel | Callable[[], BaseModel],
        reply: type[M],
        timeout_s: float | None = None,
        *,
        most_bytes: int = MOST_BYTES,
    ) -> M:
        def content() -> bytes:
            return (body if isinstance(body, BaseModel) else body()).model_dump_json().encode()

        return read_answer(*self._ask("POST", path, content, timeout_s or self._read_timeout_s, most_bytes), reply)

    def _ask(
        self, method: str, path: str, body: Callable[[], bytes], timeout_s: float, most_bytes: int = MOST_BYTES
    ) -> tuple[int, bytes]:
        deadline, signed_at = Deadline(timeout_s), self.now()
        status, content = self._wire.exchange(self._signed(method, path, body(), signed_at), deadline, most_bytes)
        if status == HTTPStatus.UNAUTHORIZED and self._was_the_clock(content, signed_at):
            status, content = self._wire.exchange(self._signed(method, path, body(), self.now()), deadline, most_bytes)
        return status, content

    def _signed(self, method: str, path: str, body: bytes, now: int) -> requests.PreparedRequest:
        headers = {"Content-Type": "application/json"} if body else {}
        request = requests.Request(method, self._url + path, headers, data=body).prepare()
        private_key, key_id = self._identity.signer
        signature = sign(
            method=method,
            url=request.url or "",
            body=body,
            private_key=private_key,
            key_id=key_id,
            now=now,
        )
        request.headers.update(signature)
        return request

    def _was_the_clock(self, content: bytes, signed_at: int) -> bool:
        try:
            server_time = api.Unauthorised.model_validate_json(content).server_time
        except ValidationError:
            return False
        self._follow(server_time)
        return abs(server_time - signed_at) >= _CLOCK_FAULT_S

    def _follow(self, server_time: int) -> None:
        with self._offset_lock:
            change = server_time - self.now()
            if abs(change) >= _CLOCK_FAULT_S:
                self._offset_s += change


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _address(url: str) -> str:
    try:
        prepared = requests.Request("GET", url).prepare().url or ""
    except requests.RequestException as error:
        raise SettingsError(f"platform.url: {error}") from None
    if not prepared.startswith(("http://", "https://")):
        raise SettingsError("platform.url: must begin with https:// (or http:// on a bench)")
    return prepared.rstrip("/")
