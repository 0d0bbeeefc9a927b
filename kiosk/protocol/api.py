"""The API between terminal and central: paths, requests, replies. Every request but the first is signed (RFC 9421)."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.protocol.bounds import KeyId, QrText, TerminalId, UnixSeconds
from kiosk.protocol.commands import CommandOrder
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.personal import ONLY_KEYS, Personal
from kiosk.protocol.records import RecordId
from kiosk.protocol.rulings import RulingOrder

ENROL = "/api/v1/enrol"
"""POST EnrolRequest → EnrolReply. Signed with the key that it brings."""
ROTATE_KEY = "/api/v1/key"
"""POST RotateKey → KeyReply. Signed with the present key, and carries a proof of the next one."""
HEARTBEAT = "/api/v1/heartbeat"
"""POST Heartbeat → HeartbeatReply."""
INTAKE = "/api/v1/intake"
"""POST IntakeRequest → IntakeReply."""
CALL = "/api/v1/call/"
"""POST CALL + operation, CallRequest → CallReply."""
PAYMENT_ORDER = "/api/v1/payments/order"
"""POST PaymentOrder → PaymentView: order once, however often it is asked."""
PAYMENT_STATE = "/api/v1/payments/state"
"""POST PaymentAsked → PaymentView."""
PAYMENT_CLOSE = "/api/v1/payments/close"
"""POST PaymentAsked → PaymentView: after this nobody can pay it any more; `paid` when somebody had."""
DRAFT_FIND = "/api/v1/drafts/find"
"""POST DraftAsked → DraftView: what is there to continue; gives nothing out."""
DRAFT_TAKE = "/api/v1/drafts/take"
"""POST DraftTake → DraftView: the draft itself, once; the same transaction may ask again."""
IDENTITY_CREDENTIAL = "/api/v1/identity/credential"
"""POST CredentialAsked → IdentityReply."""
IDENTITY_CODE_SEND = "/api/v1/identity/code/send"
"""POST CodeWished → CodeReply: the same for a number that nobody has."""
IDENTITY_CODE_CHECK = "/api/v1/identity/code/check"
"""POST CodeTyped → IdentityReply."""
TRANSACTION = "/api/v1/transactions/"
"""GET TRANSACTION + id → TransactionView: what central holds of a transaction of this terminal."""
FLOWS = "/flows/"
"""Static TUF repository: FLOWS + metadata/…, FLOWS + targets/…"""
VERIFY = "/verify/"
"""GET VERIFY + serial + ?code=…: the public page of a printed document."""

FILE_TOO_LARGE, FILE_EMPTY, FILE_BROKEN = "file_too_large", "file_empty", "file_broken"
"""Codes of a `failed` call whose department answered, and whose file could not be carried."""

SIGNATURE_TAG = "kiosk-terminal"
SIGNATURE_ALGORITHM = "ed25519"
SIGNED_COMPONENTS = ("@method", "@path", "@query", "content-digest")
SIGNATURE_WINDOW_S = 300
"""A signature older or newer than this is refused with 401 and `Unauthorised.server_time`."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, cache_strings=ONLY_KEYS)


class EnrolRequest(_Message):
    """`public_key`: raw Ed25519 key, 32 bytes, base64. `code`: the one-time code that staff gave."""

    code: str
    public_key: str
    model: str = ""


class RotateKey(_Message):
    """The next key. Signed, as each request, with the present one.

    `public_key`: raw Ed25519 key, 32 bytes, base64. `nonce`: new in each request; one that was seen is refused (409).
    `proof`: the next key's signature, base64, of `kiosk.protocol.signing.key_proof`: whoever asks holds its private
    half.
    """

    public_key: str
    nonce: str = Field(pattern=r"^[0-9a-f]{32}$")
    proof: str


class KeyReply(_Message):
    """Both keys count until the terminal first signs with the new one, or for an hour; then the old one has ended."""

    key_id: str
    fingerprint: str


class EnrolReply(_Message):
    """`key_id` goes into `keyid` of each signature. `fingerprint` is shown on both screens and compared by people.

    `machine`: how many machines had this terminal's id before; documents of each are numbered in a range of its own.
    """

    terminal_id: TerminalId
    key_id: KeyId
    fingerprint: str
    machine: int = Field(0, ge=0, le=10_000)
    state: Literal["pending", "approved"]


class Heartbeat(_Message):
    """What a terminal says of itself. `flows`: active version by service; `devices`: XFS state by role.

    `screen`: `<step kind>/<step id>` of the running session, empty when nobody is served. `release_seq` is in use;
    `release_tried` is what it was told to run, and `release_state` what became of that, with the reason of a failure.
    `activated` is said only after the terminal's own self-test.
    `configuration_revision` is in use; `configuration_refused` is the last one that it could not take, and
    `configuration_problem` why, or why the one it kept is lost.
    """

    software: str
    engine: int
    release_seq: int = 0
    release_tried: int = 0
    release_state: Literal["", "waiting", "activated", "failed", "self_test_failed"] = ""
    release_reason: str = ""
    flows: dict[str, int] = Field(default_factory=dict)
    devices: dict[str, str] = Field(default_factory=dict)
    faults: dict[str, list[str]] = Field(default_factory=dict)
    screen: str = ""
    outbox_left: int = 0
    configuration_revision: str = Field("", max_length=16)
    configuration_refused: str = Field("", max_length=16)
    configuration_problem: str = Field("", max_length=500)


