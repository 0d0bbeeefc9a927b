"""Trouble after each page of a document of five, over both wires: every sheet once, or no success."""

import threading
from collections.abc import Iterator

import pypdfium2
import pytest
import typst
from kit.patience import until

from drivers.cancel import Cancel
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.private_cups import PrivateCups
from drivers.document_printer.reasons import PrinterState
from drivers.errors import Refused
from drivers.faults import Fault

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

PAGES = 5
IN_THE_MIDDLE = range(1, PAGES)
PDF = typst.compile(('#set page(paper: "a4")\n' + "\n#pagebreak()\n".join("ABCDE")).encode())


@pytest.fixture(scope="module")
def emulator(tmp_path_factory) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path_factory.mktemp("printed"), page_time_s=0.02)
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture(scope="module", params=["ipp", "cups"])
def url(request, emulator) -> Iterator[str]:
    if request.param == "ipp":
        yield emulator.url
        return
    queue = PrivateCups(emulator.url)
    queue.start()
    yield queue.url
    queue.stop()


@pytest.fixture
def bench(emulator, url) -> Iterator[IppEvePrinter]:
    """The printer, its tray empty and its cassette full; whatever a test did to it is mended."""
    emulator.load_paper()
    emulator.take()
    yield emulator
    emulator.replug()
    emulator.clear_fault()
    front = IppClient(address_of(url), user="another")
    idle = PrinterState.IDLE
    until(lambda: front.printer(timeout_s=5.0, cancel=Cancel()).state is idle, timeout_s=30.0)


def print_on(url, trouble, cancel=None):
    printer, cancel = IppPrinter(url, poll_s=0.03, last_word_s=5.0), cancel or Cancel()
    return printer.print(PDF, job_name="five", pages=PAGES, timeout_s=30.0, cancel=cancel, trouble=trouble)


def pages_of(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@pytest.mark.parametrize("page", IN_THE_MIDDLE)
@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.PAPER_JAM])
def test_the_remaining_pages_come_after_repair(bench, url, fault, page):
    told, tray = [], []

    def trouble(now):
        told.append(now)
        if now:
            tray.append(bench.tray_sheets)
            bench.clear_fault(now)

    before, torn = len(bench.documents), bench.spoiled_sheets
    bench.set_fault(fault, after_pages=page)
    assert print_on(url, trouble).sheets == PAGES
    assert told == [fault, None]
    assert tray == [page], "the trouble came when so many sheets were out"
    assert bench.tray_sheets == PAGES, "each sheet once"
    assert bench.spoiled_sheets - torn == (fault is Fault.PAPER_JAM), "the jam tore one, which was printed again"
    assert [pages_of(one) for one in bench.documents[before:]] == [PAGES]


def test_paper_that_runs_out_by_itself(bench, url):
    bench.leave_paper(2)
    told = []

    def trouble(now):
        told.append(now)
        if now:
            assert (bench.tray_sheets, bench.sheets_left) == (2, 0)
            bench.load_paper(100)

    assert print_on(url, trouble).sheets == PAGES
    assert told == [Fault.PAPER_OUT, None]
    assert (bench.tray_sheets, bench.sheets_left) == (PAGES, 97)


@pytest.mark.parametrize("page", IN_THE_MIDDLE)
def test_a_power_cut_leaves_a_doubt_and_nothing_is_printed_again(bench, url, page):
    """The printer comes back without memory and with paper; CUPS calls the job completed then."""

    def power_cut(_now):
        bench.unplug()
        bench.replug()

    before = len(bench.documents)
    bench.set_fault(Fault.PAPER_OUT, after_pages=page)
    with pytest.raises(Refused) as caught:
        print_on(url, power_cut)
    assert caught.value.fault is Fault.JOB_DOUBTFUL
    bench.clear_fault()
    front = IppClient(address_of(url), user="another")
    idle = PrinterState.IDLE
    until(lambda: front.printer(timeout_s=5.0, cancel=Cancel()).state is idle, timeout_s=30.0)
    assert bench.tray_sheets == page
    assert bench.documents[before:] == ()


@pytest.mark.parametrize("page", IN_THE_MIDDLE)
def test_given_up_is_no_success_and_nothing_comes_later(bench, url, page):
    printed, cancel = threading.Event(), Cancel()
    bench.on_document = lambda _document: printed.set()
    bench.set_fault(Fault.PAPER_JAM, after_pages=page)
    with pytest.raises(Refused) as caught:
        print_on(url, lambda _now: cancel.set(), cancel)
    assert caught.value.fault is Fault.JOB_DOUBTFUL
    bench.clear_fault()
    until(lambda: not bench.at_work)
    assert bench.tray_sheets == page
    assert not printed.is_set()
    bench.on_document = None
