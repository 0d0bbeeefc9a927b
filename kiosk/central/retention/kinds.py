"""The kinds of record that have an end: which rows, dated by what, and what goes with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from kiosk.central.alarms.models import Alarm
from kiosk.central.commands.models import Command
from kiosk.central.drafts import service as drafts
from kiosk.central.mail import service as mail
from kiosk.central.payments.models import Order
from kiosk.central.ratings import keeping as ratings
from kiosk.central.rulings.models import Ruling
from kiosk.central.verification import checking
from kiosk.protocol.records import IssueState, PaymentState


@dataclass(frozen=True)
class Kind:
    """`over`: which rows' stories have ended; the others stay.

    `within`: related rows that lie within a row's line; `left_out`: columns that no file holds, of the row or of those
    within. `before`: what must be remembered, in the transaction that deletes. `erase`: erases what is about residents
    in rows dated before a moment, and returns of how many. `stays`: rows are copied, in the order of their key.
    """

    model: str
    dated_by: str
    over: Q = field(default_factory=Q)
    within: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    before: Callable[[Sequence[Any]], object] | None = None
    erase: Callable[[datetime], int] | None = None
    stays: str = ""

    def rows(self) -> "QuerySet[Any]":
        """Return those that are over."""
        model: type[Model] = apps.get_model(self.model)
        return model._base_manager.filter(self.over)  # noqa: SLF001 - Django's documented model API


_PAID_OFF = (PaymentState.FULFILLED, PaymentState.REFUNDED, PaymentState.EXPIRED, PaymentState.CANCELLED)
_STILL_RAISED = Q(Exists(Alarm.objects.filter(key=OuterRef("key"), cleared_at__isnull=True)))
_UNANSWERED = Ruling.objects.filter(issue=OuterRef("pk"), state__in=(Ruling.State.WAITING, Ruling.State.DELIVERED))
_OPEN_COMMANDS = (
    Command.State.QUEUED,
    Command.State.DELIVERED,
    Command.State.WAITING,
    Command.State.STARTED,
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "transactions": Kind("intake.Transaction", "ended_at", before=ratings.remember),
        "ratings": Kind("ratings.Rating", "rated_at", over=ratings.OVER),
        "issues": Kind(
            "intake.Issue",
            "changed_at",
            over=~Q(state__in=(IssueState.RESERVED, IssueState.PRINTING, IssueState.DOUBTFUL), settled="")
            & ~Q(Exists(_UNANSWERED)),
            within=("ruling",),
            before=checking.remember,
        ),
        "payments": Kind("intake.Payment", "changed_at", over=Q(state__in=_PAID_OFF)),
        "orders": Kind("payments.Order", "changed_at", over=~Q(state__in=(Order.State.OPEN, Order.State.REFUNDING))),
        "commands": Kind("commands.Command", "asked_at", over=~Q(state__in=_OPEN_COMMANDS)),
        "alarms": Kind(
            "alarms.Alarm",
            "cleared_at",
            over=Q(cleared_at__isnull=False),
            within=("events", "notices"),
            left_out=frozenset({"address"}),
        ),
        "fleet_events": Kind("fleet.FleetEvent", "at"),
        "audit": Kind("audit.Seal", "event__at", stays="position"),
        "mails": Kind("mail.Delivery", "asked_at", over=~Q(state__in=("waiting", "sending")), erase=mail.erase_before),
        "drafts": Kind("drafts.Draft", "expires_at", erase=drafts.erase_before),
        "redress_events": Kind(
            "ratings.RedressEvent",
            "at",
            over=Q(redress__closed_at__isnull=False),
            erase=ratings.erase_before,
        ),
        "redress_notices": Kind("ratings.RedressNotice", "created_at", over=~Q(state="waiting")),
        "phone_codes": Kind("identity.PhoneCode", "sent_at"),
        "dead_letters": Kind("intake.DeadLetter", "resolved_at", over=Q(resolved_at__isnull=False)),
        "envelopes": Kind("intake.Received", "received_at"),
        "calls": Kind("gateway.Call", "at"),
        "alarm_reports": Kind("alarms.LastReport", "at", over=~Q(_STILL_RAISED)),
        "sessions": Kind("sessions.Session", "expire_date"),
        "log_ins": Kind("axes.AccessAttempt", "attempt_time"),
        "admin_log": Kind("admin.LogEntry", "action_time"),
    }
)
