"""A queue of a real cupsd: what it says without paper, what it refuses, and what becomes of a job when it fails."""

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from kit.folders import plain_folder
from kit.patience import until

from drivers.cancel import Cancel
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.private_cups import PrivateCups
from drivers.document_printer.reasons import JobState, PrinterState
from drivers.document_printer.role import PrintedJob
from drivers.errors import DeviceError, Refused, Unavailable
from drivers.faults import Fault
from drivers.status import DeviceState

PAGES = 3
PDF = typst.compile(b'#set page(paper: "a4")\nA\n#pagebreak()\nB\n#pagebreak()\nC')


@pytest.fixture(scope="module")
def emulator(tmp_path_factory) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path_factory.mktemp("printed"), page_time_s=0.02)
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def bench(emulator) -> Iterator[IppEvePrinter]:
    emulator.take()
    yield emulator
    emulator.replug()
    emulator.resume()
    emulator.clear_fault()


@pytest.fixture
def queue(bench) -> Iterator[PrivateCups]:
    queue = PrivateCups(bench.url)
    queue.start()
    yield queue
    queue.stop()


@pytest.fixture
def printer(queue) -> IppPrinter:
    return IppPrinter(queue.url, owner="terminal", poll_s=0.03, last_word_s=5.0)


def print_on(printer, *, trouble=lambda _fault: None, timeout_s=30.0, cancel=None) -> PrintedJob:
    cancel = cancel or Cancel()
    return printer.print(PDF, job_name="three", pages=PAGES, timeout_s=timeout_s, cancel=cancel, trouble=trouble)


def failure(printer, **options) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        print_on(printer, **options)
    return caught.value


def queue_client(queue) -> IppClient:
    return IppClient(address_of(queue.url), user="kiosk-terminal")


def ask(question, *args):
    return question(*args, timeout_s=5.0, cancel=Cancel())


def test_why_its_word_is_not_taken(queue, bench):
    """Pages are counted before any came, and the job is called completed though the power was cut after one."""
    client = queue_client(queue)
    bench.set_fault(Fault.PAPER_OUT, after_pages=1)
    job = ask(client.create_job, "three").job_id
    ask(client.send_document, job, PDF)
    until(lambda: bench.tray_sheets == 1)
    until(lambda: ask(client.job, job).impressions == PAGES)
    bench.unplug()
    bench.replug()
    until(lambda: ask(client.job, job).state.final, timeout_s=30.0)
    report = ask(client.job, job)
    assert (report.state, report.impressions, report.sheets) == (JobState.COMPLETED, PAGES, PAGES)
    assert bench.tray_sheets == 1


def test_a_stopped_queue_is_told_and_goes_on(queue, printer, bench):
    queue.pause()
    status = printer.status()
    assert status.faults == {Fault.BUSY}
    assert status.state is DeviceState.DEVICE_BUSY
    told = []

    def trouble(fault):
        told.append(fault)
        if fault:
            queue.pause(paused=False)

    assert print_on(printer, trouble=trouble).sheets == PAGES
    assert told == [Fault.BUSY, None]
    assert bench.tray_sheets == PAGES


def test_a_stopped_queue_that_stays_so_has_certainly_printed_nothing(queue, printer, bench):
    queue.pause()
    error = failure(printer, timeout_s=1.0)
    assert (type(error), error.fault) == (Refused, Fault.BUSY)
    queue.pause(paused=False)
    assert print_on(printer).sheets == PAGES
    assert bench.tray_sheets == PAGES, "the job that was given up must not come out afterwards"


def test_a_queue_that_rejects_jobs(queue, printer, bench):
    queue.reject()
    assert printer.status().faults == {Fault.BUSY}
    assert failure(printer, timeout_s=0.5).fault is Fault.BUSY
    queue.reject(rejecting=False)
    assert print_on(printer).sheets == PAGES


