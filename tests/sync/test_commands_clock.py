"""A command is begun once, whatever the machine's clock says: what is forgotten, and when, is central's time."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from kit.ledger_walk import open_ledger
from kit.set_clock import SetClock

from kiosk.central.commands.ordering import DEADLINES
from kiosk.ledger.command_book import KEPT_S
from tests.sync.test_commands import NOW, Terminal, order

DAY_S = 86_400
YEAR_S = 366 * DAY_S


class Central:
    """Gives commands, and brings each down with every heartbeat until its deadline: as if no answer ever arrived."""

    def __init__(self) -> None:
        self.now, self.given = NOW, []

    def give(self, span_s: int) -> None:
        self.given.append(order(len(self.given) + 1, deadline=self.now + span_s))

    def open(self) -> list:
        return [one for one in self.given if one.deadline > self.now]


class Story:
    """A terminal whose clock is anything, and whose program starts anew before each heartbeat."""

    def __init__(self, folder: Path) -> None:
        self.central, self.clock, self.done = Central(), SetClock(), Counter()
        self.ledger = open_ledger(folder, clock=self.clock)

    def give(self, span_s: int) -> None:
        self.central.give(span_s)

    def wait(self, seconds: int) -> None:
        self.central.now += seconds
        self.clock.go(seconds=seconds)

    def jump(self, seconds: int) -> None:
        self.clock.go(seconds=seconds)

    def beat(self, believed_s: int) -> None:
        """`believed_s`: by how much the terminal is wrong about central's time."""
        for one in self.central.open():
            terminal = Terminal(self.ledger)
            terminal.now = self.central.now + believed_s
            terminal.hear(one)
            self.done[one.command_id] += len(terminal.done)

    def send(self) -> None:
        self.ledger.acknowledge([envelope.id for envelope in self.ledger.pending(99)])

    def rows(self) -> int:
        with self.ledger._database.writing() as connection:
            return connection.execute("SELECT COUNT(*) FROM commands").fetchone()[0]


def anywhere(most_s: int) -> st.SearchStrategy[int]:
    return st.one_of(st.sampled_from([-most_s, -DAY_S, 0, DAY_S, most_s]), st.integers(-most_s, most_s))


STEPS = st.one_of(
    st.tuples(st.just("give"), st.sampled_from([60 * minutes for minutes, _ in DEADLINES])),
    st.tuples(st.just("wait"), st.sampled_from([60, DAY_S, 40 * DAY_S])),
    st.tuples(st.just("jump"), anywhere(2 * YEAR_S)),
    st.tuples(st.just("beat"), anywhere(YEAR_S)),
    st.tuples(st.just("send")),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_no_command_is_done_twice_for_any_jumps_of_the_clock(steps):
    with TemporaryDirectory() as folder:
        story = Story(Path(folder))
        story.give(3 * DAY_S)
        story.beat(0)
        for name, *said in steps:
            getattr(story, name)(*said)
        story.send()
        story.beat(-YEAR_S)
        story.ledger.close()
    assert not [one for one, times in story.done.items() if times > 1]


def test_a_clock_a_year_ahead_forgets_nothing_that_may_come_again(tmp_path):
    story = Story(tmp_path)
    story.give(3 * DAY_S)
    story.beat(0)
    story.jump(YEAR_S)
    story.send()
    story.jump(-YEAR_S)
    story.beat(0)
    assert list(story.done.values()) == [1]
    story.ledger.close()


def test_what_ended_long_ago_by_centrals_time_is_forgotten_and_the_book_stays_small(tmp_path):
    story = Story(tmp_path)
    for _ in range(60):
        story.give(60)
        story.beat(0)
        story.wait(DAY_S)
        story.send()
    assert story.rows() == KEPT_S // DAY_S + 1
    assert set(story.done.values()) == {1}
    story.ledger.close()


def test_centrals_longest_deadline_is_far_within_what_is_kept():
    """What is forgotten is older than the newest deadline by more than any command's own time: it never comes again."""
    assert timedelta(minutes=max(minutes for minutes, _ in DEADLINES)) * 5 < timedelta(seconds=KEPT_S)
