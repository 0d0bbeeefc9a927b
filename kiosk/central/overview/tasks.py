"""What waits for whoever looks: each kind with how many, for those alone who may do it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Model, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import DeadLetter, Issue, Payment
from kiosk.central.overview.viewer import Viewer
from kiosk.central.publishing.models import Submission
from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.responsible import REPLY, STEER
from kiosk.central.ratings.standing import is_overdue
from kiosk.central.rollout.models import Release
from kiosk.central.rollout.signed_now import meant_for_all
from kiosk.protocol.records import IssueState, PaymentState

Waiting = Callable[[Viewer], "QuerySet[Any]"]


@dataclass(frozen=True)
class Kind:
    """`permission`: of whoever does it; `waiting`: what, for a viewer.

    `list_query`: what narrows the list of these records to those that wait; `page`: where it is done, when that is no
    list of them.
    """

    label: str | Promise
    permission: str
    waiting: Waiting
    list_query: str = ""
    page: str = ""


@dataclass(frozen=True)
class Task:
    label: str | Promise
    count: int
    link: str


def _not_rolled_out(_viewer: Viewer) -> "QuerySet[Any]":
    """Return the newest release while nobody planned to roll it out, and it is not meant for all anyhow."""
    leading = Release.objects.filter(way_back_of=None)
    newest = leading.order_by("-seq").values("seq")[:1]
    return leading.filter(seq__in=newest, seq__gt=meant_for_all(settings.FLOWS_DIR), rollouts=None)


KINDS = (
    Kind(
        _("待批准终端"),
        "fleet.change_terminal",
        lambda _viewer: Terminal.objects.filter(state=Terminal.State.PENDING),
        "state__exact=pending",
    ),
    Kind(
        _("待签署事项"),
        "publishing.sign_submission",
        lambda _viewer: Submission.objects.filter(state=Submission.State.READY),
        "state__exact=ready",
    ),
    Kind(_("待推送发布"), "rollout.steer_rollout", _not_rolled_out, page="admin:rollout_rollout_add"),
    Kind(
        _("待核实文件"),
        "intake.change_issue",
        lambda _viewer: Issue.objects.filter(state=IssueState.DOUBTFUL, settled=""),
        "state__exact=doubtful&settled__exact=",
    ),
    Kind(
        _("应退款缴费"),
        "payments.change_order",
        lambda _viewer: Payment.objects.filter(state=PaymentState.REFUND_DUE),
        "state__exact=refund_due",
    ),
    Kind(
        _("未处理死信"),
        "intake.change_deadletter",
        lambda _viewer: DeadLetter.objects.filter(resolved_at__isnull=True),
        "unresolved=1",
    ),
    Kind(_("超期差评"), STEER, lambda _viewer: Redress.objects.filter(is_overdue(timezone.now())), "open=late"),
    Kind(_("待处理差评"), STEER, lambda _viewer: Redress.objects.exclude(state=Redress.State.CLOSED), "open=1"),
    Kind(
        _("待我答复差评"),
        REPLY,
        lambda viewer: Redress.objects.filter(state=Redress.State.ASSIGNED, owner=viewer.user.pk),
        "care=mine&state__exact=assigned",
    ),
)


def tasks_of(viewer: Viewer, kinds: Iterable[Kind] = KINDS) -> tuple[Task, ...]:
    """Return what waits for `viewer`, from one query; kinds of which nothing waits are left out."""
    mine = [kind for kind in kinds if viewer.may(kind.permission)]
    counts = _counts(viewer, mine)
    return tuple(
        Task(kind.label, counts[place], _where(kind, viewer)) for place, kind in enumerate(mine) if counts.get(place)
    )


def _counts(viewer: Viewer, kinds: list[Kind]) -> dict[int, int]:
    asked = [
        viewer.ours(kind.waiting(viewer)).order_by().annotate(kind=Value(str(place), output_field=CharField()))
        for place, kind in enumerate(kinds)
    ]
    grouped = [each.values("kind").annotate(count=Count("pk")).values_list("kind", "count") for each in asked]
    if not grouped:
        return {}
    return {int(place): count for place, count in grouped[0].union(*grouped[1:], all=True)}


def _where(kind: Kind, viewer: Viewer) -> str:
    return reverse(kind.page) if kind.page else f"{_list_of(kind.waiting(viewer).model)}?{kind.list_query}"


def _list_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # noqa: SLF001 - Django's API