@pytest.mark.parametrize("device", ["socket://127.0.0.1:9100", "lpd://127.0.0.1/queue", "file:///dev/null"])
def test_a_backend_that_cannot_tell_is_refused_before_anything_is_printed(device):
    queue = PrivateCups(device, driver="raw")
    queue.start()
    printer = IppPrinter(queue.url)
    status = printer.status()
    error = failure(printer)
    jobs = ask(queue_client(queue).my_jobs)
    queue.stop()
    assert status.faults == {Fault.JOB_REFUSED}
    assert not status.ready
    assert device.partition(":")[0] in status.detail
    assert "lpadmin -v ipp://" in status.detail
    assert (type(error), error.fault) == (Refused, Fault.JOB_REFUSED)
    assert jobs == []


def test_a_raw_queue_to_an_ipp_printer_will_do(bench):
    queue = PrivateCups(bench.url, driver="raw")
    queue.start()
    assert print_on(IppPrinter(queue.url, poll_s=0.03)).sheets == PAGES
    assert bench.documents[-1] == PDF, "nothing is rewritten on the way"
    queue.stop()


def test_a_queue_that_is_not_there(queue):
    address = queue.url.replace("documents", "no-such-queue")
    status = IppPrinter(address).status()
    assert status.faults == {Fault.JOB_REFUSED}
    assert not status.ready


def test_no_print_server(queue):
    url = queue.url
    printer = IppPrinter(url)
    queue.unplug()
    status = printer.status()
    assert status.state is DeviceState.OFFLINE
    assert isinstance(failure(printer), Unavailable)
    queue.replug()
    assert print_on(printer).sheets == PAGES


def test_the_print_server_hangs_and_comes_back(queue, printer, bench):
    told = []

    def trouble(fault):
        told.append(fault)
        if fault is Fault.PAPER_OUT:
            until(lambda: bench.at_work, timeout_s=20.0)
            queue.hang()
            bench.clear_fault()
        elif fault is Fault.TIMEOUT:
            queue.resume()

    bench.set_fault(Fault.PAPER_OUT, after_pages=1)
    assert print_on(printer, trouble=trouble, timeout_s=60.0).sheets == PAGES
    assert told == [Fault.PAPER_OUT, Fault.TIMEOUT, None]
    assert bench.tray_sheets == PAGES


def test_the_print_server_is_restarted_in_the_middle(queue, printer, bench):
    """The printer goes on alone. Started again, CUPS keeps the job as pending: it has to be called off."""
    told = []

    def restart(fault):
        told.append(fault)
        if fault:
            queue.unplug()
            queue.replug()
            bench.clear_fault()

    bench.set_fault(Fault.PAPER_OUT, after_pages=1)
    before = len(bench.documents)
    job = print_on(printer, trouble=restart)
    assert job.sheets == PAGES
    assert ask(queue_client(queue).job, job.job_id).state is JobState.CANCELED
    assert print_on(printer).sheets == PAGES
    until(lambda: ask(queue_client(queue).printer).state is PrinterState.IDLE, timeout_s=30.0)
    assert (bench.tray_sheets, len(bench.documents) - before) == (2 * PAGES, 2), "the first one must not come again"


