"""Reports are counted once: whatever arrives, in whatever order, late, twice or again, the figures are right."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from central.conftest import joined
from django.utils import timezone

from kiosk.central.alarms.models import Alarm
from kiosk.central.fleet.models import Place, Terminal
from kiosk.central.intake.models import Transaction
from kiosk.central.intake.service import take_in
from kiosk.central.reports import due
from kiosk.central.reports.buckets import BOUNDS_S, NAMES, quantile_s
from kiosk.central.reports.counting import count_cases
from kiosk.central.reports.models import HOURS, Due, Mark, Outage, StepUse, Use
from kiosk.central.retention.models import Batch
from tests.central.test_intake import TRANSACTION, envelope

JIANGAN, WUCHANG = "420102", "420106"
NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
STEPS = ("notice", "card", "form", "paper")
OUTCOMES = ("completed", "left", "timed_out", "failed", "interrupted")


class Clock:
    """Central's clock, which a test turns on by more than the platform looks back."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def go(self, **forward: float) -> datetime:
        self.at += timedelta(**forward)
        return self.at


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def fleet(db) -> list[Terminal]:
    """Two in one district, one in another, one nowhere."""
    found = []
    for number, district in enumerate((JIANGAN, JIANGAN, WUCHANG, None), start=1):
        place = Place.objects.create(name=f"大厅 {number}", district_id=district)
        terminal = joined(number).terminal
        Terminal.objects.filter(pk=terminal.pk).update(place=place)
        found.append(Terminal.objects.get(pk=terminal.pk))
    return found


def case(number: int, ended: datetime, **said: Any) -> dict[str, Any]:
    record = TRANSACTION | {
        "transaction_id": f"01900000-0000-7000-8000-{number:012d}",
        "started_at": told(ended - timedelta(seconds=said.pop("lasted_s", 90))),
        "ended_at": told(ended),
    }
    return record | said


