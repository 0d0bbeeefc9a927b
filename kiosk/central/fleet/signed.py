"""`@signed`: a view that only a terminal can reach, and only with its own key (RFC 9421, `kiosk.protocol.signing`).

A signature proves who and what, not that it is the first of its kind: within the window a request can be sent again.
So every signed view must be one that may be repeated: intake and enrolment know their ids, a heartbeat replaces itself,
a call carries its idempotency key on to the department.
"""

import functools
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from kiosk.central.fleet.models import Terminal
from kiosk.central.replies import BadRequest, reply
from kiosk.protocol.api import Unauthorised
from kiosk.protocol.signing import SignatureRefused, key_id_of, verify

P = ParamSpec("P")
SignedView = Callable[Concatenate[HttpRequest, Terminal, P], HttpResponseBase]
PlainView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed(
    *, states: tuple[Terminal.State, ...] = (Terminal.State.APPROVED,)
) -> Callable[[SignedView[P]], PlainView[P]]:
    """Give the view the terminal that signed, if it is in one of `states`.

    401 when the signature does not hold, 403 when it does and the terminal may not (yet, or any more) do this;
    both with an `Unauthorised` body. `BadRequest` from the view becomes 400.
    """

    def around(view: SignedView[P]) -> PlainView[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                terminal = _signer(request)
            except SignatureRefused as refusal:
                return refused(str(refusal))
            if terminal.state not in states:
                return refused(f"terminal is {terminal.state}", HTTPStatus.FORBIDDEN)
            try:
                return view(request, terminal, *args, **kwargs)
            except BadRequest as bad:
                return bad.reply()

        return csrf_exempt(guarded)

    return around


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
    """Return the refusal, with the time by which a terminal corrects its clock."""
    return reply(Unauthorised(error=error, server_time=int(time.time())), status)


def _signer(request: HttpRequest) -> Terminal:
    key_id = key_id_of(request.headers.get("Signature-Input", ""))
    terminal = Terminal.objects.select_related("desired", "configuration_report").filter(key_id=key_id).first()
    if terminal is None:
        raise SignatureRefused("no terminal has this key")
    check_signature(request, terminal.raw_public_key)
    return terminal