class Relay:
    """A wire to the printer that breaks once: in the middle of a document, or before the receipt for it is back."""

    SEND_DOCUMENT = re.compile(rb"\x02\x00\x00\x06....\x01\x47", re.DOTALL)  # version, operation, number, first tags

    def __init__(self, printer: IppEvePrinter, *, in_the_document: bool) -> None:
        self._target, self._in_the_document = address_of(printer.url).server, in_the_document
        self._door = socket.create_server(("127.0.0.1", 0))
        self.broken = False
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"ipp://127.0.0.1:{self._door.getsockname()[1]}/ipp/print"

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        sent = b""
        with (
            near,
            socket.create_connection((self._target.host, self._target.port)) as far,
            contextlib.suppress(OSError),
        ):
            while True:
                for end in select.select([near, far], [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    sent = sent + data if end is near else sent
                    if self._breaks(sent, data, upward=end is near):
                        return
                    (far if end is near else near).sendall(data)

    def _breaks(self, sent: bytes, data: bytes, *, upward: bool) -> bool:
        here = b"%%EOF" in data if self._in_the_document else not upward and b"HTTP/1.1 200" in data
        breaks = not self.broken and here and self.SEND_DOCUMENT.search(sent) is not None
        self.broken |= breaks
        return breaks


@pytest.mark.parametrize("in_the_document", [True, False])
def test_the_wire_breaks_while_cups_sends(bench, in_the_document):
    """CUPS takes both for a success. The printer aborts half a document, and prints a whole one without its receipt."""
    relay = Relay(bench, in_the_document=in_the_document)
    queue = PrivateCups(relay.url)
    queue.start()
    before = len(bench.documents)
    try:
        end = print_on(IppPrinter(queue.url, poll_s=0.03, last_word_s=5.0), timeout_s=60.0).sheets
    except DeviceError as error:
        end = error.fault
    assert relay.broken
    until(lambda: ask(queue_client(queue).printer).state is PrinterState.IDLE, timeout_s=30.0)
    queue.stop()
    relay.close()
    printed = (end, bench.tray_sheets, len(bench.documents) - before)
    assert printed == ((Fault.JOB_REFUSED, 0, 0) if in_the_document else (PAGES, PAGES, 1))


def test_jobs_left_at_the_queue_are_taken_away_by_their_owner(queue, printer, bench):
    client = queue_client(queue)
    bench.set_fault(Fault.PAPER_OUT)
    job = ask(client.create_job, "left").job_id
    ask(client.send_document, job, PDF)
    until(lambda: bench.at_work, timeout_s=20.0)
    printer.status()
    until(lambda: not bench.at_work)
    bench.clear_fault()
    assert ask(client.my_jobs) == []
    assert bench.tray_sheets == 0


def test_a_job_that_outlived_a_restart_is_taken_away_before_it_is_printed(queue, printer, bench):
    client = queue_client(queue)
    queue.pause()
    ask(client.send_document, ask(client.create_job, "left").job_id, PDF)
    queue.unplug()
    queue.replug()
    assert len(ask(client.my_jobs)) == 1
    printer.status()
    assert ask(client.my_jobs) == []
    queue.pause(paused=False)
    assert print_on(printer).sheets == PAGES
    assert bench.tray_sheets == PAGES


def test_a_printer_that_is_off_and_comes_back(queue, printer, bench):
    bench.unplug()
    assert printer.status().state is DeviceState.OFFLINE
    assert isinstance(failure(printer), Unavailable)
    bench.replug()
    assert print_on(printer).sheets == PAGES


def test_the_print_server_works_for_a_plain_user_and_dies_with_its_owner():
    """Run as nobody where that is possible, as ourselves otherwise."""
    text = """
        import sys
        from pathlib import Path
        from drivers.cancel import Cancel
        from drivers.document_printer.device import IppPrinter
        from drivers.document_printer.emulator import IppEvePrinter
        from drivers.document_printer.private_cups import PrivateCups
        emulator = IppEvePrinter(Path(sys.argv[1]))
        emulator.start()
        queue = PrivateCups(emulator.url)
        queue.start()
        pdf = Path(sys.argv[2]).read_bytes()
        job = IppPrinter(queue.url).print(
            pdf, job_name="x", pages=3, timeout_s=30.0, cancel=Cancel(), trouble=lambda fault: None
        )
        print(job.sheets, queue._running.pid, flush=True)
        sys.stdin.read()
    """
    environment = {**os.environ, "TMPDIR": "/tmp", "HOME": "/tmp"}
    with plain_folder() as printed:
        document = printed / "three.pdf"
        document.write_bytes(PDF)
        command = [sys.executable, "-c", textwrap.dedent(text), str(printed), str(document)]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
            sheets, pid = process.stdout.readline().split()
            assert sheets == b"3"
            process.send_signal(signal.SIGKILL)
    until(lambda: not alive(int(pid)))


def alive(pid: int) -> bool:
    """True while `pid` runs; a zombie has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
