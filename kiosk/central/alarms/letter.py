"""What a notice says: by mail in Chinese, to a hook as plain values. No detail that a terminal wrote goes out."""

from collections.abc import Sequence
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone, translation

from kiosk.central.alarms.models import Alarm, Notice
from kiosk.central.alarms.severity import SEVERITY_NAMES, Severity
from kiosk.central.alarms.sources import source_name
from kiosk.central.alarms.table import table

_MOST_SUBJECT_SIGNS = 120


def letter(notices: Sequence[Notice], backend: BaseEmailBackend) -> EmailMessage:
    """Return one mail for all `notices`, which are for one address and of one batch."""
    with translation.override("zh-hans"):
        ranked = sorted(notices, key=lambda notice: (-notice.alarm.severity, notice.alarm.raised_at))
        subject = _subject(ranked)
        body = "\n\n".join(map(_paragraph, ranked)) + "\n\n" + "本邮件由自助终端中心平台自动发出。\n"
    return EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [notices[0].address],
        headers={"Message-ID": f"<{notices[0].batch}@kiosk>"} if notices[0].batch else {"Message-ID": make_msgid()},
        connection=backend,
    )


def _subject(ranked: Sequence[Notice]) -> str:
    first = ranked[0]
    line = _line(first)
    if len(ranked) > 1:
        line = f"{len(ranked)} 条告警：{line} 等"
    return " ".join(line.split())[:_MOST_SUBJECT_SIGNS]


def _line(notice: Notice) -> str:
    severity = SEVERITY_NAMES[Severity(notice.alarm.severity)]
    ended = "已解除 " if notice.occasion == Notice.Occasion.CLEARED else ""
    return f"{ended}[{severity}] {where(notice.alarm)} {name_of(notice.alarm)}"


def _paragraph(notice: Notice) -> str:
    alarm = notice.alarm
    meaning = table().meaning(alarm.source, alarm.code)
    lines = [
        f"{_line(notice)}（{notice.get_occasion_display()}）",
        f"来源：{source_name(alarm.source)}　维护代码：{alarm.technician_code or '–'}",
        f"首次：{_moment(alarm)}　次数：{alarm.times}",
        *([detail_of(alarm)] if alarm.own and alarm.detail else []),
        f"处理：{meaning.remedy}",
        link(alarm),
    ]
    return "\n".join(lines)


def _moment(alarm: Alarm) -> str:
    return f"{timezone.localtime(alarm.raised_at):%Y-%m-%d %H:%M}"


def name_of(alarm: Alarm) -> str:
    """Return what it is called, in the language of the moment."""
    return str(table().meaning(alarm.source, alarm.code).name)


def detail_of(alarm: Alarm) -> str:
    """Return the detail in its words, in the language of the moment; empty without one."""
    words = str(table().meaning(alarm.source, alarm.code).detail)
    return words.replace("{}", alarm.detail) if alarm.detail else ""


def where(alarm: Alarm) -> str:
    """Return terminal and place, or the area."""
    if alarm.terminal is None:
        return alarm.key.rpartition("/")[2]
    return str(alarm.terminal)


def link(alarm: Alarm) -> str:
    """Return the address of its page."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("admin:alarms_alarm_change", args=[alarm.pk])


def content(notice: Notice) -> dict[str, Any]:
    """Return what is posted to a hook."""
    alarm = notice.alarm
    with translation.override("zh-hans"):
        return {
            "notice_id": str(notice.pk),
            "occasion": notice.occasion,
            "level": notice.level,
            "alarm_id": alarm.pk,
            "severity": Severity(alarm.severity).name.lower(),
            "code": alarm.code,
            "source": alarm.source,
            "technician_code": alarm.technician_code,
            "name": name_of(alarm),
            "terminal": alarm.terminal_id or "",
            "district": alarm.district_id or "",
            "place": where(alarm),
            "raised_at": alarm.raised_at.isoformat(),
            "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
            "times": alarm.times,
            "link": link(alarm),
        }
