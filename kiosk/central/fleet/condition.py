"""How a terminal is, in one word: what staff colour, count and filter by. The database judges, for any number of them.

One word a terminal, the first that fits: what staff decided, then what is not known, then what is broken.
"""

from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    FloatField,
    Func,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from kiosk.central.fleet.models import LastState, Terminal
from kiosk.central.fleet.reachability import LATE_WITHIN, ONLINE_WITHIN, Allowance


class Condition(TextChoices):
    """In the order in which somebody should look."""

    OFFLINE = "offline", _("离线")
    FAULT = "fault", _("故障")
    LATE = "late", _("迟到")
    PAUSED = "paused", _("暂停")
    ONLINE = "online", _("在线")


class _SilentS(Func):
    """Seconds from a moment in the database, the first argument, to the second."""

    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM (%(expressions)s))"
    arg_joiner = " - "

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        form = {"template": "((%(expressions)s) * 86400.0)", "arg_joiner": " - "}
        days = self.copy()
        days.set_source_expressions([Func(each, function="julianday") for each in self.get_source_expressions()])
        return super(_SilentS, days).as_sql(compiler, connection, **form, **context)


def with_condition(terminals: QuerySet[Terminal], now: datetime) -> QuerySet[Any]:
    """Add `condition` to each. A terminal that never called is offline."""
    silent_s = _SilentS(Value(now, output_field=DateTimeField()), F("last_state__seen_at"))
    judged = Case(
        When(out_of_service=True, then=Value(Condition.PAUSED)),
        When(last_state__isnull=True, then=Value(Condition.OFFLINE)),
        When(~_within(LATE_WITHIN), then=Value(Condition.OFFLINE)),
        When(~Q(last_state__faults={}), then=Value(Condition.FAULT)),
        When(~_within(ONLINE_WITHIN), then=Value(Condition.LATE)),
        default=Value(Condition.ONLINE),
        output_field=CharField(),
    )
    return terminals.annotate(silent_s=silent_s).annotate(condition=judged)


def not_in_time(states: QuerySet[LastState], now: datetime) -> QuerySet[LastState]:
    """Return those of `states` whose terminals are late or offline: the few, however large the fleet is."""
    silent_s = _SilentS(Value(now, output_field=DateTimeField()), F("seen_at"))
    allowed = F("interval_s") * ONLINE_WITHIN.intervals + ONLINE_WITHIN.seconds
    return states.annotate(silent_s=silent_s).filter(silent_s__gt=allowed)


def _within(allowed: Allowance) -> Q:
    return Q(silent_s__lte=F("last_state__interval_s") * allowed.intervals + allowed.seconds)
