"""What staff hold up to a technician: the code in large signs, and as a QR code that the terminal's scanner reads."""

import io
from datetime import datetime

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from qrcode.image.svg import SvgPathImage

from kiosk.central.fleet.models import EnrolmentCode


def large(code: EnrolmentCode) -> SafeString:
    return format_html('<strong class="enrolment-code">{}</strong>', code.code)


def as_picture(code: EnrolmentCode) -> SafeString:
    """Return an SVG of the code's text alone: nothing else is asked for at the terminal."""
    drawn = io.BytesIO()
    qrcode.make(code.code, image_factory=SvgPathImage, box_size=10, border=4).save(drawn)
    picture = drawn.getvalue().decode().partition("?>")[2].strip()
    return format_html('<div class="enrolment-qr">{}</div>', mark_safe(picture))  # noqa: S308 - our own drawing


def left(code: EnrolmentCode, now: datetime) -> str:
    """Return how long it is still good, or why it is not."""
    if code.consumed_at is not None:
        return gettext("已使用")
    minutes = int((code.expires_at - now).total_seconds() // 60)
    if minutes < 0:
        return gettext("已过期")
    return gettext("还有 %(hours)d 小时 %(minutes)d 分钟") % {"hours": minutes // 60, "minutes": minutes % 60}


def usable(code: EnrolmentCode, now: datetime) -> bool:
    return code.consumed_at is None and now < code.expires_at
