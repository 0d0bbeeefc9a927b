"""A walk is a generator that yields what it waits for."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pytestqt.qtbot import QtBot

from kiosk.walk.errors import WalkError
from kiosk.walk.runner import TimedOutError, Until, Walk, in_background, pause

Walked = Callable[[Walk[None]], WalkError | None]


def test_it_goes_on_when_what_it_waits_for_holds(walked: Walked) -> None:
    looks: list[int] = []

    def walk() -> Walk[None]:
        yield Until(lambda: looks.append(1) or len(looks) > 3, "three looks", 5)
        yield from pause(0.01)

    assert walked(walk()) is None
    assert len(looks) == 4


def test_what_does_not_come_is_named(walked: Walked) -> None:
    def walk() -> Walk[None]:
        yield Until(lambda: False, "the moon", 0.05)

    error = walked(walk())
    assert isinstance(error, TimedOutError)
    assert "for the moon" in str(error)


def test_a_walk_may_go_on_without_what_did_not_come(walked: Walked) -> None:
    def walk() -> Walk[None]:
        try:
            yield Until(lambda: False, "the moon", 0.05)
        except TimedOutError:
            yield from pause(0.01)

    assert walked(walk()) is None


def test_slow_work_is_done_beside_the_event_loop(walked: Walked) -> None:
    with ThreadPoolExecutor(1) as pool:
        names: list[str] = []

        def walk() -> Walk[None]:
            names.append((yield from in_background(pool, lambda: threading.current_thread().name, "a name")))

        assert walked(walk()) is None
    assert names
    assert names[0] != threading.current_thread().name


def test_what_the_work_raises_ends_the_walk(walked: Walked) -> None:
    def work() -> None:
        raise WalkError("no such desk")

    with ThreadPoolExecutor(1) as pool:
        assert str(walked(in_background(pool, work, "it"))) == "no such desk"


def test_a_defect_of_the_walk_is_no_end_of_it(walked: Walked, qtbot: QtBot) -> None:
    def walk() -> Walk[None]:
        yield from pause(0.01)
        raise LookupError("nobody wrote that")

    with qtbot.captureExceptions() as raised:
        assert "defect" in str(walked(walk()))
    assert [kind for kind, _, _ in raised] == [LookupError]
