"""What changed today, from the audit and in words: what one person did many times is one line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import CharField, Count, Max, Q, Value
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.accounts.scope import ALL
from kiosk.central.alarms.sources import speaker_name
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Place, Terminal
from kiosk.central.overview.viewer import Viewer
from kiosk.central.ratings.models import Redress

MOST = 12
"""Lines on the page."""

_TERMINAL, _PLACE, _RELEASE = "fleet.view_terminal", "fleet.view_place", "rollout.view_release"
_ROLLOUT, _SUBMISSION, _STAFF = "rollout.view_rollout", "publishing.view_submission", "auth.view_user"
_REDRESS = "ratings.view_redress"

_NAMED = {model._meta.label_lower for model in (Place, User, Group)}  # noqa: SLF001 - Django's documented model API

WORDS: dict[str, tuple[str | Promise, str]] = {
    "terminal.enrol": (_("终端登记"), _TERMINAL),
    "terminal.approve": (_("批准终端"), _TERMINAL),
    "terminal.revoke": (_("吊销终端"), _TERMINAL),
    "terminal.late_records": (_("接收原主机补报"), _TERMINAL),
    "terminal.end_late_records": (_("终止原主机补报"), _TERMINAL),
    "terminal.change": (_("修改终端"), _TERMINAL),
    "place.create": (_("新建地点"), _PLACE),
    "place.change": (_("修改地点"), _PLACE),
    "place.delete": (_("删除地点"), _PLACE),
    "submission.uploaded": (_("提交事项"), _SUBMISSION),
    "submission.refused": (_("事项检查未通过"), _SUBMISSION),
    "submission.ready": (_("事项检查通过"), _SUBMISSION),
    "submission.rejected": (_("退回事项"), _SUBMISSION),
    "proposal.published": (_("签署发布"), _SUBMISSION),
    "release.record": (_("登记发布"), _RELEASE),
    "rollout.plan": (_("计划推送"), _ROLLOUT),
    "rollout.go": (_("开始推送"), _ROLLOUT),
    "rollout.pause": (_("暂停推送"), _ROLLOUT),
    "rollout.resume": (_("继续推送"), _ROLLOUT),
    "rollout.stop": (_("停止推送"), _ROLLOUT),
    "rollout.halt": (_("推送自动中止"), _ROLLOUT),
    "rollout.return": (_("推送回退"), _ROLLOUT),
    "rollout.returned": (_("推送已回退"), _ROLLOUT),
    "rollout.done": (_("推送完成"), _ROLLOUT),
    "redress.assign": (_("指派差评"), _REDRESS),
    "redress.reply": (_("答复差评"), _REDRESS),
    "redress.call_back": (_("回访差评"), _REDRESS),
    "redress.re_rate": (_("登记再次评价"), _REDRESS),
    "redress.close": (_("办结差评"), _REDRESS),
    "staff.create": (_("新建人员"), _STAFF),
    "staff.change": (_("修改人员"), _STAFF),
    "staff.delete": (_("删除人员"), _STAFF),
    "role.create": (_("新建角色"), _STAFF),
    "role.change": (_("修改角色"), _STAFF),
    "role.delete": (_("删除角色"), _STAFF),
}
"""By the audit's verb: what staff call it, and whose it is to know."""


@dataclass(frozen=True)
class Change:
    """`times`: how often; `about`: the one thing, when it was once."""

    at: datetime
    who: str
    words: str | Promise
    times: int
    about: str
    link: str


def changes_since(viewer: Viewer, since: datetime) -> tuple[Change, ...]:
    """Return the newest changes that `viewer` may know of, from one query."""
    known = [verb for verb, (_words, permission) in WORDS.items() if viewer.may(permission)]
    if not known:
        return ()
    events = AuditEvent.objects.filter(at__gte=since, action__in=known).filter(_ours(viewer))
    grouped = events.order_by().values("who", "action", "object_type")
    lines = grouped.annotate(times=Count("pk"), last=Max("at"), one=Max("object_id"), said=Max("detail"))
    newest = list(lines.order_by("-last")[:MOST])
    names = _names(newest)
    return tuple(_change(line, names) for line in newest)


def _ours(viewer: Viewer) -> Q:
    """Of terminals, places and redresses the viewer's own; what concerns the whole platform concerns everybody."""
    if viewer.scope == ALL:
        return Q()
    ours = Q()
    for model in (Terminal, Place, Redress):
        label = model._meta.label_lower  # noqa: SLF001 - Django's documented model API
        keys = viewer.ours(model._default_manager.all()).values(key=Cast("pk", CharField()))  # noqa: SLF001
        ours &= ~Q(object_type=label) | Q(object_id__in=keys)
    return ours


def _names(lines: Iterable[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the names of the places, people and roles that `lines` are about, from one query."""
    asked = []
    for model, name in ((Place, "name"), (User, "username"), (Group, "name")):
        label = model._meta.label_lower  # noqa: SLF001
        keys = [line["one"] for line in lines if line["object_type"] == label and line["times"] == 1]
        if keys:
            found = model._default_manager.filter(pk__in=keys).order_by()  # noqa: SLF001
            asked.append(found.values_list(Value(label, output_field=CharField()), Cast("pk", CharField()), name))
    return {(label, key): name for label, key, name in asked[0].union(*asked[1:])} if asked else {}


def _change(line: dict[str, Any], names: dict[tuple[str, str], str]) -> Change:
    label, key, once = line["object_type"], line["one"], line["times"] == 1
    about, link = "", ""
    if once:
        about = names.get((label, key)) or _short(label, key, line["said"])
        gone = line["action"].endswith(".delete") or (label in _NAMED and (label, key) not in names)
        link = "" if gone else _page(label, key)
    return Change(line["last"], speaker_name(line["who"]), WORDS[line["action"]][0], line["times"], about, link)


def _short(label: str, key: str, said: str) -> str:
    """Return what staff know the thing by: the number of a release, a service with its version, a terminal's number."""
    if label.startswith("rollout."):
        found = re.search(r"#\d+", said)
        return found[0] if found else f"#{key}"
    return said.split(" ", 1)[0] if label == "publishing.submission" else f"#{key}" if key.isdecimal() else key


def _page(label: str, key: str) -> str:
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
    except NoReverseMatch:
        return ""
