"""A whole walk inside a running terminal: from the first touch to the evidence, checked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from kiosk.app.process import run_terminal
from kiosk.app.terminal import TerminalApp
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DeskError
from kiosk.protocol.api import TransactionView
from kiosk.settings import Settings
from kiosk.sync.errors import PlatformError
from kiosk.walk.errors import WalkError
from kiosk.walk.evidence import Evidence
from kiosk.walk.progress import Progress
from kiosk.walk.runner import Runner, TimedOutError, Until, Walk, in_background, pause
from kiosk.walk.script import SATISFACTION, Script
from kiosk.walk.walker import Walker

_OUTBOX_S = 20.0
_CENTRAL_LOOKS = 20
_CENTRAL_LOOK_S = 0.25


class Outing:
    """Walks `script` and leaves the evidence in `out`. `exit_code` is 0 only if all of it is there and agrees."""

    def __init__(self, script: Script, desk: DeskClient, out: Path) -> None:
        self._script, self._desk, self._out = script, desk, out
        self._progress = Progress()
        self._pool = ThreadPoolExecutor(1, "walk")
        self._runner: Runner | None = None
        self.exit_code = 1

    def begin(self, terminal: TerminalApp) -> None:
        """Start walking; the terminal is told to quit at the end."""
        self._runner = Runner(self._walk(terminal), self._end)
        self._runner.start()

    def _walk(self, terminal: TerminalApp) -> Walk[None]:
        try:
            yield from self._walked(terminal)
        except (DeskError, PlatformError) as error:
            raise WalkError(str(error)) from error

    def _walked(self, terminal: TerminalApp) -> Walk[None]:
        walker = Walker(
            terminal.shell.window,
            terminal.front,
            self._desk,
            self._script,
            out=self._out,
            progress=self._progress,
            pool=self._pool,
        )
        yield from walker.walk()
        self._progress.step("records on their way to central")
        yield from self._outbox_empty(terminal)
        self._progress.step("evidence")
        evidence = yield from self._collect(terminal, walker.transaction_id)
        evidence.write(self._out)
        missing = evidence.missing(satisfaction=SATISFACTION)
        if missing:
            raise WalkError("the evidence is not whole: " + "; ".join(missing))

    def _outbox_empty(self, terminal: TerminalApp) -> Walk[None]:
        try:
            yield Until(lambda: terminal.ledger.outbox_left() == 0, "the outbox to empty", _OUTBOX_S)
        except TimedOutError:
            return  # the evidence says how many are left

    def _collect(self, terminal: TerminalApp, transaction_id: str) -> Walk[Evidence]:
        view = yield from self._view(lambda: terminal.client.transaction(transaction_id))
        state = yield from in_background(self._pool, self._desk.state, "the desk to tell its state")
        document_number, receipt_number = state.document_printer.documents, state.receipt_printer.receipts
        document, copies = yield from in_background(
            self._pool, lambda: _printed(self._desk, document_number), "the printed document"
        )
        receipt = yield from in_background(self._pool, lambda: self._desk.receipt(receipt_number), "the receipt")
        data = yield from in_background(self._pool, lambda: self._desk.receipt_data(receipt_number), "its bytes")
        return Evidence(document, receipt, data, view, terminal.ledger.outbox_left(), copies)

    def _view(self, ask: Callable[[], TransactionView | None]) -> Walk[TransactionView | None]:
        """Ask central until it holds everything, or has had time enough."""
        for _ in range(_CENTRAL_LOOKS):
            view = yield from in_background(self._pool, ask, "central to tell what it holds")
            if view is not None and view.issue is not None and view.rating is not None:
                return view
            yield from pause(_CENTRAL_LOOK_S)
        return view

    def _end(self, error: WalkError | None) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        if error is None:
            self.exit_code = 0
            self._progress.end(f"Done. The evidence is in {self._out}")
        else:
            self._progress.end(f"The walk failed: {error}")
        QGuiApplication.exit(self.exit_code)


def _printed(desk: DeskClient, number: int) -> tuple[bytes, int]:
    """Return the document of that number, from 1, and how often it came out up to then."""
    document, copies = desk.document(number), 1
    while copies < number and desk.document(number - copies) == document:
        copies += 1
    return document, copies


def go_out(settings: Settings, script: Script, *, desk_url: str, out: Path, headless: bool) -> int:
    """Run the terminal, walk `script` on it, and return the exit code."""
    outing = Outing(script, DeskClient(desk_url), out)
    run_terminal(settings, headless=headless, on_ready=outing.begin)
    return outing.exit_code
