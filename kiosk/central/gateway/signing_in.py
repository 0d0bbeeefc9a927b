"""Carries out what `auth` describes: the headers and certificate that go with one request."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from pydantic import SecretStr

from kiosk.central.gateway.asking import NoAnswer, ask
from kiosk.central.gateway.auth import ApiKey, Auth, Basic, Bearer, Certificate, Hmac, NoAuth, OAuth2
from kiosk.central.gateway.secret_files import SecretError, pair_of, secret

_MOST_TOKEN_BYTES = 64 * 1024
_EARLY_S = 30.0
_SHORTEST_S = 1.0


@dataclass(frozen=True)
class Request:
    """What is to be proved: one request as it goes over the wire."""

    method: str
    url: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Proof:
    """What goes along. `certificate`: the files of certificate and key for TLS."""

    headers: dict[str, str] = field(default_factory=dict, repr=False)
    certificate: tuple[str, str] | None = None


def proof(auth: Auth, request: Request, *, authority: str | None, deadline: float) -> Proof:
    """Return what proves who we are. `authority`: file of the authorities that sign the token's server.

    Raises:
        NoAnswer: a secret cannot be used (`not_set_up`), or no token was to be had.
    """
    try:
        return _proof(auth, request, authority, deadline)
    except SecretError as error:
        raise NoAnswer("not_set_up", str(error)) from None


def _proof(auth: Auth, request: Request, authority: str | None, deadline: float) -> Proof:
    match auth:
        case NoAuth():
            return Proof()
        case Basic():
            return Proof({"Authorization": f"Basic {_basic(auth.user, secret(auth.password))}"})
        case Bearer():
            return Proof({"Authorization": f"Bearer {secret(auth.token).get_secret_value()}"})
        case ApiKey():
            return Proof({auth.header: secret(auth.key).get_secret_value()})
        case Hmac():
            return Proof(signed(auth, request, int(time.time()), secrets.token_hex(16)))
        case Certificate():
            certificate, key = pair_of(auth.certificate, auth.key)
            return Proof(certificate=(str(certificate), str(key)))
        case OAuth2():
            return Proof({"Authorization": f"Bearer {_tokens.token(auth, authority, deadline).get_secret_value()}"})


def signed(auth: Hmac, request: Request, moment: int, nonce: str) -> dict[str, str]:
    """Return the headers of `Hmac`, which see."""
    parts = urlsplit(request.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = (request.method, target, str(moment), nonce, hashlib.sha256(request.body).hexdigest())
    key = secret(auth.secret).get_secret_value().encode()
    signature = hmac.new(key, "\n".join(lines).encode(), auth.digest).hexdigest()
    told = {"App": auth.app_id, "Timestamp": str(moment), "Nonce": nonce, "Signature": signature}
    return {f"{auth.prefix}-{name}": value for name, value in told.items()}


def forget_token(auth: Auth) -> bool:
    """Forget the token that a department would not take; False when there was none to forget."""
    return isinstance(auth, OAuth2) and _tokens.forget(auth)


class _Tokens:
    """The tokens of this process, by who they are for. One is fetched at a time for each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[OAuth2, tuple[SecretStr, float]] = {}
        self._fetching: dict[OAuth2, threading.Lock] = {}

    def token(self, auth: OAuth2, authority: str | None, deadline: float) -> SecretStr:
        with self._lock:
            fetching = self._fetching.setdefault(auth, threading.Lock())
        if not fetching.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise NoAnswer("timeout", "no token came in time")
        try:
            token, until = self._held.get(auth, (SecretStr(""), 0.0))
            if time.monotonic() >= until:
                token, until = _fetched(auth, authority, deadline)
                self._held[auth] = token, until
            return token
        finally:
            fetching.release()

    def forget(self, auth: OAuth2) -> bool:
        return self._held.pop(auth, None) is not None


_tokens = _Tokens()


def _fetched(auth: OAuth2, authority: str | None, deadline: float) -> tuple[SecretStr, float]:
    answer = ask(
        "POST",
        auth.token_url.replace("{self}", settings.SELF_URL),
        {
            "Authorization": f"Basic {_basic(auth.client_id, secret(auth.client_secret))}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        },
        urlencode({"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}).encode(),
        connect_timeout_s=10,
        deadline=deadline,
        most_bytes=_MOST_TOKEN_BYTES,
        authority=authority,
    )
    if answer.status != HTTPStatus.OK:
        raise NoAnswer("no_token", f"the department gave no token, and answered {answer.status}")
    try:
        told = json.loads(answer.body)
        token, span_s = told["access_token"], float(told.get("expires_in", 300))
    except (ValueError, KeyError, TypeError):
        raise NoAnswer("no_token", "what the department gave is no token") from None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise NoAnswer("no_token", "what the department gave is no token")
    return SecretStr(token), time.monotonic() + max(_SHORTEST_S, span_s - min(_EARLY_S, span_s / 2))


def _basic(user: str, password: SecretStr) -> str:
    return base64.b64encode(f"{user}:{password.get_secret_value()}".encode()).decode()
