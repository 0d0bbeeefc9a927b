"""The A4 printer for the desk, the demo and the tests: CUPS' own ippeveprinter, with a paper path that can fail.

ippeveprinter is the IPP side, written by the people who write the standard. What happens to the sheets is decided in
`mechanics`, reached through the print command that ippeveprinter starts for each job. Runs as any user, needs no
service of the machine, listens on this machine only, and two of them do not meet. Paper and toner run down and the
tray fills with each sheet, of each copy; what becomes low or full shows by itself.

Faults also show while the printer is idle: ippeveprinter changes its printer-state-reasons only during a job, so a
change is carried by a job of the printer's own that prints nothing. For its 0.1 s the printer is busy, and its job
numbers have gaps.

What it does not simulate: the states `stopped` and `processing-stopped` (a job that waits for paper stays in state
`processing`), reasons ending in -error (ippeveprinter says -report when idle and -warning at work, so the faults are
told by printer-alert too, as printers do), media sheets counted apart from impressions, a sensor in its tray
(ippeveprinter takes no printer-output-tray from its print command; ask `tray_sheets`), PDF rendering and what a real
interpreter refuses, duplex, copies that are not collated (each is delivered by itself), waking from sleep, waiting
queues (a second job is refused as busy), memory of jobs across a power cut.
"""

import contextlib
import tempfile
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient
from drivers.document_printer.eve_process import EveProcess, free_port
from drivers.document_printer.mechanics import Mechanics
from drivers.document_printer.stock import CASSETTE_SHEETS, KEYWORDS, Stock
from drivers.errors import DeviceError
from drivers.faults import Fault

_SETTLE_S = 10.0
_ANSWER_S = 1.0
_POLL_S = 0.02
_STOPPING = "processing-to-stop-point"
_SUFFIXES = ("-report", "-warning", "-error")


