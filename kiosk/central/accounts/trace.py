"""Coming and going of staff, in the audit."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.http import HttpRequest

from kiosk.central.audit import service as audit


def came(request: HttpRequest | None, user: AbstractBaseUser, **_signal: Any) -> None:
    """Somebody logged in; the address is that of the request."""
    audit.record(user.get_username(), "staff.login", user, _address(request))


def went(request: HttpRequest | None, user: AbstractBaseUser | None, **_signal: Any) -> None:
    """Somebody logged out; a session that had ended already has no user."""
    if user is not None:
        audit.record(user.get_username(), "staff.logout", user, _address(request))


def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    """Somebody was not let in. The name is kept only if an account has it: people type passwords into that field."""
    known = User.objects.filter(username=str(credentials.get("username", ""))).first()
    if known is not None:
        audit.record(known.username, "staff.login-failed", known, _address(request))


def _address(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "") if request else ""
