"""How much paper is left, and whose will end today: from the sheets that documents used since the last refill.

A refill is what ended an alarm for paper.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, IntegerField, Max, Min, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractHour, TruncDate
from django.utils import timezone

from drivers.faults import Fault, Role, Threshold
from kiosk.central.alarms.models import Alarm, PaperStock
from kiosk.central.alarms.paper_rule import ends_at, rest
from kiosk.central.alarms.table import table
from kiosk.central.alarms.watching import open_at, say
from kiosk.central.fleet.models import Terminal
from kiosk.central.intake.models import Issue
from kiosk.protocol.records import IssueState

PAPER_ENDS_TODAY = "PAPER_ENDS_TODAY"
_ABOUT_PAPER = (Fault.PAPER_OUT.value, Threshold.PAPER_LOW.value)


@dataclass
class Use:
    """Sheets by hour of the day: today, and on each of the days before."""

    today: dict[int, float] = field(default_factory=dict)
    before: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    days: set[object] = field(default_factory=set)

    @property
    def usual(self) -> dict[int, float]:
        return {hour: sheets / len(self.days) for hour, sheets in self.before.items()} if self.days else {}


@dataclass(frozen=True)
class Stock:
    """Sheets. `usual_per_day`: None while no day was seen; `ends_at`: None when they last over midnight."""

    left: int
    usual_per_day: float | None
    ends_at: datetime | None


def watch_paper(now: datetime) -> None:
    """Raise whose paper will end today, and clear what was filled up or will last after all; keep what was found.

    Nothing is said of a printer of which no refill is known: nobody can tell what was in it. One without paper has its
    own alarm.
    """
    local = timezone.localtime(now)
    found = stocks(local)
    _keep(found, now)
    ends = {name: stock.ends_at for name, stock in found.items() if stock.ends_at is not None}
    raised = open_at(PAPER_ENDS_TODAY)
    for terminal_id in raised.keys() - ends.keys():
        say(PAPER_ENDS_TODAY, terminal_id, now, cleared=True)
    for terminal_id, at in ends.items():
        said = f"{at:%H:%M}"
        if terminal_id not in raised:
            say(PAPER_ENDS_TODAY, terminal_id, now, said)
        elif raised[terminal_id].detail != said:
            Alarm.objects.filter(pk=raised[terminal_id].pk).update(detail=said)


@transaction.atomic
def _keep(found: Mapping[str, Stock], now: datetime) -> None:
    """Keep it for whoever asks next: reports tell the same as the alarms, and nothing is calculated twice."""
    PaperStock.objects.bulk_create(
        (PaperStock(terminal_id=name, at=now, **asdict(stock)) for name, stock in found.items()),
        update_conflicts=True,
        unique_fields=["terminal"],
        update_fields=["left", "usual_per_day", "ends_at", "at"],
    )
    PaperStock.objects.exclude(at=now).delete()


def stocks(local: datetime) -> dict[str, Stock]:
    """Return what is left by terminal, of those where that can be known."""
    refilled, low_since, out = _said_of_paper()
    known = {name for name in refilled.keys() | low_since.keys() if name not in out}
    if not known:
        return {}
    uses = _uses(known, local)
    used = _used_since(refilled, known)
    used_low = _used_since(low_since, known)
    found = {}
    for terminal in Terminal.objects.filter(pk__in=known, state=Terminal.State.APPROVED):
        use, rule = uses.get(terminal.pk, Use()), table().rules.paper
        since_low = used_low.get(terminal.pk, 0) if terminal.pk in low_since else None
        left = rest(rule.capacity_of(terminal.pk, terminal.model), rule.low, used.get(terminal.pk, 0), since_low)
        per_day = sum(use.usual.values()) if use.days else None
        found[terminal.pk] = Stock(left, per_day, ends_at(local, left, use.today, use.usual))
    return found


def _said_of_paper() -> tuple[dict[str, datetime], dict[str, datetime], set[str]]:
    """Return by terminal when paper was last refilled, since when it is low, and who has none."""
    said = Alarm.objects.filter(source=Role.DOCUMENT_PRINTER.value, code__in=_ABOUT_PAPER, terminal__isnull=False)
    standing = said.filter(cleared_at__isnull=True)
    out = set(standing.filter(code=Fault.PAPER_OUT.value).values_list("terminal_id", flat=True))
    low = standing.filter(code=Threshold.PAPER_LOW.value, over_at__isnull=True)
    ended = said.values("terminal_id").annotate(at=Max("cleared_at")).filter(at__isnull=False)
    return (
        dict(ended.values_list("terminal_id", "at")),
        dict(low.values("terminal_id").annotate(at=Min("raised_at")).values_list("terminal_id", "at")),
        {str(name) for name in out},
    )


def _printed(terminals: Iterable[str]) -> "QuerySet[Issue]":
    """Return documents with `sheets`, as far as they came out; of a doubtful one what its printer had counted."""
    whole = F("pages") * F("copies")
    sheets = Case(
        When(state__in=(IssueState.PRESENTED, IssueState.TAKEN), then=whole),
        When(state=IssueState.DOUBTFUL, then=Coalesce("sheets_out", whole, output_field=IntegerField())),
        default=Value(0),
        output_field=IntegerField(),
    )
    return Issue.objects.filter(terminal__in=terminals).annotate(sheets=sheets)


def _used_since(since: Mapping[str, datetime], terminals: set[str]) -> dict[str, int]:
    """Return the sheets used by each terminal since its own moment: one query for all of them."""
    asked = {name: at for name, at in since.items() if name in terminals}
    if not asked:
        return {}
    when = [When(terminal=name, changed_at__gt=at, then=F("sheets")) for name, at in asked.items()]
    used: dict[str, int] = {}
    for names in _portions(sorted(asked)):
        mine = [part for part, name in zip(when, asked, strict=True) if name in names]
        found = (
            _printed(names)
            .filter(changed_at__gt=min(asked[name] for name in names))
            .values("terminal_id")
            .annotate(all=Sum(Case(*mine, default=Value(0), output_field=IntegerField())))
        )
        used |= dict(found.values_list("terminal_id", "all"))
    return used


def _portions(names: list[str], most: int = 100) -> Iterable[set[str]]:
    """Yield them in portions that a database takes as parameters of one statement."""
    for start in range(0, len(names), most):
        yield set(names[start : start + most])


def _uses(terminals: set[str], local: datetime) -> dict[str, Use]:
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=table().rules.paper.days)
    zone = timezone.get_current_timezone()
    uses: dict[str, Use] = defaultdict(Use)
    for names in _portions(sorted(terminals)):
        rows = (
            _printed(names)
            .filter(changed_at__gte=since, changed_at__lte=local)
            .annotate(day=TruncDate("changed_at", tzinfo=zone), hour=ExtractHour("changed_at", tzinfo=zone))
            .values_list("terminal_id", "day", "hour")
            .annotate(all=Sum("sheets"))
        )
        for terminal_id, day, hour, sheets in rows:
            use = uses[terminal_id]
            if day == local.date():
                use.today[hour] = use.today.get(hour, 0) + sheets
            else:
                use.days.add(day)
                use.before[hour] += sheets
    return uses
