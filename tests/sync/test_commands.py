"""Commands at the terminal: begun at most once and always answered, whatever is cut off when."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from kit.ledger_walk import open_ledger

from kiosk.ledger.command_book import Answer
from kiosk.ledger.errors import LedgerError
from kiosk.protocol.commands import CommandKind, CommandOrder
from kiosk.protocol.records import CommandRecord, CommandState
from kiosk.sync.commands import CommandWorker

NOW = 1_772_685_000
DONE = Answer(CommandState.DONE, "ok")


def order(number=1, kind="refresh", deadline=NOW + 60):
    return CommandOrder(command_id=str(uuid.UUID(int=number)), kind=kind, deadline=deadline)


def said(ledger):
    """What is on its way to central, in order."""
    records = [envelope.record for envelope in ledger.pending(100)]
    return [(one.command_id[-1], one.state, one.text) for one in records if isinstance(one, CommandRecord)]


def states(ledger):
    return [state.value for _, state, _ in said(ledger)]


class Terminal:
    """Acts that note themselves; `idle` says whether anybody is there."""

    def __init__(self, ledger, act=lambda: DONE):
        self.done, self.idle, self.held, self.now, self.act = [], True, False, NOW, act
        acts = {kind: self._act(kind) for kind in CommandKind if kind is not CommandKind.RESTART_MACHINE}
        self.worker = CommandWorker(
            ledger.commands, acts, now=lambda: self.now, claim=self._claim, let_go=self._let_go, told=lambda: None
        )

    def _act(self, kind):
        def act():
            self.done.append(kind.value)
            return self.act()

        return act

    def _claim(self):
        self.held = self.idle
        return self.idle

    def _let_go(self):
        self.held = False

    def hear(self, *orders):
        self.worker.hear(orders)
        return self.worker.work()


def test_it_is_heard_begun_and_ended_once_however_often_it_comes(ledger):
    terminal = Terminal(ledger)
    for _ in range(3):
        terminal.hear(order())
    Terminal(ledger).hear(order())  # another run of the program
    assert terminal.done == ["refresh"]
    assert states(ledger) == ["waiting", "started", "done"]


def test_what_needs_nobody_there_waits_and_others_go_past_it(ledger):
    terminal = Terminal(ledger)
    terminal.idle = False
    assert terminal.hear(order(1, "restart_program"), order(2)) == 1
    assert terminal.done == ["refresh"]
    terminal.idle = True
    terminal.worker.work()
    assert terminal.done == ["refresh", "restart_program"]
    assert not terminal.held


def test_nobody_can_begin_while_the_program_is_about_to_end(ledger):
    terminal = Terminal(ledger, act=lambda: None)
    terminal.hear(order(1, "restart_program"))
    assert terminal.held
    assert states(ledger) == ["waiting", "started"]


def test_what_comes_late_or_waits_too_long_is_not_begun(ledger):
    terminal = Terminal(ledger)
    terminal.hear(order(1, deadline=NOW))
    terminal.idle = False
    terminal.hear(order(2, "self_test", deadline=NOW + 1))
    terminal.now = NOW + 1
    terminal.worker.work()
    assert terminal.done == []
    assert states(ledger) == ["waiting", "expired", "waiting", "expired"]


def test_what_it_does_not_know_is_refused_and_the_next_is_done(ledger):
    terminal = Terminal(ledger)
    terminal.hear(order(1, "open_the_safe"), order(2, "restart_machine"), order(3))
    assert states(ledger) == ["waiting"] * 3 + ["refused", "refused", "started", "done"]


def test_a_defect_is_an_answer(ledger):
    def broken():
        raise ZeroDivisionError

    terminal = Terminal(ledger, act=broken)
    terminal.hear(order())
    assert said(ledger)[-1][1] is CommandState.FAILED
    assert "ZeroDivisionError" in said(ledger)[-1][2]


def test_what_cannot_be_written_is_not_begun(ledger, monkeypatch):
    terminal = Terminal(ledger)

    def full(_command_id):
        raise LedgerError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(ledger.commands, "begin", full)
        terminal.hear(order())
    assert terminal.done == []
    terminal.worker.work()
    assert terminal.done == ["refresh"]


def test_an_answer_that_could_not_be_written_is_written_later(ledger, monkeypatch):
    terminal, real = Terminal(ledger), ledger.commands.end

    def full(*_):
        raise LedgerError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(ledger.commands, "end", full)
        terminal.hear(order())
    assert (terminal.done, states(ledger)) == (["refresh"], ["waiting", "started"])
    assert ledger.commands.end == real
    terminal.worker.work()
    assert (terminal.done, states(ledger)) == (["refresh"], ["waiting", "started", "done"])


_RUN = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, "tests")
from kit.ledger_walk import open_ledger
from kiosk.ledger.command_book import Answer
from kiosk.protocol.commands import CommandOrder
from kiosk.protocol.records import CommandState
from kiosk.sync.commands import CommandWorker
from kiosk.protocol.commands import CommandKind

place, point, kind = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
ledger = open_ledger(place)
book = ledger.commands

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def dying(name):
    real = getattr(book, name)
    def call(*args):
        if point == f"before {name}": die()
        found = real(*args)
        if point == f"after {name}": die()
        return found
    setattr(book, name, call)

for name in ("note", "begin", "end"): dying(name)

def act():
    with (place / "acts").open("a") as acts: acts.write("x")
    if point == "in act": die()
    return Answer(CommandState.DONE)

worker = CommandWorker(book, {k: act for k in CommandKind}, now=lambda: 1772685000,
                       claim=lambda: True, let_go=lambda: None, told=lambda: None)
worker.hear([CommandOrder(command_id=sys.argv[4], kind=kind, deadline=1772685060)])
worker.work()
"""

