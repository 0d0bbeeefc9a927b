"""Paper, toner and tray of the emulated printer run down by themselves, and the driver says so in time."""

from collections.abc import Iterator

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from drivers.cancel import Cancel
from drivers.document_printer.device import IppPrinter
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.reasons import faults_of, thresholds_of
from drivers.document_printer.stock import CASSETTE_SHEETS, KEYWORDS, LOW_SHEETS, TRAY_SHEETS, Stock
from drivers.document_printer.supplies import Supply
from drivers.faults import Fault, Threshold
from drivers.status import PaperState, TonerState

PDF = typst.compile(b'#set page(paper: "a4")\nA\n#pagebreak()\nB')


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> Iterator[IppEvePrinter]:
    emulator = IppEvePrinter(tmp_path_factory.mktemp("printed"), page_time_s=0.0, toner_per_sheet_percent=0.5)
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def bench(started) -> Iterator[IppEvePrinter]:
    yield started
    started.load_paper()
    started.replace_toner()
    started.take()
    started.clear_fault()


@pytest.fixture
def printer(bench) -> IppPrinter:
    return IppPrinter(bench.url, poll_s=0.01)


def print_two(printer, trouble=lambda _fault: None):
    return printer.print(PDF, job_name="two", pages=2, timeout_s=30.0, cancel=Cancel(), trouble=trouble)


def test_full(printer):
    status = printer.status()
    assert (status.paper, status.toner, status.thresholds) == (PaperState.FULL, TonerState.FULL, frozenset())


def test_each_sheet_takes_paper_and_toner_and_lies_in_the_tray(printer, bench):
    print_two(printer)
    assert bench.sheets_left == CASSETTE_SHEETS - 2
    assert bench.toner_percent == 99.0
    assert bench.tray_sheets == 2
    assert bench.take() == 2
    assert bench.tray_sheets == 0


def test_paper_low_appears_by_itself_and_goes_with_new_paper(printer, bench):
    bench.leave_paper(LOW_SHEETS + 2)
    assert printer.status().paper is PaperState.FULL
    print_two(printer)
    status = printer.status()
    assert status.paper is PaperState.LOW
    assert status.thresholds == {Threshold.PAPER_LOW}
    assert status.ready, "low is no fault"
    bench.load_paper(200)
    assert printer.status().paper is PaperState.FULL


def test_the_last_sheet(printer, bench):
    bench.leave_paper(2)
    assert print_two(printer).sheets == 2
    status = printer.status()
    assert (status.paper, status.faults, status.thresholds) == (PaperState.OUT, {Fault.PAPER_OUT}, frozenset())


def test_toner_low_and_out_appear_by_themselves(printer, bench):
    bench.set_toner(11.0)
    assert printer.status().toner is TonerState.FULL
    print_two(printer)
    status = printer.status()
    assert (status.toner, status.thresholds, status.faults) == (TonerState.LOW, {Threshold.TONER_LOW}, frozenset())
    bench.set_toner(1.0)
    print_two(printer)
    status = printer.status()
    assert (status.toner, status.thresholds, status.faults) == (TonerState.OUT, frozenset(), {Fault.TONER_OUT})
    bench.replace_toner()
    assert printer.status().toner is TonerState.FULL


def test_toner_that_runs_out_in_the_middle(printer, bench):
    bench.set_toner(0.5)
    told = []

    def trouble(fault):
        told.append(fault)
        if fault:
            bench.replace_toner()

    assert print_two(printer, trouble).sheets == 2
    assert told == [Fault.TONER_OUT, None]


def test_the_tray_fills_up(printer, bench):
    bench.fill_tray(TRAY_SHEETS - 4)
    assert printer.status().thresholds == {Threshold.OUTPUT_NEARLY_FULL}
    print_two(printer)
    print_two(printer)
    assert printer.status().faults == {Fault.OUTPUT_FULL}
    bench.take()
    status = printer.status()
    assert status.ready
    assert status.thresholds == set()


STOCKS = st.builds(
    Stock,
    sheets_left=st.integers(0, CASSETTE_SHEETS),
    toner_percent=st.floats(0.0, 100.0),
    tray_sheets=st.integers(0, TRAY_SHEETS),
    jammed=st.booleans(),
    cover_open=st.booleans(),
)


@given(STOCKS)
def test_what_the_panel_says_is_what_the_driver_understands(stock):
    panel = stock.panel
    assert faults_of([f"{reason}-report" for reason in panel.reasons], panel.alerts) == stock.faults
    low = thresholds_of(panel.reasons, panel.alerts, (Supply("toner", panel.toner_percent),))
    assert (Threshold.PAPER_LOW in low) == (0 < stock.sheets_left <= LOW_SHEETS)
    assert (Threshold.TONER_LOW in low) == (panel.toner_percent <= 10)


@given(STOCKS, st.sampled_from(list(KEYWORDS)))
def test_what_befalls_can_be_mended(stock, fault):
    befallen = stock.befallen(fault, sheet_on_its_way=False)
    assert befallen.faults == stock.faults | {fault}
    assert befallen.mended(fault).faults == stock.faults - {fault}


@given(STOCKS)
def test_a_torn_sheet_is_gone_from_the_cassette(stock):
    torn = stock.befallen(Fault.PAPER_JAM, sheet_on_its_way=True)
    assert torn.sheets_left + torn.spoiled_sheets == stock.sheets_left
    assert torn.tray_sheets == stock.tray_sheets
