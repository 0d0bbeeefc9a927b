"""Where a session's time went: measured beside the engine, told with the transaction."""

import pytest
from kit.conducted import Stage
from kit.player import CARD
from pydantic import ValidationError

from kiosk.engine.events import CardRead, Left
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import MOST_STEP_MS, MOST_STEPS, Outcome, StepTime, TransactionRecord
from kiosk.step_watch import StepWatch


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class At:
    """As much of a session as the watch looks at."""

    def __init__(self, step_id: str) -> None:
        self.step_id = step_id


def walked(*moves: tuple[str, float]) -> tuple[StepTime, ...]:
    """Be at each step for so many seconds."""
    seconds, before = Seconds(), None
    watch = StepWatch(seconds)
    for step, stayed_s in moves:
        at = At(step)
        watch.saw(before, at)
        before, seconds.now = at, seconds.now + stayed_s
    return watch.told()


@pytest.fixture
def stage(tmp_path):
    seconds = Seconds()
    stage = Stage(tmp_path, step_watch=StepWatch(seconds))
    stage.seconds = seconds
    yield stage
    stage.binder.close()
    stage.ledger.close()


def test_a_session_tells_where_its_time_went(stage):
    stage.seconds.now += 7.5
    stage.submit(True)
    stage.seconds.now += 3
    stage.post(CardRead(stage.session.ticket, Personal(CARD)))
    stage.seconds.now += 0.25
    stage.post(Left())
    stage.post(Left())
    (record,) = [record for record in stage.records() if isinstance(record, TransactionRecord)]
    first, second, third = record.steps
    assert [(one.visits, one.ms) for one in record.steps] == [(1, 7500), (1, 3000), (1, 250)]
    assert len({first.step, second.step, third.step}) == 3
    assert record.last_step == third.step
    assert record.outcome is Outcome.LEFT


def test_going_back_is_another_visit_and_what_stays_is_none():
    assert walked(("a", 1), ("a", 1), ("b", 2), ("a", 0.5)) == (
        StepTime(step="a", visits=2, ms=2500),
        StepTime(step="b", visits=1, ms=2000),
    )


def test_the_next_session_begins_with_nothing():
    seconds = Seconds()
    watch = StepWatch(seconds)
    watch.saw(None, At("a"))
    seconds.now += 9
    watch.saw(None, At("a"))
    seconds.now += 1
    assert watch.told() == (StepTime(step="a", visits=1, ms=1000),)


def test_what_no_record_could_hold_strands_nobody():
    assert walked(("x" * 81, 1), ("a", 10**7)) == (StepTime(step="a", visits=1, ms=MOST_STEP_MS),)
    assert len(walked(*((f"s{n}", 1) for n in range(MOST_STEPS + 5)))) == MOST_STEPS


TOLD = {
    "transaction_id": "01900000-0000-7000-8000-0000000000aa",
    "service": "housing/fund",
    "flow_version": 2,
    "item_code": "442199806003",
    "outcome": "left",
    "last_step": "form",
    "started_at": "2026-01-05T08:00:00Z",
    "ended_at": "2026-01-05T08:02:00Z",
}


def test_a_record_of_an_older_terminal_is_taken():
    assert TransactionRecord.model_validate(TOLD).steps == ()


@pytest.mark.parametrize(
    "steps",
    [
        [{"step": "a", "visits": 1, "ms": 1}, {"step": "a", "visits": 1, "ms": 1}],
        [{"step": f"s{n}", "visits": 1, "ms": 1} for n in range(MOST_STEPS + 1)],
        [{"step": "张三", "visits": 1, "ms": 1}],
        [{"step": "a", "visits": 0, "ms": 1}],
        [{"step": "a", "visits": 1, "ms": -1}],
        [{"step": "a", "visits": 1, "ms": 1, "answer": "x"}],
    ],
    ids=["twice", "too_many", "no_name", "never", "negative", "an_answer"],
)
def test_times_are_names_and_numbers_and_not_too_many(steps):
    with pytest.raises(ValidationError):
        TransactionRecord.model_validate(TOLD | {"steps": steps})
