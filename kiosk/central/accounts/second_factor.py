"""The second factor: a code of six digits that a phone shows (TOTP, RFC 6238), or one of ten words for a lost phone.

Who needs one has a role that the site names (KIOSK_CENTRAL_TWO_FACTOR), administers the platform while it names any, or
has set one up. Until it was given, a log-in with the password alone shows nothing but the page that asks for it.
"""

import base64
from io import BytesIO

import qrcode
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp import login as otp_login
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from kiosk.central.audit import service as audit

_WORDS = 10


def needed(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the password alone is not enough for `user`."""
    if not isinstance(user, User):
        return False
    if own(user) is not None:
        return True
    wanted = settings.TWO_FACTOR_ROLES
    return bool(wanted) and (user.is_superuser or user.groups.filter(name__in=wanted).exists())


def given(request: HttpRequest) -> bool:
    """Whether this session gave it."""
    return bool(getattr(request.user, "is_verified", lambda: False)())


def own(user: User) -> TOTPDevice | None:
    """Return the phone that `user` set up; None before that."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def wanted(user: User) -> TOTPDevice:
    """Return the phone that is being set up; the same until it is confirmed."""
    device, _new = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "phone"})
    return device


def secret_of(device: TOTPDevice) -> str:
    """Return what is typed into an app that cannot scan, in groups of four; apps take it with and without spaces."""
    whole = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def picture_of(device: TOTPDevice) -> SafeString:
    """Return the QR code that an app scans, as SVG to stand in a page."""
    out = BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathImage, border=2).save(out)
    return mark_safe(out.getvalue().decode().partition("?>")[2])  # noqa: S308 - made here, of digits and lines alone


@transaction.atomic
def confirm(request: HttpRequest, user: User, code: str) -> list[str]:
    """Take the first code of a phone: from now on it counts. Returns words for the day it is lost; nothing if wrong."""
    device = wanted(user)
    if not device.verify_token(code):
        return []
    TOTPDevice.objects.filter(user=user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    otp_login(request, device)
    audit.record(user.username, "staff.second-factor", user, "set up")
    return _new_words(user)


def check(request: HttpRequest, user: User, code: str) -> bool:
    """Let the session in by a code or one of the words; each counts once, and wrong ones slow the next down."""
    device = match_token(user, code.strip().replace(" ", ""))
    if device is None:
        audit.record(user.username, "staff.second-factor-failed", user)
        return False
    otp_login(request, device)
    if isinstance(device, StaticDevice):
        audit.record(user.username, "staff.second-factor", user, "recovery word used")
    return True


@transaction.atomic
def reset(user: User, who: str) -> None:
    """Take the second factor away, as when phone and words are lost; it is set up anew with the next log-in."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.record(who, "staff.second-factor-reset", user)


def _new_words(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="words", confirmed=True)
    words = [StaticToken.random_token() for _ in range(_WORDS)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=word) for word in words)
    return words
