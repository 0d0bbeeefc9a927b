"""The A4 printer for the desk, the demo and the tests: CUPS' own ippeveprinter, with a paper path that can fail.

ippeveprinter is the IPP side, written by the people who write the standard. What happens to the sheets is decided in
`mechanics`, reached through the print command that ippeveprinter starts for each job. Runs as any user, needs no
service of the machine, listens on this machine only, and two of them do not meet.

Faults also show while the printer is idle: ippeveprinter changes its printer-state-reasons only during a job, so a
change is carried by a job of the printer's own that prints nothing. For its 0.1 s the printer is busy, and its job
numbers have gaps.

What it does not simulate: the states `stopped` and `processing-stopped` (a job that waits for paper stays in state
`processing`), reasons ending in -error (ippeveprinter says -report when idle and -warning at work, so the faults are
told by printer-alert too, as printers do), media sheets counted apart from impressions, PDF rendering and what a real
interpreter refuses, duplex, waking from sleep, waiting queues (a second job is refused as busy), memory of jobs across
a power cut, TLS.
"""

import contextlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.document_printer import eve_command
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient
from drivers.document_printer.mechanics import KEYWORDS, Mechanics
from drivers.document_printer.private_bus import start_private_bus
from drivers.errors import DeviceError, Unavailable
from drivers.faults import Fault

_START_S = 8.0
_SETTLE_S = 5.0
_ANSWER_S = 1.0
_POLL_S = 0.02
_NAME = "Document printer"
_STOPPING = "processing-to-stop-point"


