"""`@signed`: a view that only a terminal can reach, and only with its own key (RFC 9421, `kiosk.protocol.signing`).

A signature proves who and what, not that it is the first of its kind: within the window a request can be sent again.
So every signed view must be one that may be repeated: intake and enrolment know their ids, a heartbeat replaces itself,
a call carries its idempotency key on to the department.
"""

import functools
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from kiosk.central.fleet import keys
from kiosk.central.fleet.models import Terminal, TerminalKey
from kiosk.central.replies import BadRequest, reply
from kiosk.protocol.api import SIGNATURE_ALGORITHM, SIGNATURE_TAG, SIGNED_COMPONENTS, Unauthorised
from kiosk.protocol.signing import SIGNATURE_LABEL, SignatureRefused, key_id_of, verify

P = ParamSpec("P")
S = TypeVar("S")
SignedView = Callable[Concatenate[HttpRequest, S, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_APPROVED = (Terminal.State.APPROVED,)
_OF_SUCCESSORS = (Terminal.State.PENDING, Terminal.State.APPROVED)
_COVERED = " ".join(f'"{name}"' for name in SIGNED_COMPONENTS)
_WANTED = f'{SIGNATURE_LABEL}=({_COVERED});created;keyid;alg="{SIGNATURE_ALGORITHM}";tag="{SIGNATURE_TAG}"'


def signed(*, states: tuple[Terminal.State, ...] = _APPROVED) -> Callable[[SignedView[Terminal, P]], PlainView[P]]:
    """Give the view the terminal that signed, if it is in one of `states`.

    401 when the signature does not hold, 403 when it does and the terminal may not (yet, or any more) do this;
    both with an `Unauthorised` body. `BadRequest` from the view becomes 400.
    """
    return lambda view: _guarded(view, states, lambda key: key.terminal)


def signed_with_key(view: SignedView[TerminalKey, P]) -> PlainView[P]:
    """As `signed`, for the view that wants the key itself."""
    return _guarded(view, _APPROVED, lambda key: key)


def signed_for_records(view: SignedView[TerminalKey, P]) -> PlainView[P]:
    """As `signed_with_key`, and also with the key of a machine that was replaced, for as long as it may hand in.

    Whether staff have let in the machine that stands there now is nothing to it; a revoked terminal hands in nothing.
    """
    return _guarded(view, _APPROVED, lambda key: key, for_records=True)


def _guarded(
    view: SignedView[S, P],
    states: tuple[Terminal.State, ...],
    given: Callable[[TerminalKey], S],
    *,
    for_records: bool = False,
) -> PlainView[P]:
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            key = _signer(request, for_records=for_records)
        except SignatureRefused as refusal:
            return refused(str(refusal))
        if key.terminal.state not in (states if key.counts(timezone.now()) else _OF_SUCCESSORS):
            return refused(f"terminal is {key.terminal.state}", HTTPStatus.FORBIDDEN)
        try:
            return view(request, given(key), *args, **kwargs)
        except BadRequest as bad:
            return bad.reply()

    return csrf_exempt(guarded)


def check_signature(request: HttpRequest, public_key: bytes) -> None:
    """Return if `public_key` signed this request, now.

    Raises:
        SignatureRefused: it did not, or not this request, or not now.
    """
    verify(
        method=request.method or "",
        url=request.get_full_path(),
        headers=request.headers,
        body=request.body,
        public_key=public_key,
        now=int(time.time()),
    )


def refused(error: str, status: HTTPStatus = HTTPStatus.UNAUTHORIZED) -> HttpResponse:
    """Return the refusal, with the time by which a terminal corrects its clock, and what a signature has to be like.

    A 401 names a scheme (RFC 9110 §15.5.2); what is to be signed stands as in RFC 9421 §5.1.
    """
    response = reply(Unauthorised(error=error, server_time=int(time.time())), status)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = f'Signature realm="{SIGNATURE_TAG}"'
        response.headers["Accept-Signature"] = _WANTED
    return response


def _signer(request: HttpRequest, *, for_records: bool) -> TerminalKey:
    key = keys.signer(key_id_of(request.headers.get("Signature-Input", "")), for_records=for_records)
    if key is None:
        raise SignatureRefused("no terminal has this key")
    check_signature(request, key.raw)
    keys.note_use(key)
    return key