class IppEvePrinter:
    """Control methods may be called from any thread; each takes effect before it returns.

    Args:
        directory: where the printed documents are put, as document-0001.pdf and so on.
        port: 0 picks a free one; it stays the same over unplugging.
        page_time_s: what one sheet takes.
        toner_per_sheet_percent: what one sheet uses up of a cartridge.
    """

    def __init__(
        self, directory: Path, port: int = 0, *, page_time_s: float = 0.05, toner_per_sheet_percent: float = 0.05
    ) -> None:
        self._directory, self._page_time_s = directory, page_time_s
        self._toner_per_sheet_percent = toner_per_sheet_percent
        self._port = port or free_port()
        self._client = IppClient(address_of(self.url), user="desk")
        self._never = Cancel()
        self._housekeeping = uuid.uuid4().bytes
        self._control = threading.RLock()  # one hand at the printer at a time
        self._guard = threading.Lock()  # guards the documents
        self._documents: list[bytes] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._mechanics: Mechanics | None = None
        self._process: EveProcess | None = None
        self.on_document: Callable[[bytes], None] | None = None
        """Called with each copy of a document when its last sheet has come out, from a thread of the emulator."""

    @property
    def url(self) -> str:
        """What the driver opens; `ipps:` in its place works too, the printer signs a certificate of its own."""
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    @property
    def documents(self) -> tuple[bytes, ...]:
        """What was printed, each copy by itself, in order, byte for byte as the printer received it."""
        with self._guard:
            return tuple(self._documents)

    @property
    def sheets_left(self) -> int:
        """In the cassette."""
        return self._stock.sheets_left

    @property
    def toner_percent(self) -> float:
        return self._stock.toner_percent

    @property
    def tray_sheets(self) -> int:
        """In the output tray, whole documents or not."""
        return self._stock.tray_sheets

    @property
    def spoiled_sheets(self) -> int:
        """Torn by jams since the start."""
        return self._stock.spoiled_sheets

    @property
    def at_work(self) -> bool:
        """True while a job is printed or waits for paper."""
        return self._paper_path.at_work

    def start(self) -> None:
        """Switch the printer on.

        Raises:
            Unavailable: something that it needs is not installed or does not work; the text names it.
        """
        with self._control:
            if self._folder is not None:
                raise RuntimeError("the emulator runs already")
            self._directory.mkdir(parents=True, exist_ok=True)
            self._folder = tempfile.TemporaryDirectory(prefix="ippeve-")
            try:
                self._process = EveProcess(Path(self._folder.name), self._port, self._client)
                self._mechanics = Mechanics(
                    self._process.mechanics_socket,
                    deliver=self._deliver,
                    cancelled=self._cancelled,
                    housekeeping=self._housekeeping,
                    page_time_s=self._page_time_s,
                    toner_per_sheet_percent=self._toner_per_sheet_percent,
                )
                self._process.start(self._paper_path.life)
                self._show()
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """Switch off and leave nothing behind but the documents; stopping twice is allowed."""
        with self._control:
            if self._mechanics:
                self._mechanics.close()
                self._mechanics = None
            if self._process:
                self._process.close()
                self._process = None
            if self._folder:
                self._folder.cleanup()
                self._folder = None

    def set_fault(self, fault: Fault, *, after_pages: int = 0) -> None:
        """Let one of `stock.KEYWORDS` befall the printer, now or when a job's page `after_pages` has come out.

        A jam in the middle of a job tears the sheet that is on its way; once it is cleared, that one is printed again.

        Raises:
            ValueError: this printer cannot have that fault.
        """
        if fault not in KEYWORDS:
            raise ValueError(f"the emulated printer knows no {fault}; it knows {', '.join(KEYWORDS)}")
        with self._control:
            self._paper_path.set_fault(fault, after_pages=after_pages)
            self._show()

    def clear_fault(self, fault: Fault | None = None) -> None:
        """Mend `fault`, or everything: fills what is empty, empties what is full, closes what is open."""
        with self._control:
            for one in KEYWORDS if fault is None else (fault,):
                self._paper_path.clear_fault(one)
            self._show()

    def load_paper(self, sheets: int = CASSETTE_SHEETS) -> None:
        """Lay so many sheets upon those in the cassette, as far as it holds them."""
        self._handle(lambda stock: replace(stock, sheets_left=min(CASSETTE_SHEETS, stock.sheets_left + sheets)))

    def leave_paper(self, sheets: int) -> None:
        """Let the cassette hold exactly so many sheets."""
        self._handle(lambda stock: replace(stock, sheets_left=sheets))

    def set_toner(self, percent: float) -> None:
        """Let the cartridge hold so much toner."""
        self._handle(lambda stock: replace(stock, toner_percent=percent))

    def replace_toner(self) -> None:
        """Put a new cartridge in."""
        self.set_toner(100.0)

    def take(self) -> int:
        """Take everything out of the output tray; return how many sheets it was."""
        with self._control:
            taken = self.tray_sheets
            self._handle(lambda stock: replace(stock, tray_sheets=0))
            return taken

    def fill_tray(self, sheets: int) -> None:
        """Let so many sheets lie in the output tray."""
        self._handle(lambda stock: replace(stock, tray_sheets=sheets))

    def unplug(self) -> None:
        """Cut the power: what was being printed stays where it is, and the printer forgets its jobs."""
        with self._control:
            if self._process:
                self._process.kill()
            self._paper_path.power_off()
            self._paper_path.halt(halted=False)

    def replug(self) -> None:
        """Give the power back; faults are still there."""
        with self._control:
            if self._process and not self._process.plugged_in:
                self._process.start(self._paper_path.life)
                self._show()

    def hang(self) -> None:
        """Let the printer stand still with its connections open."""
        self._freeze(frozen=True)

    def resume(self) -> None:
        """Let it go on."""
        self._freeze(frozen=False)
        with self._control:
            self._show()

    @property
    def _paper_path(self) -> Mechanics:
        if self._mechanics is None:
            raise RuntimeError("the emulator was not started")
        return self._mechanics

    @property
    def _stock(self) -> Stock:
        return self._paper_path.stock

    def _handle(self, how: Callable[[Stock], Stock]) -> None:
        with self._control:
            self._paper_path.change(how)
            self._show()

    def _freeze(self, *, frozen: bool) -> None:
        with self._control:
            if self._process is None:
                raise RuntimeError("the emulator was not started")
            self._process.freeze(frozen=frozen)
            self._paper_path.halt(halted=frozen)

    def _show(self) -> None:
        """Wait until the printer tells of its stock; a job that is being printed sees to it, else one of our own."""
        deadline = Deadline(_SETTLE_S)
        while self._process and self._process.running and not self._shown():
            if deadline.passed:
                raise RuntimeError("the emulated printer does not show its faults")
            with contextlib.suppress(DeviceError):
                job = self._client.create_job("housekeeping", timeout_s=_ANSWER_S, cancel=self._never)
                self._client.send_document(job.job_id, self._housekeeping, timeout_s=_ANSWER_S, cancel=self._never)
                while not (deadline.passed or self._ended(job.job_id)):
                    self._never.pause(_POLL_S, "show faults")
            self._never.pause(_POLL_S, "show faults")

    def _ended(self, job_id: int) -> bool:
        return self._client.job(job_id, timeout_s=_ANSWER_S, cancel=self._never).state.final

    def _shown(self) -> bool:
        try:
            report = self._client.printer(timeout_s=_ANSWER_S, cancel=self._never)
        except DeviceError:
            return False
        panel = self._stock.panel
        reasons = {_bare(reason) for reason in report.reasons} - {"none"}
        alerts = {alert for alert in report.alerts if "code=unknown" not in alert}
        levels = {supply.percent for supply in report.supplies}
        return (reasons, alerts, levels) == (set(panel.reasons), set(panel.alerts), {panel.toner_percent})

    def _cancelled(self, job_id: int) -> bool:
        try:
            report = self._client.job(job_id, timeout_s=_ANSWER_S, cancel=self._never)
        except DeviceError:
            return False  # hung or unplugged: nobody can have told the printer
        return report.state.final or _STOPPING in report.reasons  # cancelled before or after its command started

    def _deliver(self, document: bytes) -> None:
        with self._guard:
            self._documents.append(document)
            number = len(self._documents)
        (self._directory / f"document-{number:04}.pdf").write_bytes(document)
        if self.on_document:
            self.on_document(document)


def _bare(reason: str) -> str:
    return next((reason.removesuffix(suffix) for suffix in _SUFFIXES if reason.endswith(suffix)), reason)
