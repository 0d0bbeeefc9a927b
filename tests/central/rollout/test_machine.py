"""The rollout as a function: what it may never do, whatever the fleet does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.central.rollout.judging import Compared, Seen
from kiosk.central.rollout.machine import (
    JUDGED,
    WIDENING,
    Command,
    NotNowError,
    Progress,
    State,
    advance,
    fitting,
    steer,
    waits,
)
from kiosk.central.rollout.plan import Plan, Ring

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
PLAN = Plan(
    rings=(
        Ring(percent=0, minimum_terminals=1, minimum_sessions=2, soak_s=60),
        Ring(percent=10, minimum_terminals=3, minimum_sessions=5, soak_s=120),
        Ring(percent=100, minimum_terminals=5),
    )
)
QUIET = PLAN.model_copy(update={"returns": False})
SERVICES = {"a/b": Compared(sessions=100, before=100)}
WELL = Seen(told=6, activated=6, services=SERVICES)


def gone(state: State = State.RUNNING, ring: int = 0) -> Progress:
    going = steer(PLAN, Progress(), Command.GO, NOON)
    return replace(going, state=state, ring=ring, soaking_since=NOON if state is State.SOAKING else None)


def counts(most: int = 30) -> st.SearchStrategy[Seen]:
    @st.composite
    def build(draw: st.DrawFn) -> Seen:
        parts = [draw(st.integers(0, most)) for _ in range(5)]
        sessions = draw(st.integers(0, 200))
        bad = draw(st.integers(0, sessions))
        before = draw(st.integers(0, 200))
        return Seen(
            sum(parts),
            *parts,
            to_return=draw(st.integers(0, 2)),
            services={"a/b": Compared(sessions, bad, 0, before, draw(st.integers(0, before)), 0)},
        )

    return build()


def test_a_good_release_goes_through_all_rings_and_soaks_in_each() -> None:
    progress, now, told = gone(), NOON, []
    while progress.state is not State.DONE:
        now += timedelta(seconds=30)
        progress, decisions = advance(PLAN, progress, WELL, now)
        told += [(decision.what, decision.ring, (now - NOON).total_seconds()) for decision in decisions]
    assert told == [
        ("soak", 0, 30),
        ("next_ring", 1, 90),
        ("soak", 1, 120),
        ("next_ring", 2, 240),
        ("soak", 2, 270),
        ("done", 2, 300),
    ]


@settings(max_examples=200)
@given(st.lists(st.tuples(counts(), st.integers(1, 90), st.sampled_from([None, None, *Command])), max_size=30))
def test_whatever_the_fleet_does(story: list[tuple[Seen, int, Command | None]]) -> None:
    progress, now = Progress(since=NOON), NOON
    for seen, pause_s, command in story:
        now += timedelta(seconds=pause_s)
        before = progress
        if command is not None:
            progress = obeyed(before, command, now)
            continue
        progress, decisions = advance(PLAN, before, seen, now)
        assert bool(decisions) is (progress.state is not before.state)
        assert progress.ring == before.ring or left_well(before, progress, seen, now)
        if before.state not in JUDGED | {State.RETURNING}:
            assert progress.state is before.state
        assert before.state is not State.PAUSED or progress.state not in WIDENING


def obeyed(before: Progress, command: Command, now: datetime) -> Progress:
    """What a command does, it does in the states that say so; in the others, nothing."""
    try:
        progress = steer(PLAN, before, command, now)
    except NotNowError:
        assert command not in fitting(before)
        return before
    assert command in fitting(before)
    assert progress.ring == before.ring or command is Command.PROCEED
    return progress


def left_well(before: Progress, after: Progress, seen: Seen, now: datetime) -> bool:
    ring = PLAN.rings[before.ring]
    assert before.soaking_since is not None
    soaked_s = (now - before.soaking_since).total_seconds()
    return (
        (before.state, after.ring) == (State.SOAKING, before.ring + 1)
        and seen.activated >= min(ring.minimum_terminals, seen.told)
        and (soaked_s >= ring.soak_s or not seen.told)
        and not waits(PLAN, before, seen, now)
    )


def test_what_fails_everywhere_is_halted_and_returned_at_once() -> None:
    progress, decisions = advance(PLAN, gone(), Seen(told=6, failed=4, waiting=2), NOON)
    assert progress.state is State.RETURNING
    assert [decision.what for decision in decisions] == ["halt", "return"]
    assert (decisions[0].findings[0].bad, decisions[0].findings[0].of) == (4, 4)
    progress, decisions = advance(PLAN, progress, Seen(told=6, to_return=1), NOON)
    assert (progress.state, decisions) == (State.RETURNING, ())
    progress, decisions = advance(PLAN, progress, Seen(told=6), NOON)
    assert (progress.state, decisions[0].what) == (State.RETURNED, "returned")


def test_a_plan_that_does_not_return_by_itself_waits_for_a_person() -> None:
    progress, decisions = advance(QUIET, gone(), Seen(told=6, failed=6), NOON)
    assert progress.state is State.HALTED
    assert advance(QUIET, progress, WELL, NOON) == (progress, ())
    assert steer(QUIET, progress, Command.RETURN, NOON).state is State.RETURNING
    assert [decision.what for decision in decisions] == ["halt"]


def test_what_is_found_in_a_pause_halts_too() -> None:
    paused = steer(PLAN, gone(), Command.PAUSE, NOON)
    assert advance(PLAN, paused, Seen(told=6, self_test_failed=5), NOON)[0].state is State.RETURNING


@pytest.mark.parametrize("state", [State.RUNNING, State.SOAKING])
def test_however_well_all_goes_a_pause_ends_by_a_persons_word_only(state: State) -> None:
    paused = steer(PLAN, gone(state), Command.PAUSE, NOON)
    progress, decisions = advance(PLAN, paused, WELL, NOON + timedelta(days=3))
    assert (progress.state, progress.ring, decisions) == (State.PAUSED, 0, ())
    resumed = steer(PLAN, progress, Command.RESUME, NOON + timedelta(days=3))
    assert advance(PLAN, resumed, WELL, NOON + timedelta(days=4))[1]


def test_a_pause_is_no_soaking() -> None:
    paused = steer(PLAN, gone(State.SOAKING), Command.PAUSE, NOON + timedelta(seconds=50))
    resumed = steer(PLAN, paused, Command.RESUME, NOON + timedelta(hours=3))
    assert resumed.state is State.SOAKING
    assert [one.what for one in waits(PLAN, resumed, WELL, NOON + timedelta(hours=3, seconds=9))] == ["soak"]
    assert waits(PLAN, resumed, WELL, NOON + timedelta(hours=3, seconds=10)) == ()


@pytest.mark.parametrize(
    ("seen", "what"),
    [
        (replace(WELL, activated=2), "terminals"),
        (replace(WELL, told=20, activated=10, waiting=5), "settled"),
        (replace(WELL, services={"a/b": Compared(sessions=4)}), "sessions"),
        (replace(WELL, told=7, failed=1), "figure"),
    ],
)
def test_a_ring_says_what_it_waits_for(seen: Seen, what: str) -> None:
    soaking = gone(State.SOAKING, ring=1)
    found = waits(PLAN, soaking, seen, NOON + timedelta(hours=1))
    assert [one.what for one in found] == [what]
    assert advance(PLAN, soaking, seen, NOON + timedelta(hours=1))[0].state is State.SOAKING


def test_terminals_that_are_away_hold_nobody_up() -> None:
    seen = replace(WELL, told=20, activated=8, away=12)
    assert waits(PLAN, gone(ring=1), seen, NOON) == ()


def test_a_ring_without_a_terminal_holds_nobody_up() -> None:
    progress, now = gone(), NOON
    for _ in range(2):
        progress, _ = advance(PLAN, progress, Seen(services={"a/b": Compared()}), now)
    assert (progress.state, progress.ring) == (State.RUNNING, 1)


def test_an_emergency_stop_ends_it_and_a_return_may_follow() -> None:
    stopped = steer(PLAN, gone(), Command.STOP, NOON)
    assert advance(PLAN, stopped, WELL, NOON) == (stopped, ())
    assert fitting(stopped) == [Command.RETURN]
    never_begun = steer(PLAN, Progress(), Command.STOP, NOON)
    assert fitting(never_begun) == []


@pytest.mark.parametrize("percents", [(10, 1, 100), (1, 50), (1, 1, 100)])
def test_rings_rise_to_the_whole_fleet(percents: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="larger than the one before"):
        Plan(rings=tuple(Ring(percent=percent) for percent in percents))
