"""What every document printer keeps to: the emulated one by default, a real one with `--device document_printer=URL`.

The emulated one is reached twice: directly, and through a queue of a real cupsd. Against a real printer these tests
use a few sheets; what needs somebody at its paper or its plug is skipped.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
import typst
from kit.patience import until
from kit.wires import Plugged, wires_of

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.reasons import PrinterState
from drivers.document_printer.role import DocumentPrinter, PrintedJob
from drivers.document_printer.stock import KEYWORDS
from drivers.errors import Cancelled, DeviceError, Refused, Timeout, Unavailable
from drivers.faults import Fault, Role
from drivers.status import PaperState

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

PAGES = 2
HOPELESS_S = 1.5  # for jobs that nothing can become of; a queue needs half of it to start
JOB_NAME = "a name that belongs into no log"


@pytest.fixture(scope="module")
def pdf(tmp_path_factory) -> bytes:
    source = tmp_path_factory.mktemp("pdf") / "two-pages.typ"
    source.write_text('#set page("a4")\nFirst\n#pagebreak()\nSecond')
    return typst.compile(str(source))


WIRES = wires_of(Role.DOCUMENT_PRINTER)


@pytest.fixture
def plugged(lasting: Plugged) -> Plugged:
    return lasting


@pytest.fixture
def printer(driver: IppPrinter, plugged: Plugged) -> Iterator[DocumentPrinter]:
    yield driver
    if plugged.far_end:
        plugged.far_end.replug()
        plugged.far_end.resume()
        plugged.far_end.clear_fault()
        front = IppClient(address_of(plugged.url), user="another")
        until(lambda: is_idle(front) and driver.status().detail.startswith("IDLE"), timeout_s=30.0)


def is_idle(client: IppClient) -> bool:
    return client.printer(timeout_s=2.0, cancel=Cancel()).state is PrinterState.IDLE


@pytest.fixture
def printed(bench):
    """The number of documents that came out since the test began."""
    before = len(bench.documents)
    return lambda: len(bench.documents) - before


def mend(bench, fault):
    """Mend a fault once the job waits at the printer.

    The emulated one is busy for a moment when its panel changes at rest, and CUPS lets a busy printer wait for 10 s.
    """
    until(lambda: bench.at_work, timeout_s=20.0)
    bench.clear_fault(fault)


class Troubles(list):
    """What was told, in order; `act` is done at the first fault."""

    def __init__(self, act=lambda _fault: None):
        self.act = act

    def __call__(self, fault):
        self.append(fault)
        if len(self) == 1:
            self.act(fault)


def print_on(printer, pdf, *, trouble=None, timeout_s=30.0, cancel=None, pages=PAGES, **more) -> PrintedJob:
    return printer.print(
        pdf,
        job_name=JOB_NAME,
        pages=pages,
        timeout_s=timeout_s,
        cancel=cancel or Cancel(),
        trouble=Troubles() if trouble is None else trouble,
        **more,
    )


def failure(printer, pdf, **options) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        print_on(printer, pdf, **options)
    assert (Role.DOCUMENT_PRINTER, caught.value.fault) in CATALOGUE
    assert JOB_NAME not in str(caught.value)
    return caught.value


def pictures(pdf: bytes) -> list[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=1.0).to_numpy().tobytes() for page in document]


class TestDocumentPrinter:
    def test_prints_and_counts_the_sheets(self, printer, pdf):
        troubles = Troubles()
        job = print_on(printer, pdf, trouble=troubles, timeout_s=60.0)
        assert job.sheets == PAGES
        assert troubles == []

    def test_what_comes_out_is_what_was_sent(self, printer, bench, pdf, wire):
        print_on(printer, pdf)
        if wire.name == "ipp":
            assert bench.documents[-1] == pdf
        else:  # CUPS writes a PDF of its own
            assert pictures(bench.documents[-1]) == pictures(pdf)

    def test_what_is_no_pdf_is_refused(self, printer, bench, printed):
        assert failure(printer, b"%PDF-1.7 and then nothing").fault is Fault.JOB_REFUSED
        assert printed() == 0

    def test_a_page_that_never_came_is_no_success(self, printer, bench, pdf):
        assert failure(printer, pdf, pages=PAGES + 1).fault is Fault.JOB_DOUBTFUL


class TestCopies:
    def test_all_come_out_of_one_job_and_are_counted(self, printer, bench, printed, pdf):
        before, sheets = bench.tray_sheets, []
        job = print_on(printer, pdf, copies=3, progress=sheets.append, timeout_s=60.0)
        assert job.sheets == 3 * PAGES
        assert bench.tray_sheets - before == 3 * PAGES
        assert printed() == 3
        assert [pictures(document) for document in bench.documents[-3:]] == 3 * [pictures(pdf)], "each is whole"
        assert sheets == sorted(set(sheets)), "told once each, and never backwards"
        assert sheets[-1] == 3 * PAGES

    def test_some_out_of_several_is_doubt_and_it_is_told_how_many(self, printer, bench, printed, pdf):
        sheets: list[int] = []
        bench.set_fault(Fault.PAPER_OUT, after_pages=PAGES + 1)
        fault = failure(printer, pdf, copies=3, progress=sheets.append, timeout_s=4.0).fault
        assert fault is Fault.JOB_DOUBTFUL
        assert sheets[-1] == PAGES + 1
        assert printed() == 1, "the second copy is not whole"

    def test_paper_that_runs_out_between_two_copies_is_waited_for(self, printer, bench, printed, pdf):
        bench.set_fault(Fault.PAPER_OUT, after_pages=PAGES)
        job = print_on(printer, pdf, copies=2, trouble=Troubles(lambda fault: mend(bench, fault)), timeout_s=60.0)
        assert job.sheets == 2 * PAGES
        assert printed() == 2

    def test_more_than_the_printer_makes_is_refused_before_a_sheet(self, printer, printed, pdf):
        assert failure(printer, pdf, copies=10_000).fault is Fault.JOB_REFUSED
        assert printed() == 0


class TestFaults:
    @pytest.mark.parametrize("fault", KEYWORDS)
    def test_shown_while_idle(self, printer, bench, fault):
        bench.set_fault(fault)
        status = printer.status()
        assert status.faults == {fault}
        assert not status.ready
        bench.clear_fault(fault)
        assert printer.status().ready

    @pytest.mark.parametrize("fault", KEYWORDS)
    def test_mended_in_time(self, printer, bench, pdf, printed, fault):
        bench.set_fault(fault)
        troubles = Troubles(lambda fault: mend(bench, fault))
        assert print_on(printer, pdf, trouble=troubles).sheets == PAGES
        assert troubles == [fault, None]
        assert printed() == 1

    def test_one_after_the_other(self, printer, bench, pdf):
        troubles, cancel = [], Cancel()

        def trouble(fault):
            troubles.append(fault)
            if fault is Fault.PAPER_OUT:
                until(lambda: bench.at_work, timeout_s=20.0)
                bench.set_fault(Fault.COVER_OPEN)
                bench.clear_fault(fault)
                bench.set_fault(Fault.TONER_OUT, after_pages=1)
                bench.clear_fault(Fault.COVER_OPEN)
            elif fault is Fault.TONER_OUT:
                cancel.set()

        bench.set_fault(Fault.PAPER_OUT)
        error = failure(printer, pdf, trouble=trouble, cancel=cancel, timeout_s=60.0)
        assert error.fault is Fault.JOB_DOUBTFUL, "one sheet came out"
        assert troubles[0] is Fault.PAPER_OUT
        assert troubles[-1] is Fault.TONER_OUT

    def test_paper_out_in_the_middle(self, printer, bench, pdf, printed):
        bench.set_fault(Fault.PAPER_OUT, after_pages=1)
        troubles = Troubles(bench.clear_fault)
        assert print_on(printer, pdf, trouble=troubles).sheets == PAGES
        assert troubles == [Fault.PAPER_OUT, None]
        assert printed() == 1

    @pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.PAPER_JAM])
    def test_never_mended_and_certainly_nothing_printed(self, printer, bench, pdf, printed, fault):
        bench.set_fault(fault)
        error = failure(printer, pdf, timeout_s=HOPELESS_S)
        assert isinstance(error, Refused)
        assert error.fault is fault
        bench.clear_fault(fault)
        assert print_on(printer, pdf).sheets == PAGES
        assert printed() == 1, "the job that was given up must not come out afterwards"

    def test_never_mended_after_a_sheet(self, printer, bench, pdf):
        bench.set_fault(Fault.PAPER_OUT, after_pages=1)
        assert failure(printer, pdf, timeout_s=HOPELESS_S).fault is Fault.JOB_DOUBTFUL

    def test_a_sheet_jammed_by_this_job_may_be_a_printed_one(self, printer, bench, pdf):
        bench.set_fault(Fault.PAPER_OUT)

        def jam(_fault):
            until(lambda: bench.at_work, timeout_s=20.0)
            bench.set_fault(Fault.PAPER_JAM)

        troubles = Troubles(jam)
        assert failure(printer, pdf, trouble=troubles, timeout_s=HOPELESS_S).fault is Fault.JOB_DOUBTFUL
        assert troubles == [Fault.PAPER_OUT, Fault.PAPER_JAM]


class TestLostContact:
    def test_unplugged_before(self, printer, bench, pdf, printed):
        bench.unplug()
        assert isinstance(failure(printer, pdf), Unavailable)
        assert printer.status().paper is PaperState.UNKNOWN
        bench.replug()
        assert print_on(printer, pdf).sheets == PAGES
        assert printed() == 1

    def test_unplugged_for_good_in_the_middle(self, printer, bench, pdf, printed):
        bench.set_fault(Fault.PAPER_OUT, after_pages=1)
        troubles = Troubles(lambda _: bench.unplug())
        assert failure(printer, pdf, trouble=troubles, timeout_s=HOPELESS_S).fault is Fault.JOB_DOUBTFUL
        assert troubles == [Fault.PAPER_OUT, Fault.OFFLINE]
        assert printed() == 0

    def test_back_without_memory(self, printer, bench, pdf):
        """The printer's own first job after power-on gets the number that ours had before."""

        def power_cut(_fault):
            bench.unplug()
            bench.replug()

        bench.unplug()
        bench.replug()
        bench.set_fault(Fault.PAPER_OUT, after_pages=1)
        began = time.monotonic()
        assert failure(printer, pdf, trouble=Troubles(power_cut)).fault is Fault.JOB_DOUBTFUL
        assert time.monotonic() - began < 5.0, "once the printer has forgotten the job there is nothing to wait for"

    def test_hangs_before(self, printer, bench, pdf, printed):
        bench.hang()
        assert isinstance(failure(printer, pdf, timeout_s=0.3), Timeout)
        assert printer.status().faults == {Fault.TIMEOUT}
        bench.resume()
        assert print_on(printer, pdf).sheets == PAGES
        assert printed() == 1

    def test_hangs_in_the_middle_for_a_while(self, printer, bench, pdf, printed):
        def hang(_fault):
            bench.hang()
            bench.clear_fault(Fault.PAPER_OUT)
            pool.submit(bench.resume)

        bench.set_fault(Fault.PAPER_OUT)
        with ThreadPoolExecutor(1) as pool:
            assert print_on(printer, pdf, trouble=Troubles(hang)).sheets == PAGES
        assert printed() == 1

    def test_hangs_in_the_middle_for_good(self, printer, bench, pdf, printed):
        bench.set_fault(Fault.PAPER_OUT)
        error = failure(printer, pdf, trouble=Troubles(lambda _: bench.hang()), timeout_s=HOPELESS_S)
        assert error.fault is Fault.JOB_DOUBTFUL
        bench.resume()
        printer.status()
        bench.clear_fault()
        assert print_on(printer, pdf).sheets == PAGES
        assert printed() == 1, "the job that was given up must not come out afterwards"

    def test_hangs_while_it_wakes_and_the_job_is_cancelled(self, printer, bench, pdf):
        bench.hang()
        cancel = Cancel()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(failure, printer, pdf, cancel=cancel, timeout_s=30.0)
            cancel.set()
            assert isinstance(waiting.result(timeout=1.0), Cancelled)