class IppEvePrinter:
    """Control methods may be called from one thread at a time; each takes effect before it returns.

    Args:
        directory: where the printed documents are put, as document-0001.pdf and so on.
        port: 0 picks a free one; it stays the same over unplugging.
        page_time_s: what one sheet takes.
    """

    def __init__(self, directory: Path, port: int = 0, *, page_time_s: float = 0.05) -> None:
        self._directory, self._page_time_s = directory, page_time_s
        self._port = port or _free_port()
        self._client = IppClient(address_of(self.url), user="desk")
        self._never = Cancel()
        self._housekeeping = uuid.uuid4().bytes
        self._guard = threading.Lock()  # guards the documents
        self._documents: list[bytes] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._children: Children | None = None
        self._environment: dict[str, str] = {}
        self._mechanics: Mechanics | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._hung = False
        self.on_document: Callable[[bytes], None] | None = None
        """Called with each document when its last sheet has come out, from a thread of the emulator."""

    @property
    def url(self) -> str:
        """What the driver opens."""
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    @property
    def documents(self) -> tuple[bytes, ...]:
        """What was printed, in order, byte for byte as the printer received it."""
        with self._guard:
            return tuple(self._documents)

    def start(self) -> None:
        """Switch the printer on.

        Raises:
            Unavailable: something that it needs is not installed or does not work; the text names it.
        """
        if self._folder is not None:
            raise RuntimeError("the emulator runs already")
        self._directory.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(prefix="ippeve-")
        self._children = Children()
        try:
            self._environment = start_private_bus(self._children, self._path)
            self._mechanics = Mechanics(
                self._path / "mechanics",
                deliver=self._deliver,
                cancelled=self._cancelled,
                housekeeping=self._housekeeping,
                page_time_s=self._page_time_s,
            )
            self._power_on()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Switch off and leave nothing behind but the documents; stopping twice is allowed."""
        self._process, self._hung = None, False
        if self._mechanics:
            self._mechanics.close()
            self._mechanics = None
        if self._children:
            self._children.close()
            self._children = None
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def set_fault(self, fault: Fault, *, after_pages: int = 0) -> None:
        """Let one of `mechanics.KEYWORDS` befall the printer, now or when a job's page `after_pages` has come out.

        Raises:
            ValueError: this printer cannot have that fault.
        """
        if fault not in KEYWORDS:
            raise ValueError(f"the emulated printer knows no {fault}; it knows {', '.join(KEYWORDS)}")
        self._running.set_fault(fault, after_pages=after_pages)
        self._show_faults()

    def clear_fault(self, fault: Fault | None = None) -> None:
        """Mend `fault`, or everything."""
        for one in KEYWORDS if fault is None else (fault,):
            self._running.clear_fault(one)
        self._show_faults()

    def unplug(self) -> None:
        """Cut the power: what was being printed stays where it is, and the printer forgets its jobs."""
        if self._process and self._children:
            self._children.kill(self._process)
            self._process, self._hung = None, False
        self._running.power_off()
        self._running.halt(halted=False)

    def replug(self) -> None:
        """Give the power back; faults are still there."""
        if not self._process:
            self._power_on()

    def hang(self) -> None:
        """Let the printer stand still with its connections open."""
        self._signal(signal.SIGSTOP, hung=True)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT, hung=False)
        self._show_faults()

    @property
    def _path(self) -> Path:
        if self._folder is None:
            raise RuntimeError("the emulator was not started")
        return Path(self._folder.name)

    @property
    def _running(self) -> Mechanics:
        if self._mechanics is None:
            raise RuntimeError("the emulator was not started")
        return self._mechanics

    def _signal(self, number: signal.Signals, *, hung: bool) -> None:
        if self._process is None:
            raise RuntimeError("the printer is not plugged in")
        self._hung = hung
        self._running.halt(halted=hung)
        self._process.send_signal(number)

    def _power_on(self) -> None:
        _check_free(self._port)
        # Without a listener for IPv6 ippeveprinter gives up, and not every machine knows localhost by IPv6.
        if not self._came_up("-n", "localhost") and not self._came_up():
            raise Unavailable(f"ippeveprinter does not come up: {self._complaint()}")
        self._show_faults()

    def _came_up(self, *options: str) -> bool:
        assert self._children is not None
        spool = self._path / "spool"
        spool.mkdir(exist_ok=True)
        words = ["ippeveprinter", "-r", "off", *options, "-p", str(self._port), "-d", str(spool)]
        words += ["-f", "application/pdf", "-c", str(self._command()), "--no-web-forms", _NAME]
        self._process = self._children.start(words, environment=self._environment, log=self._path / "printer.log")
        deadline = Deadline(_START_S)
        while self._process.poll() is None:
            with contextlib.suppress(DeviceError):
                self._client.printer(timeout_s=_ANSWER_S, cancel=self._never)
                return True
            if deadline.passed:
                break
            self._never.pause(_POLL_S, "start")
        self._children.kill(self._process)
        self._process = None
        return False

    def _command(self) -> Path:
        """Write the print command: ippeveprinter starts one program, without arguments of ours."""
        path = self._path / "print"
        words = [sys.executable, "-I", eve_command.__file__, str(self._path / "mechanics")]
        path.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$1"\n', "utf-8")
        path.chmod(0o700)
        return path

    def _complaint(self) -> str:
        lines = (self._path / "printer.log").read_text("utf-8", "replace").splitlines()
        telling = [line for line in lines if not re.match("Ignored Avahi", line)]
        return telling[-1] if telling else "it says nothing"

    def _show_faults(self) -> None:
        """Wait until the printer shows its faults; a job that is being printed sees to it, else one of our own."""
        deadline = Deadline(_SETTLE_S)
        while self._process and not self._hung and not self._shown():
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
        words = [KEYWORDS[fault] for fault in self._running.faults]
        reasons = {reason.removesuffix("-report").removesuffix("-warning") for reason in report.reasons} - {"none"}
        critical = {alert for alert in report.alerts if alert.endswith("critical")}
        return reasons == {reason for reason, _ in words} and len(critical) == len(words)

    def _cancelled(self, job_id: int) -> bool:
        try:
            return _STOPPING in self._client.job(job_id, timeout_s=_ANSWER_S, cancel=self._never).reasons
        except DeviceError:
            return False  # hung or unplugged: nobody can have told the printer

    def _deliver(self, document: bytes) -> None:
        with self._guard:
            self._documents.append(document)
            number = len(self._documents)
        (self._directory / f"document-{number:04}.pdf").write_bytes(document)
        if self.on_document:
            self.on_document(document)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_free(port: int) -> None:
    """Raise `Unavailable` for a taken port: whoever answers there would be taken for the printer that was started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Unavailable(f"port {port} of the emulated printer: {error.strerror}") from error