CUTS = {
    "before note": ("", "done"),
    "after note": ("", "done"),
    "before begin": ("", "done"),
    "after begin": ("failed", ""),
    "in act": ("failed", ""),
    "before end": ("failed", ""),
    "after end": ("done", ""),
}


def run(place: Path, point: str, kind: str = "collect_logs") -> int:
    words = [sys.executable, "-c", _RUN, str(place), point, kind, order().command_id]
    return subprocess.run(words, timeout=60, env=dict(os.environ), check=False).returncode


@pytest.mark.parametrize("point", CUTS)
def test_a_kill_anywhere_leaves_one_answer_and_at_most_one_act(tmp_path, point):
    assert run(tmp_path, point) == -9
    after_the_cut, at_the_next_start = CUTS[point]
    ledger = open_ledger(tmp_path)
    ledger.recover()
    ledger.recover()
    ends = {"done", "failed"}
    assert [state for state in states(ledger) if state in ends] == ([after_the_cut] if after_the_cut else [])
    terminal = Terminal(ledger)
    terminal.hear(order(kind="collect_logs"))
    assert [state for state in states(ledger) if state in ends] == [after_the_cut or at_the_next_start]
    acts = tmp_path / "acts"
    assert (len(acts.read_text()) if acts.exists() else 0) + len(terminal.done) <= 1
    if after_the_cut == "failed":
        assert "interrupted" in said(ledger)[-1][2]
    ledger.close()


def test_a_program_that_was_to_start_again_has(tmp_path):
    assert run(tmp_path, "in act", "restart_program") == -9
    ledger = open_ledger(tmp_path)
    ledger.recover()
    assert said(ledger)[-1][1:] == (CommandState.DONE, "the program runs again")
    ledger.close()


def test_a_machine_that_was_to_start_again_and_did_not_has_failed(tmp_path, monkeypatch):
    assert run(tmp_path, "in act", "restart_machine") == -9
    ledger = open_ledger(tmp_path)
    ledger.recover()
    assert said(ledger)[-1][1] is CommandState.FAILED
    ledger.close()
