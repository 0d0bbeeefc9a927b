"""Personal tokens for the API: made for one machine, shown once, kept as a hash, ended at any moment."""

import hashlib
import secrets
from datetime import datetime, timedelta
from http import HTTPStatus

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from kiosk.central.audit import service as audit
from kiosk.central.publishing.models import ApiToken

_START = "kct_"
_SHOWN = 9
_BEARER = "Bearer "
_NOTE_USE_EVERY = timedelta(minutes=1)
LONGEST_DAYS = 365


class NotAllowedError(Exception):
    """The request is nobody's, or its owner may not do that."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status = status


def make(owner: User, label: str, expires_at: datetime, who: str) -> tuple[ApiToken, str]:
    """Make a token; returns its record and the token itself, which nobody can read again."""
    secret = _START + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            owner=owner, label=label, digest=_digest(secret), start=secret[:_SHOWN], expires_at=expires_at
        )
        audit.record(who, "api_token.make", token, f"for {owner.get_username()}: {label}")
    return token, secret


def revoke(token: ApiToken, who: str) -> bool:
    """End a token at once; False if it was over already."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()) != 1:
            return False
        audit.record(who, "api_token.revoke", token, f"of {token.owner.get_username()}: {token.label}")
    return True


def owner_of(request: HttpRequest, permission: str) -> User:
    """Return whose request it is.

    Raises:
        NotAllowedError: no token, one that counts no more, or an owner without `permission`.
    """
    given = request.headers.get("Authorization", "")
    if not given.startswith(_BEARER):
        raise NotAllowedError(HTTPStatus.UNAUTHORIZED, "a token is needed: Authorization: Bearer …")
    token = ApiToken.objects.select_related("owner").filter(digest=_digest(given.removeprefix(_BEARER).strip())).first()
    now = timezone.now()
    if token is None or token.revoked_at is not None or token.expires_at <= now or not token.owner.is_active:
        raise NotAllowedError(
            HTTPStatus.UNAUTHORIZED, "the token is unknown, over or revoked: make another one on the staff site"
        )
    if token.used_at is None or now - token.used_at > _NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    if not token.owner.has_perm(permission):
        raise NotAllowedError(HTTPStatus.FORBIDDEN, f"{token.owner} may not do this: the right {permission} is missing")
    return User.objects.get(pk=token.owner_id)


def _digest(secret: str) -> str:
    """No salt and no slow hash: 256 bits of chance are not guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
