"""What an owner is told by mail, in Chinese: which case, which service, until when, what next, and where. No more.

What residents said and what staff wrote stays on the page, behind the log-in.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone, translation

from kiosk.central.ratings.models import Redress, RedressNotice
from kiosk.central.ratings.naming import service_titles
from kiosk.central.ratings.standing import NEXT

_MOST_SUBJECT_SIGNS = 120


def letter(notices: Sequence[RedressNotice], to: str, now: datetime, backend: BaseEmailBackend) -> EmailMessage:
    """Return one mail for all `notices`, which are for one owner and of one batch, in the order of their deadlines."""
    titles = service_titles()
    with translation.override("zh-hans"):
        first = _line(notices[0], titles, now)
        subject = first if len(notices) == 1 else f"{len(notices)} 件差评整改：{first} 等"
        paragraphs = [_paragraph(notice, titles, now) for notice in notices]
    return EmailMessage(
        " ".join(subject.split())[:_MOST_SUBJECT_SIGNS],
        "\n\n".join([*paragraphs, "本邮件由自助终端中心平台自动发出。\n"]),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={"Message-ID": f"<{notices[0].batch}@kiosk>", "Auto-Submitted": "auto-generated"},
        connection=backend,
    )


def _line(notice: RedressNotice, titles: dict[str, str], now: datetime) -> str:
    title = titles.get(notice.redress.service, notice.redress.service)
    return f"[{_occasion(notice, now)}] 差评整改 {title}"


def _occasion(notice: RedressNotice, now: datetime) -> str:
    if notice.redress.due_at < now:
        return "已超期"
    return str(notice.get_occasion_display())


def _paragraph(notice: RedressNotice, titles: dict[str, str], now: datetime) -> str:
    redress = notice.redress
    lines = (
        _line(notice, titles, now),
        f"办件编号：{redress.rating.transaction_id}",
        f"办理期限：{timezone.localtime(redress.due_at):%Y-%m-%d %H:%M}",
        f"下一步：{NEXT[redress.state]}",
        link(redress),
    )
    return "\n".join(lines)


def link(redress: Redress) -> str:
    """Return the address of its page."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("admin:ratings_redress_change", args=[redress.pk])
