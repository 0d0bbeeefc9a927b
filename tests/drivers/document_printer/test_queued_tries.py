"""What a job behind a queue has become, from the words of queues and printers that CUPS and ippeveprinter do not play.

Two small IPP servers answer each operation from what a test sets: one is the queue, one the printer behind it.
"""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from kit.http_server import read_whole, server

from drivers.cancel import Cancel
from drivers.document_printer.address import address_of
from drivers.document_printer.ipp import Attribute, Group, GroupTag, Message, attribute, decode
from drivers.document_printer.ipp_values import Tag
from drivers.document_printer.queued_printer import QueuedPrinter, printer_behind
from drivers.document_printer.reasons import JobState, PrinterState
from drivers.document_printer.reports import JobReport
from drivers.errors import Refused
from drivers.faults import Fault

USER = "kiosk-terminal"
CREATE_JOB, CANCEL_JOB, GET_JOB, GET_JOBS, GET_PRINTER = 0x05, 0x08, 0x09, 0x0A, 0x0B


@dataclass
class Job:
    number: int
    state: JobState
    impressions: int = 0
    never_begun: bool = False

    def group(self) -> Group:
        begun = attribute("time-at-processing", *((Tag.NO_VALUE, None) if self.never_begun else (Tag.INTEGER, 7)))
        return Group(
            GroupTag.JOB,
            (
                attribute("job-id", Tag.INTEGER, self.number),
                attribute("job-uuid", Tag.URI, f"urn:uuid:{self.number}"),
                attribute("job-state", Tag.ENUM, self.state),
                attribute("job-state-reasons", Tag.KEYWORD, "none"),
                attribute("job-impressions-completed", Tag.INTEGER, self.impressions),
                attribute("job-originating-user-name", Tag.NAME, USER),
                begun,
            ),
        )


@dataclass
class Server:
    """Speaks IPP. `jobs` are those that it knows; `cancelled` the numbers that it was told to cancel."""

    jobs: list[Job] = field(default_factory=list)
    attributes: tuple[Attribute, ...] = ()
    state: PrinterState = PrinterState.IDLE
    up_time_s: int = 1000
    cancelled: list[int] = field(default_factory=list)

    def serve(self, connection: socket.socket) -> None:
        request = decode(read_whole(connection))
        body = Message(0, request.request_id, tuple(self._answer(request))).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    def _answer(self, request: Message) -> Iterator[Group]:
        wanted = request.first(GroupTag.OPERATION)
        if request.code == GET_PRINTER:
            state = attribute("printer-state", Tag.ENUM, self.state)
            yield Group(
                GroupTag.PRINTER, (state, attribute("printer-up-time", Tag.INTEGER, self.up_time_s), *self.attributes)
            )
        elif request.code == GET_JOBS:
            ended = wanted.texts("which-jobs") == ("completed",)
            yield from (job.group() for job in self.jobs if job.state.final == ended)
        elif request.code == CANCEL_JOB:
            self.cancelled.append(wanted.integer("job-id"))
        else:
            yield self.jobs[0].group()


@pytest.fixture
def printer() -> Iterator[Server]:
    printer = Server()
    with server(printer.serve) as (host, port):
        printer.url = f"ipp://{host}:{port}/ipp/print"
        yield printer


@pytest.fixture
def queue(printer) -> Iterator[Server]:
    queue = Server([Job(1, JobState.PROCESSING)], (attribute("device-uri", Tag.URI, printer.url),))
    with server(queue.serve) as (host, port):
        queue.url = f"cups://{host}:{port}/documents"
        yield queue


@pytest.fixture
def begun(queue) -> QueuedPrinter:
    """The driver's side, its job created."""
    begun = QueuedPrinter(address_of(queue.url), user=USER)
    begun.create_job("a job", timeout_s=5.0, cancel=Cancel())
    return begun


def look(begun) -> JobReport:
    return begun.job(1, timeout_s=5.0, cancel=Cancel())


def doubt(begun) -> str:
    with pytest.raises(Refused) as caught:
        look(begun)
    assert caught.value.fault is Fault.JOB_DOUBTFUL
    return caught.value.detail


def test_two_tries_that_may_have_left_sheets(begun, queue, printer):
    printer.jobs = [Job(4, JobState.ABORTED, impressions=1), Job(5, JobState.PROCESSING)]
    assert "2 times" in doubt(begun)
    assert queue.cancelled == [1]
    assert printer.cancelled == [5]


