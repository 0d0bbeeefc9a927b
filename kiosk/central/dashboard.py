"""The figures of the staff's first page: each with the list behind it, each only for whoever may see that list."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db.models import Avg
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.alarms.listing import open_alarms
from kiosk.central.fleet.models import LastState, Terminal
from kiosk.central.fleet.reachability import Reachability
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Rating, Transaction
from kiosk.central.publishing.models import Submission
from kiosk.protocol.records import IssueState, Outcome, PaymentState


@dataclass(frozen=True)
class Figure:
    """One tile. `bad` when somebody should look into it."""

    label: str | Promise
    value: str
    note: str | Promise = ""
    link: str = ""
    bad: bool = False


def figures(user: AbstractBaseUser | AnonymousUser) -> list[Figure]:
    """Return the tiles that `user` may see."""
    groups = {
        "fleet.view_terminal": _fleet,
        "alarms.view_alarm": _alarms,
        "publishing.sign_submission": _to_sign,
        "intake.view_transaction": _transactions,
        "intake.view_rating": _ratings,
        "intake.view_issue": _issues,
        "intake.view_payment": _refunds,
        "intake.view_deadletter": _dead_letters,
    }
    may = user.has_perm if isinstance(user, PermissionsMixin) else lambda _permission: False
    return [figure for permission, make in groups.items() if may(permission) for figure in make()]


def _fleet() -> list[Figure]:
    now, approved = timezone.now(), Terminal.objects.filter(state=Terminal.State.APPROVED)
    states = LastState.objects.filter(terminal__in=approved)
    reach = [state.reachability(now) for state in states.only("seen_at", "interval_s")]
    online, late = reach.count(Reachability.ONLINE), reach.count(Reachability.LATE)
    total = approved.count()
    pending = Terminal.objects.filter(state=Terminal.State.PENDING).count()
    listed = reverse("admin:fleet_terminal_changelist")
    offline = total - online - late
    return [
        Figure(_("在线终端"), f"{online}", f"/ {total}", f"{listed}?state=approved"),
        Figure(_("离线终端"), f"{offline}", _("含从未联络"), f"{listed}?state=approved", bad=offline > 0),
        Figure(_("待批准终端"), f"{pending}", _("请核对密钥指纹"), f"{listed}?state=pending", bad=pending > 0),
    ]


def _alarms() -> list[Figure]:
    count = open_alarms().count()
    return [Figure(_("未解除告警"), f"{count}", "", reverse("admin:alarms_alarm_changelist"), bad=count > 0)]


def _to_sign() -> list[Figure]:
    count = Submission.objects.filter(state=Submission.State.READY).count()
    listed = reverse("admin:publishing_submission_changelist") + "?state__exact=ready"
    return [Figure(_("待签署事项"), f"{count}", "", listed, bad=count > 0)]


def _transactions() -> list[Figure]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Transaction.objects.filter(ended_at__gte=midnight)
    done = today.filter(outcome=Outcome.COMPLETED).count()
    note = _("办结 %(done)d") % {"done": done}
    return [Figure(_("今日办件"), f"{today.count()}", note, reverse("admin:intake_transaction_changelist"))]


def _ratings() -> list[Figure]:
    mean = Rating.objects.aggregate(mean=Avg("satisfaction"))["mean"]
    value = "–" if mean is None else f"{mean:.2f}"
    note = _("共 %(count)d 条") % {"count": Rating.objects.count()}
    return [Figure(_("平均满意度"), value, note, reverse("admin:intake_rating_changelist"))]


def _issues() -> list[Figure]:
    count = Issue.objects.filter(state=IssueState.DOUBTFUL, settled="").count()
    listed = reverse("admin:intake_issue_changelist") + "?state=doubtful"
    return [Figure(_("待核实文书"), f"{count}", "", listed, bad=count > 0)]


def _refunds() -> list[Figure]:
    count = Payment.objects.filter(state=PaymentState.REFUND_DUE).count()
    listed = reverse("admin:intake_payment_changelist") + "?state=refund_due"
    return [Figure(_("应退款缴费"), f"{count}", "", listed, bad=count > 0)]


def _dead_letters() -> list[Figure]:
    count = DeadLetter.objects.filter(resolved_at__isnull=True).count()
    listed = reverse("admin:intake_deadletter_changelist") + "?unresolved=1"
    return [Figure(_("未处理死信"), f"{count}", "", listed, bad=count > 0)]
