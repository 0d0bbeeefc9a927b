"""What staff see of the operations: how each stands, and what its calls came to in the last hour and day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kiosk.central.gateway.breaker import State
from kiosk.central.gateway.histogram import added, percentile
from kiosk.central.gateway.models import OperationState, Tally
from kiosk.central.gateway.operations import Offer
from kiosk.central.gateway.rolling_up import COUNTS

_SLOW_SHARE, _RECENT = 0.5, timedelta(minutes=10)
_BARS, _BAR_S = 60, 60
FAILED = ("timed_out", "unreachable", "bad_reply")


class Standing(StrEnum):
    """How an operation stands; the worst that holds."""

    FINE = "fine"
    QUIET = "quiet"
    SLOW = "slow"
    LIMITED = "limited"
    FAILING = "failing"
    CIRCUIT_OPEN = "circuit_open"
    DISABLED = "disabled"


WORDS: dict[Standing, str | Promise] = {
    Standing.FINE: _("正常"),
    Standing.QUIET: _("暂无调用"),
    Standing.SLOW: _("缓慢"),
    Standing.LIMITED: _("限流中"),
    Standing.FAILING: _("失败较多"),
    Standing.CIRCUIT_OPEN: _("已熔断"),
    Standing.DISABLED: _("人工停用"),
}


@dataclass(frozen=True)
class Sum:
    """What some rows come to. Spans in ms; None where nothing was asked."""

    counts: dict[str, int]
    latency: list[int]

    @property
    def calls(self) -> int:
        return sum(self.counts.values())

    @property
    def asked(self) -> int:
        return sum(self.latency)

    @property
    def failed(self) -> int:
        return sum(self.counts[name] for name in FAILED)

    @property
    def failed_percent(self) -> float | None:
        return 100 * self.failed / self.asked if self.asked else None

    @property
    def stopped(self) -> int:
        return self.counts["limited"] + self.counts["circuit_open"] + self.counts["switched_off"]

    @property
    def p50_ms(self) -> float | None:
        return percentile(self.latency, 0.5)

    @property
    def p95_ms(self) -> float | None:
        return percentile(self.latency, 0.95)


@dataclass(frozen=True)
class Bar:
    """A minute of the line: heights in the picture, which is 24 high and two a minute wide."""

    x: int
    calls: float
    failed: float

    @property
    def y(self) -> float:
        return 24 - self.calls

    @property
    def y_failed(self) -> float:
        return 24 - self.failed


@dataclass(frozen=True)
class Line:
    """One operation on the page."""

    offer: Offer
    state: OperationState
    hour: Sum
    day: Sum
    bars: list[Bar]
    standing: Standing

    @property
    def words(self) -> str | Promise:
        return WORDS[self.standing]


def lines(offers: Iterable[Offer], now: datetime) -> list[Line]:
    """Return all operations, those that need somebody first."""
    rows: dict[str, list[Tally]] = defaultdict(list)
    for row in Tally.objects.filter(begins__gte=now - timedelta(days=1)):
        rows[row.operation].append(row)
    states = {state.operation: state for state in OperationState.objects.all()}
    told = [
        _line(one, states.get(one.name) or OperationState(operation=one.name), rows[one.name], now) for one in offers
    ]
    worst = list(Standing)
    return sorted(
        told,
        key=lambda line: (-worst.index(line.standing) if line.standing is not Standing.QUIET else 1, line.offer.name),
    )


def _line(offer: Offer, state: OperationState, rows: list[Tally], now: datetime) -> Line:
    hour = [row for row in rows if row.span_s == _BAR_S and row.begins >= now - timedelta(hours=1)]
    recent = _sum(row for row in hour if row.begins >= now - _RECENT)
    standing = _standing(offer, state, recent, now)
    return Line(offer, state, _sum(hour), _sum(rows), _bars(hour, now), standing)


def _sum(rows: Iterable[Tally]) -> Sum:
    taken = list(rows)
    counts = {name: sum(getattr(row, name) for row in taken) for name in COUNTS}
    return Sum(counts, added(row.latency for row in taken))


def _standing(offer: Offer, state: OperationState, recent: Sum, now: datetime) -> Standing:
    if state.disabled:
        return Standing.DISABLED
    if _is_open(offer, state, now):
        return Standing.CIRCUIT_OPEN
    if recent.asked and recent.failed >= recent.asked * offer.operation.breaker.failure_rate:
        return Standing.FAILING
    if recent.counts["limited"]:
        return Standing.LIMITED
    if not recent.calls:
        return Standing.QUIET
    slow_ms = offer.operation.timeout_s * 1000 * _SLOW_SHARE
    return Standing.SLOW if (recent.p95_ms or 0) >= slow_ms else Standing.FINE


def _is_open(offer: Offer, state: OperationState, now: datetime) -> bool:
    """Whether a breaker may still be open: one that nobody asked again stays written as open."""
    if state.breaker == State.CLOSED or state.breaker_since is None:
        return False
    return now - state.breaker_since < max(_RECENT, timedelta(seconds=offer.operation.breaker.open_s))


def _bars(rows: Iterable[Tally], now: datetime) -> list[Bar]:
    begin = now.replace(second=0, microsecond=0) - timedelta(minutes=_BARS - 1)
    calls, failed = [0] * _BARS, [0] * _BARS
    for row in rows:
        place = int((row.begins - begin).total_seconds() // _BAR_S)
        if 0 <= place < _BARS:
            calls[place] += sum(getattr(row, name) for name in COUNTS)
            failed[place] += sum(getattr(row, name) for name in FAILED)
    most = max(4, *calls)
    return [
        Bar(2 * place, 24 * calls[place] / most, 24 * failed[place] / most) for place in range(_BARS) if calls[place]
    ]