class TestCancel:
    def test_while_it_waits_for_paper(self, printer, bench, pdf, printed):
        cancel = Cancel()
        bench.set_fault(Fault.PAPER_OUT)

        def give_up(_fault):
            until(lambda: bench.at_work)  # before its print command runs, ippeveprinter forgets that it was cancelled
            cancel.set()

        error = failure(printer, pdf, cancel=cancel, trouble=Troubles(give_up))
        assert isinstance(error, Cancelled)
        bench.clear_fault()
        until(lambda: printer.status().detail.startswith("IDLE"))
        assert printed() == 0


class TestOthersJobs:
    @pytest.fixture
    def other_job(self, plugged, bench, pdf):
        """A job of somebody else's that waits for paper."""
        bench.set_fault(Fault.PAPER_OUT)
        other = IppClient(address_of(plugged.url), user="another")
        number = other.create_job("another", timeout_s=5, cancel=Cancel()).job_id
        other.send_document(number, pdf, timeout_s=5, cancel=Cancel())
        until(lambda: bench.at_work)
        yield
        other.cancel_job(number, timeout_s=5, cancel=Cancel())

    def test_are_waited_for(self, printer, bench, pdf, printed, other_job):
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(print_on, printer, pdf)
            bench.clear_fault()
            assert waiting.result(timeout=30.0).sheets == PAGES
        assert printed() == 2

    def test_but_not_for_ever(self, printer, pdf, printed, other_job, wire):
        error = failure(printer, pdf, timeout_s=HOPELESS_S)
        assert isinstance(error, Refused)
        a_queue_takes_it_and_tells_the_cause = wire.name == "cups"
        assert error.fault is (Fault.PAPER_OUT if a_queue_takes_it_and_tells_the_cause else Fault.BUSY)
        assert printed() == 0
