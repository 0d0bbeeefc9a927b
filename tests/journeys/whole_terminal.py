"""The whole terminal for the crash matrix: window, devices' threads, desk; killed while a resident prints."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kit.crash_verdict import Evidence, violations
from kit.puppet import Gone, Puppet
from kit.town import Desk, Town

from drivers.faults import Role
from kiosk.desk.client import DeskClient

HEARD_S = 60.0


class WholeTerminal:
    """One terminal on one disk, through all cuts."""

    def __init__(self, town: Town, desk: DeskClient) -> None:
        self._town, self._desk, self._notes = town, desk, town.place / "notes"
        self._puppet = Puppet(town.settings_file(), town.place / "puppet.log", {"TMPDIR": str(town.temporary)})

    def close(self) -> None:
        self._puppet.stop()

    def run(self, kill_at: int) -> tuple[list[str], list[str]]:
        """Serve a resident and die at that point, 0 at none; return the points that were passed, and what is wrong."""
        since, before = self._size(), self._desk.state().document_printer.documents
        with contextlib.suppress(Gone):
            self._puppet.start("kit.crash_puppet", CRASH_AT=str(kill_at), CRASH_NOTES=str(self._notes))
            self._serve()
        self._puppet.kill()
        self._desk.lift()
        self._puppet.start()
        self._puppet.until(lambda told: not told.outbox_left and told.screen, "everything to be sent", HEARD_S)
        self._puppet.to_home()
        notes = self._notes.read_bytes()[since:].decode().splitlines()
        names = [line.partition(" ")[2] for line in notes if line.startswith("point ")]
        papers = self._desk.state().document_printer.documents - before
        self._puppet.kill()
        return names, self._judge([line for line in notes if not line.startswith("point ")], papers)

    def _serve(self) -> None:
        self._puppet.to_review(self._desk)
        self._puppet.touch("print")
        self._puppet.see("rate")
        self._puppet.touch("rate_5", "submit_rating")
        self._puppet.see("end")
        self._desk.lift()
        self._desk.take(Role.DOCUMENT_PRINTER)
        self._puppet.touch("taken")
        self._puppet.see("attract")

    def _judge(self, notes: list[str], papers: int) -> list[str]:
        began = [line.split()[1] for line in notes if line.startswith("began ")]
        if not began:
            return [f"{papers} papers came out of no session"] if papers else []
        query = "SELECT issue_id FROM intake_issue WHERE transaction_id = ?"
        issues = [issue for (issue,) in self._town.central.rows(query, began[-1])]
        came = [f"paper {(issues or ['unknown'])[0]}"] * papers
        return violations(self._town.central, Evidence(began[-1], notes + came))

    def _size(self) -> int:
        return self._notes.stat().st_size if self._notes.exists() else 0


@contextlib.contextmanager
def whole_terminal(place: Path, flows: Path) -> Iterator[WholeTerminal]:
    """Give a terminal between a desk and a central of its own."""
    with contextlib.ExitStack() as stack:
        place.mkdir()
        desk = Desk(place / "desk")
        stack.callback(desk.stop)
        client = desk.start()
        town = Town(place, desk, flows)
        stack.callback(town.central.stop)
        terminal = WholeTerminal(town, client)
        stack.callback(terminal.close)
        yield terminal