class Seat(_Message):
    """Where a terminal that nobody approved yet will stand, for the technician before it to look whether it is here.

    `replaces`: another machine had this number and this place before.
    """

    place: str = ""
    replaces: bool = False


class HeartbeatReply(_Message):
    """`next_in_s` already carries jitter. `timestamp_version` of the TUF repository: unchanged means nothing new.

    `desired_release`: the release_seq to run; 0: the one that is meant for all.
    `configuration` (see `kiosk.protocol.configuration`) comes with its revision when the terminal runs another one;
    `commands` (`kiosk.protocol.commands`) and `rulings` (`kiosk.protocol.rulings`): all that it has not answered yet.
    """

    state: Literal["pending", "approved", "revoked"]
    server_time: UnixSeconds
    next_in_s: float
    timestamp_version: int = 0
    desired_release: int = 0
    out_of_service: bool = False
    seat: Seat | None = Field(None, description="only while pending")
    rotate_key: bool = False
    configuration_revision: str = ""
    configuration: dict[str, Any] | None = None
    commands: list[CommandOrder] = Field(default_factory=list)
    rulings: list[RulingOrder] = Field(default_factory=list)


class IntakeRequest(_Message):
    """At most 100 envelopes (see `kiosk.protocol.records.Envelope`); kept raw so that one bad item harms no other.

    `clock_offset_s`: how far central's time is ahead of the clock that dated them, as far as the terminal knows.
    """

    items: list[dict[str, Any]] = Field(max_length=100)
    clock_offset_s: int = Field(0, ge=-(2**32), le=2**32)


class ItemResult(_Message):
    """`rejected` items are kept by central as dead letters; the terminal deletes them like accepted ones."""

    id: str
    status: Literal["accepted", "duplicate", "rejected"]
    error: str = ""


class IntakeReply(_Message):
    results: list[ItemResult]


class CallRequest(_Message):
    """One operation of a department. `idempotency_key` is the same in each try of the same step."""

    transaction_id: str
    service: str
    idempotency_key: str
    input: Personal[dict[str, Any]]
    timeout_s: float = 15


def _no_data() -> Personal[dict[str, Any]]:
    return Personal({})


class CallReply(_Message):
    """`done` with `data`; `refused` when the department says no, with its `code`; `failed`: nobody could be asked."""

    status: Literal["done", "refused", "failed"]
    data: Personal[dict[str, Any]] = Field(default_factory=_no_data)
    code: str = ""
    detail: str = ""


class PaymentOrder(_Message):
    """One order, with the number by which the payment system knows it; `expires_s` from now."""

    payment_id: RecordId
    transaction_id: RecordId
    service: str
    order_number: str
    amount_fen: int
    description: str
    expires_s: float


class PaymentAsked(_Message):
    payment_id: RecordId


class PaymentView(_Message):
    """Where an order stands. `code`: the text of its QR code while it is open."""

    state: Literal["open", "paid", "closed", "refunding", "refunded"]
    code: QrText = ""


class DraftAsked(_Message):
    """`draft_id`: see `kiosk.protocol.resume_code`."""

    draft_id: str = Field(pattern=r"^[0-9a-f]{32}$")


class DraftTake(DraftAsked):
    """`person`: the proof of whoever was identified."""

    person: str = Field(pattern=r"^[0-9a-f]{64}$")
    transaction_id: RecordId


class DraftView(_Message):
    """`unknown`: never was, or has not arrived yet. `sealed`, base64, only when it was taken: `given`."""

    state: Literal["there", "given", "unknown", "used", "expired", "other_person"]
    service: str = ""
    flow_version: int = 0
    sealed: str = ""


class CredentialAsked(_Message):
    """`code`: what a phone showed to the scanner."""

    transaction_id: RecordId
    code: Personal[str]


class CodeWished(_Message):
    """A code is to be sent to the phone that is on record for `number`."""

    transaction_id: RecordId
    number: Personal[str]


class CodeTyped(_Message):
    """`code` was typed for the `challenge` of a `CodeReply`."""

    transaction_id: RecordId
    challenge: str
    number: Personal[str]
    code: Personal[str]


class KnownPerson(_Message):
    name: Personal[str]
    number: Personal[str]


class IdentityReply(_Message):
    """Who it is, or why that is not said. `left`: how often a wrong code may still be typed."""

    person: KnownPerson | None = None
    fault: IdentityFault | None = None
    left: int = Field(0, ge=0, le=100)


class CodeReply(_Message):
    """A code is under way to `phone`, most of which is hidden; or why none is. Another may be had in `again_s`."""

    fault: IdentityFault | None = None
    challenge: str = ""
    phone: Personal[str] = Field(default_factory=lambda: Personal(""))
    again_s: float = Field(60, ge=0, le=3600)


class Unauthorised(_Message):
    """Body of 401. The client corrects its clock offset by `server_time` (seconds since 1970) and tries once more."""

    error: str
    server_time: UnixSeconds


class IssueView(_Message):
    serial: str
    verification_code: str
    state: str
    pages: int
    copies: int = 1


class RatingView(_Message):
    satisfaction: int


class TransactionView(_Message):
    """What central holds of one transaction; absent parts have not arrived."""

    service: str
    flow_version: int
    transaction_id: str
    outcome: str
    issue: IssueView | None = None
    rating: RatingView | None = None
