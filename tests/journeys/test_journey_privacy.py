"""In every way a session can end, nothing of the resident is left: not in the process, not on a disk, not in a dump."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kit.puppet import Puppet
from kit.town import Town
from kit.traces import traces

from drivers.faults import Fault, Role
from kiosk.desk.cards import load_persons
from kiosk.desk.client import DeskClient

pytestmark = pytest.mark.journey
PERSON = 4
ABOUT = [load_persons()[PERSON - 1].name, load_persons()[PERSON - 1].number]


@pytest.fixture(scope="module")
def puppet(town: Town) -> Iterator[Puppet]:
    home = town.place / "home"
    home.mkdir()
    env = {"TMPDIR": str(town.temporary), "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "XDG_CACHE_HOME": str(home)}
    puppet = Puppet(town.settings_file(), town.place / "puppet.log", env)
    puppet.start()
    yield puppet
    puppet.stop()


def done(puppet: Puppet, desk: DeskClient) -> None:
    puppet.touch("print")
    puppet.rate_and_go(desk)


def cancelled(puppet: Puppet, desk: DeskClient) -> None:
    puppet.touch("leave", "leave_confirm")
    desk.lift()


def left_standing(puppet: Puppet, desk: DeskClient) -> None:
    puppet.let_pass("idle")
    puppet.let_pass("idle_end")
    desk.lift()


def failed(puppet: Puppet, desk: DeskClient) -> None:
    """The printer loses the document; the resident gives up."""
    desk.set_fault(Role.DOCUMENT_PRINTER, Fault.PAPER_OUT)
    puppet.touch("print")
    puppet.see("issue", doing="printing_document", trouble=Fault.PAPER_OUT)
    puppet.touch("leave", "leave_confirm")
    desk.mend(Role.DOCUMENT_PRINTER)
    desk.lift()


def kept(puppet: Puppet, desk: DeskClient) -> None:
    """The printer is gone; the resident keeps what was entered and takes the code along."""
    desk.set_fault(Role.DOCUMENT_PRINTER, Fault.OFFLINE)
    puppet.touch("print")
    puppet.see("trouble", trouble=Fault.OFFLINE)
    puppet.touch("keep")
    puppet.see("parting")
    puppet.touch("parted")
    desk.mend(Role.DOCUMENT_PRINTER)
    desk.lift()


def broken_off(puppet: Puppet, desk: DeskClient) -> None:
    puppet.defect()
    desk.lift()


def cut(puppet: Puppet, desk: DeskClient) -> None:
    puppet.kill()
    desk.lift()
    puppet.start()


ENDS = [done, cancelled, left_standing, failed, kept, cut, broken_off]  # the apology for the last one takes its time


@pytest.mark.parametrize("end", ENDS)
def test_nothing_is_left(
    puppet: Puppet, desk: DeskClient, town: Town, end: Callable[[Puppet, DeskClient], None]
) -> None:
    puppet.to_review(desk, PERSON)
    assert puppet.held(ABOUT), "the search does not find what is there"
    end(puppet, desk)
    puppet.until(lambda told: not told.transaction and not told.outbox_left, "the session to end")
    puppet.until(lambda _: not puppet.held(ABOUT), f"nothing to be held any more, and not {puppet.held(ABOUT)}")
    assert not traces([*ABOUT, load_persons()[PERSON - 1].address], town.place)
    for pid in (puppet.pid, *children(puppet.pid)):
        assert most_core(pid) == ["1", "1"], pid


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def most_core(pid: int) -> list[str]:
    """Return the soft and the hard limit of a core dump's bytes."""
    (core,) = [line.split() for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if " core file " in line]
    return core[4:6]
