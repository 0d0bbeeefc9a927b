"""Nothing of a resident is left on any disk but in the printed paper: not after the session, nor when it is cut."""

from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def puppet(town: Town) -> Iterator[Puppet]:
    """A terminal whose home and temporary folders are known."""
    home = town.place / "home"
    home.mkdir()
    env = {"TMPDIR": str(town.temporary), "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "XDG_CACHE_HOME": str(home)}
    puppet = Puppet(town.settings_file(), town.place / "puppet.log", env)
    puppet.start()
    yield puppet
    puppet.stop()


def left(town: Town) -> list[str]:
    """Everything that central and the terminal write lies below one folder: state, logs, flows, temporary files."""
    person = load_persons()[PERSON - 1]
    return traces([person.name, person.number, person.address], town.place)


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        (tmp_path / "folder" / encoding).write_bytes(b"\0\1" + "王样例".encode(encoding) + b"\2")
    (tmp_path / "page").write_bytes(b"%PDF-1.7 compressed")
    assert len(traces(["王样例"], tmp_path)) == 4
    assert not traces(["somebody else"], tmp_path / "folder")


def test_after_a_whole_session(puppet: Puppet, desk: DeskClient, town: Town) -> None:
    puppet.to_review(desk, PERSON)
    assert not left(town)
    desk.set_fault(Role.RECEIPT_PRINTER, Fault.PAPER_OUT)  # so that the log has something to say
    puppet.touch("print")
    puppet.see("trouble", trouble=Fault.PAPER_OUT)
    desk.mend(Role.RECEIPT_PRINTER)
    puppet.touch("retry")
    puppet.rate_and_go(desk)
    puppet.until(lambda told: not told.outbox_left, "the outbox to empty")
    assert (town.state / "ledger.sqlite").stat().st_size
    assert "PAPER_OUT" in (town.state / "log" / "terminal.log").read_text("utf-8")
    assert not left(town)


def test_after_a_cut_and_a_restart(puppet: Puppet, desk: DeskClient, town: Town) -> None:
    puppet.to_review(desk, PERSON)
    puppet.kill()
    assert not left(town)
    puppet.start()
    puppet.to_home()
    assert puppet.stop() == 0
    town.central.stop()
    assert not left(town)