def test_a_first_try_that_left_none_is_no_matter(begun, queue, printer):
    queue.jobs[0].state = JobState.COMPLETED
    printer.jobs = [Job(4, JobState.ABORTED), Job(5, JobState.COMPLETED, impressions=2)]
    report = look(begun)
    assert (report.job_id, report.state, report.impressions) == (1, JobState.COMPLETED, 2)


def test_jobs_from_before_are_not_ours(queue, printer):
    printer.jobs = [Job(4, JobState.COMPLETED, impressions=2)]
    begun = QueuedPrinter(address_of(queue.url), user=USER)
    begun.create_job("a job", timeout_s=5.0, cancel=Cancel())
    assert look(begun).state is JobState.PROCESSING
    assert look(begun).impressions == 0


def test_forgotten_by_the_printer(begun, queue, printer):
    printer.jobs = [Job(4, JobState.PROCESSING, impressions=1)]
    assert look(begun).impressions == 1
    printer.jobs = []
    assert "any more" in doubt(begun)
    assert queue.cancelled == [1]


def test_never_seen_and_the_printer_was_switched_off_meanwhile(begun, queue, printer):
    queue.jobs[0].state = JobState.CANCELED
    printer.up_time_s = 1
    assert "any more" in doubt(begun)


def test_completed_says_the_queue_and_the_printer_never_heard_of_it(begun, queue):
    queue.jobs[0].state = JobState.COMPLETED
    assert "does not know it" in doubt(begun)


def test_ended_at_the_queue_before_the_printer_heard_of_it(begun, queue):
    queue.jobs[0].state = JobState.CANCELED
    queue.state = PrinterState.PROCESSING
    assert look(begun).state is JobState.PROCESSING, "its backend may still be about to send it"
    queue.state = PrinterState.IDLE
    report = look(begun)
    assert (report.state, report.impressions, report.unprocessed) == (JobState.CANCELED, 0, True)


def test_the_printer_need_not_be_asked_for_what_was_never_sent(begun, queue, printer):
    queue.jobs[0].never_begun = True
    queue.jobs[0].state = JobState.CANCELED
    printer.jobs = [Job(4, JobState.COMPLETED, impressions=2)]
    report = look(begun)
    assert (report.state, report.impressions) == (JobState.CANCELED, 0)


def test_aborted_by_the_printer_is_no_end_while_the_queue_may_try_again(begun, queue, printer):
    printer.jobs = [Job(4, JobState.ABORTED, impressions=1)]
    assert look(begun).state is JobState.PROCESSING
    assert queue.cancelled == [1]
    queue.jobs[0].state = JobState.CANCELED
    queue.state = PrinterState.PROCESSING
    assert look(begun).state is JobState.PROCESSING
    queue.state = PrinterState.IDLE
    report = look(begun)
    assert (report.state, report.impressions) == (JobState.ABORTED, 1)


def test_cancelled_at_the_queue_and_still_at_work_at_the_printer(begun, queue, printer):
    queue.jobs[0].state = JobState.CANCELED
    printer.jobs = [Job(4, JobState.PROCESSING, impressions=1)]
    assert look(begun).state is JobState.PROCESSING
    assert printer.cancelled == [4]


def test_a_failed_filter_ends_the_job(begun, queue):
    queue.jobs[0].state = JobState.STOPPED
    assert not look(begun).state.final
    assert queue.cancelled == [1]


@pytest.mark.parametrize("uri", ["ipp://localhost:60000/ipp/print", "ipp://127.0.0.1/ipp/print"])
def test_a_printer_that_only_the_other_machine_reaches(uri):
    with pytest.raises(Refused, match="only its own server") as caught:
        printer_behind(address_of("cups://server/documents"), uri)
    assert caught.value.fault is Fault.JOB_REFUSED
    assert printer_behind(address_of("cups:documents"), uri).uri == uri


@pytest.mark.parametrize(
    "uri", ["usb://HP/LaserJet", "dnssd://HP._ipp._tcp.local/?uuid=1", "implicitclass://q/", "", "\x1b[2J:x"]
)
def test_queues_that_lead_to_no_ipp_printer(uri):
    with pytest.raises(Refused, match="lpadmin") as caught:
        printer_behind(address_of("cups:documents"), uri)
    assert caught.value.detail.isprintable()