def told(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def arrives(terminal: Terminal, number: int, record: dict[str, Any]) -> None:
    assert take_in(terminal, envelope(number, record)).status in ("accepted", "duplicate")


def invented(chance: random.Random, number: int) -> dict[str, Any]:
    ended = NOON - timedelta(seconds=chance.randrange(5 * 86_400), milliseconds=chance.randrange(1000))
    walked = chance.sample(STEPS, chance.randrange(len(STEPS) + 1))
    steps = [
        {"step": step, "visits": chance.randrange(1, 4), "ms": int(chance.lognormvariate(9, 2))} for step in walked
    ]
    return case(
        number,
        ended,
        lasted_s=chance.randrange(1, 7000) / 10,
        outcome=chance.choice(OUTCOMES),
        last_step=chance.choice(walked or ["notice"]),
        service=chance.choice(("housing/fund", "tax/proof")),
        flow_version=chance.choice((1, 2)),
        steps=steps,
    )


def by_hand(reported: list[tuple[Terminal, dict[str, Any]]]) -> tuple[dict, dict]:
    """Count as anybody would with a pencil: one record after the other."""
    uses: dict[tuple, Counter[str]] = defaultdict(Counter)
    steps: dict[tuple, Counter[str]] = defaultdict(Counter)
    for terminal, record in reported:
        started, ended = (datetime.fromisoformat(record[name]) for name in ("started_at", "ended_at"))
        local = timezone.localtime(ended)
        key = (local.date(), terminal.place.district_id or "", record["service"], record["flow_version"])
        uses[key] += Counter(
            {"cases": 1, record["outcome"]: 1, "timed": bool(record["steps"]), HOURS[local.hour]: 1}
            | {"ms": int((ended - started) / timedelta(milliseconds=1))}
        )
        for place, step in enumerate(record["steps"]):
            undone = step["step"] == record["last_step"]
            bucket = sum(step["ms"] >= bound * 1000 for bound in BOUNDS_S)
            steps[(*key, step["step"])] += Counter(
                {"sessions": 1, "place_sum": place, "visits": step["visits"], "ms": step["ms"], NAMES[bucket]: 1}
                | {"gave_up": undone and record["outcome"] in ("left", "timed_out")}
                | {"broke_off": undone and record["outcome"] in ("failed", "interrupted")}
            )
    return dict(uses), dict(steps)


def counted() -> tuple[dict, dict]:
    """Return what stands in the tables, without the zeros."""
    outcomes = ("cases", *OUTCOMES, "timed", *HOURS)
    uses = {
        (row["day"], row["district"], row["service"], row["flow_version"]): Counter(
            {name: row[name] for name in outcomes if row[name]}
        )
        for row in Use.objects.values()
    }
    numbers = ("sessions", "place_sum", "visits", "ms", "gave_up", "broke_off", *NAMES)
    steps = {
        (row["day"], row["district"], row["service"], row["flow_version"], row["step"]): Counter(
            {name: row[name] for name in numbers if row[name]}
        )
        for row in StepUse.objects.values()
    }
    return uses, steps


def same(reported: list[tuple[Terminal, dict[str, Any]]]) -> None:
    uses, steps = by_hand(reported)
    seconds = {key: counts.pop("ms") / 1000 for key, counts in uses.items()}
    assert counted() == (
        {key: +counts for key, counts in uses.items()},
        {key: +counts for key, counts in steps.items()},
    )
    for row in Use.objects.all():
        key = (row.day, row.district, row.service, row.flow_version)
        assert row.seconds == pytest.approx(seconds[key], abs=0.51)
        assert row.weekday == row.day.weekday()


@pytest.mark.no_cover  # goes through the same lines over and over
@pytest.mark.parametrize("seed", range(4))
def test_the_tables_say_what_counting_by_hand_says(fleet, clock, seed):
    """In any order, in any batches, counted at any time between, some handed in twice."""
    chance = random.Random(seed)
    reported = [(chance.choice(fleet), invented(chance, number)) for number in range(80)]
    arriving = [*enumerate(reported), *chance.sample([*enumerate(reported)], 20)]
    chance.shuffle(arriving)
    for number, (terminal, record) in arriving:
        arrives(terminal, number, record)
        clock.go(minutes=chance.choice((0, 0, 5, 90)))
        if chance.random() < 0.15:
            due.count_due(clock.at)
    due.count_due(clock.at)
    same(reported)
    assert sum(row.cases for row in Use.objects.all()) == 80


def test_what_lay_in_an_outbox_for_days_is_counted_on_its_day(fleet, clock):
    reported = [(fleet[0], case(1, NOON, steps=[]))]
    arrives(*_numbered(reported[0], 1))
    due.count_due(clock.at)
    clock.go(days=9)
    reported.append((fleet[1], case(2, NOON - timedelta(days=3), steps=[])))
    arrives(*_numbered(reported[1], 2))
    assert due.count_due(clock.go(minutes=5)) > 0
    same(reported)


def _numbered(report: tuple[Terminal, dict[str, Any]], number: int) -> tuple[Terminal, int, dict[str, Any]]:
    return report[0], number, report[1]


def test_only_days_of_which_something_was_heard_are_counted_again(fleet, clock):
    for number in range(1, 4):
        arrives(fleet[0], number, case(number, NOON - timedelta(days=number)))
    due.count_due(clock.at)
    due.count_due(clock.go(hours=1))
    Use.objects.filter(day=date(2026, 3, 9)).update(cases=7)
    clock.go(hours=1)
    arrives(fleet[0], 9, case(9, NOON - timedelta(days=2)))
    due.count_due(clock.go(minutes=5))
    assert dict(Use.objects.values_list("day", "cases")) == {
        date(2026, 3, 7): 1,
        date(2026, 3, 8): 2,
        date(2026, 3, 9): 7,
    }


def test_a_record_that_moves_over_midnight_takes_its_case_along(fleet, clock):
    before_midnight = datetime(2026, 3, 9, 15, 59, tzinfo=UTC)
    arrives(fleet[0], 1, case(1, before_midnight, steps=[]))
    due.count_due(clock.at)
    assert [(row.day.day, row.cases) for row in Use.objects.all()] == [(9, 1)]
    clock.go(hours=1)
    moved = case(1, before_midnight + timedelta(minutes=4), lasted_s=330, steps=[])
    arrives(fleet[0], 2, moved)
    due.count_due(clock.go(minutes=5))
    same([(fleet[0], moved)])


def test_days_whose_cases_were_archived_keep_their_figures(fleet, clock):
    """Neither a case from an outbox that was away for so long nor somebody who counts again takes them away."""
    for number in (1, 2):
        arrives(fleet[0], number, case(number, NOON - timedelta(days=number), steps=[]))
    due.count_due(clock.at)
    archived = (NOON - timedelta(days=2)).date()
    Transaction.objects.filter(ended_at__date=archived).delete()
    Batch.objects.create(kind="transactions", deed=Batch.Deed.ARCHIVED, day=archived, rows=1)
    arrives(fleet[1], 3, case(3, NOON - timedelta(days=2), steps=[]))
    due.recount(archived, NOON.date())
    assert due.count_due(clock.go(days=1)) > 0
    assert dict(Use.objects.values_list("day", "cases")) == {archived: 1, NOON.date() - timedelta(days=1): 1}


def test_a_window_can_be_counted_again_where_terminals_now_stand(fleet, clock):
    record = case(1, NOON, steps=[])
    arrives(fleet[3], 1, record)
    due.count_due(clock.at)
    Place.objects.filter(terminals=fleet[3]).update(district=WUCHANG)
    due.recount(date(2026, 3, 10), date(2026, 3, 10))
    assert due.counted_until() is None
    due.count_due(clock.go(hours=1))
    same([(Terminal.objects.get(pk=fleet[3].pk), record)])
    assert due.counted_until() == clock.at


def test_a_count_that_is_cut_off_leaves_its_day_due(fleet, clock, monkeypatch):
    arrives(fleet[0], 1, case(1, NOON, steps=[]))

    def cut(_day: date) -> None:
        count_cases(_day)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(due, "count_cases", cut)
        with pytest.raises(KeyboardInterrupt):
            due.count_due(clock.at)
    assert not Use.objects.exists()
    assert Due.objects.filter(what="cases").count() == 1
    due.count_due(clock.go(hours=3))
    assert Use.objects.get().cases == 1


def test_rows_from_before_there_were_reports_are_counted(fleet, clock):
    arrives(fleet[0], 1, case(1, NOON - timedelta(days=40), steps=[]))
    Transaction.objects.update(heard_at=None)
    due.count_due(clock.at)
    assert Use.objects.get().day == date(2026, 1, 29)
    assert set(Mark.objects.values_list("what", flat=True)) == {"cases", "ratings", "outages"}


def alarm(terminal: Terminal, what: tuple[str, str], begin_h: float, end_h: float | None, severity: int = 3) -> None:
    """Hours from midnight of 10 March here; `end_h` None: it is still open."""
    midnight, (source, code) = datetime(2026, 3, 9, 16, tzinfo=UTC), what
    Alarm.objects.create(
        key=f"{terminal.pk}|{source}|{code}|{begin_h}",
        terminal=terminal,
        source=source,
        code=code,
        severity=severity,
        raised_at=midnight + timedelta(hours=begin_h),
        last_at=midnight + timedelta(hours=begin_h),
        cleared_at=None if end_h is None else midnight + timedelta(hours=end_h),
    )


def outages() -> dict[tuple[int, str], float]:
    return {(row.day.day, row.role): row.seconds / 3600 for row in Outage.objects.all()}


def test_outages_that_overlap_are_one(fleet, clock):
    alarm(fleet[0], ("document_printer", "PAPER_OUT"), -2, 1)
    alarm(fleet[0], ("document_printer", "JAM"), 0.5, 2)
    alarm(fleet[0], ("document_printer", "OFFLINE"), 0.75, 1.5)
    alarm(fleet[0], ("document_printer", "PAPER_OUT"), 6, 7)
    alarm(fleet[0], ("document_printer", "PAPER_LOW"), 8, 9, severity=1)
    alarm(fleet[0], ("ledger", "INTERNAL"), 8, 9)
    due.count_due(clock.at)
    assert outages() == {(9, "document_printer"): 2, (10, "document_printer"): 3}


def test_of_a_terminal_that_nobody_reaches_only_the_rest_is_the_devices(fleet, clock):
    alarm(fleet[0], ("central", "TERMINAL_OFFLINE"), 1, 3)
    alarm(fleet[0], ("central", "SCREEN_STUCK"), 5, 6)
    alarm(fleet[0], ("ups", "OFFLINE"), 2, 5)
    alarm(fleet[0], ("id_card", "OFFLINE"), 1.5, 2)
    due.count_due(clock.at)
    assert outages() == {(10, ""): 2, (10, "ups"): 2}


def test_what_is_still_out_counts_until_now_and_grows(fleet, clock):
    alarm(fleet[0], ("ups", "OFFLINE"), 10, None)
    due.count_due(clock.at)
    assert outages() == {(10, "ups"): 2}
    due.count_due(clock.go(hours=24))
    assert outages() == {(10, "ups"): 14, (11, "ups"): 12}


def test_the_end_of_an_outage_that_is_heard_late_corrects_its_days(fleet, clock):
    alarm(fleet[0], ("ups", "OFFLINE"), 10, None)
    due.count_due(clock.go(days=3))
    assert outages()[(11, "ups")] == 24
    opened = Alarm.objects.get()
    opened.cleared_at = opened.raised_at + timedelta(hours=1)
    opened.save()
    opened.events.create(at=opened.cleared_at, kind="cleared", who="terminal:WH0001")
    due.count_due(clock.go(hours=1))
    assert outages() == {(10, "ups"): 1}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_quantile_out_of_buckets_is_close_to_the_true_one(share):
    chance = random.Random(7)
    times_s = sorted(chance.lognormvariate(2.5, 1) for _ in range(2000))
    counts = [0] * len(NAMES)
    for time_s in times_s:
        counts[sum(time_s >= bound for bound in BOUNDS_S)] += 1
    assert quantile_s(counts, share) == pytest.approx(times_s[int(share * 2000)], rel=0.1)


def test_of_nothing_there_is_no_quantile_and_beyond_the_last_bound_is_the_bound():
    assert quantile_s([0] * len(NAMES), 0.5) is None
    assert quantile_s([*[0] * len(BOUNDS_S), 4], 0.5) == BOUNDS_S[-1]
