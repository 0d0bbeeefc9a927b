"""printer-state-reasons and printer-alert as printers send them, and what the terminal makes of them."""

import pytest

from drivers.catalogue import CATALOGUE
from drivers.document_printer.reasons import JobState, faults_of, paper_of, thresholds_of
from drivers.faults import Fault, Role
from drivers.status import PaperState

HOLDS_UP = {
    "media-needed": Fault.PAPER_OUT,
    "media-empty": Fault.PAPER_OUT,
    "input-tray-missing": Fault.PAPER_OUT,
    "media-jam": Fault.PAPER_JAM,
    "cover-open": Fault.COVER_OPEN,
    "door-open": Fault.COVER_OPEN,
    "interlock-open": Fault.COVER_OPEN,
    "toner-empty": Fault.TONER_OUT,
    "marker-supply-empty": Fault.TONER_OUT,
    "output-area-full": Fault.OUTPUT_FULL,
    "output-tray-missing": Fault.OUTPUT_FULL,
    "marker-waste-full": Fault.HARDWARE_ERROR,
    "paused": Fault.BUSY,
    "moving-to-paused": Fault.BUSY,
    "stopping": Fault.BUSY,
    "spool-area-full": Fault.BUSY,
    "shutdown": Fault.OFFLINE,
    "timed-out": Fault.TIMEOUT,
}
HARMLESS = [
    "none",
    "other",
    "connecting-to-device",
    "stopped-partly",
    "media-low",
    "toner-low",
    "marker-supply-low",
    "marker-waste-almost-full",
    "output-area-almost-full",
]


@pytest.mark.parametrize(("keyword", "fault"), HOLDS_UP.items())
def test_errors_hold_up(keyword, fault):
    assert faults_of([keyword]) == {fault}
    assert faults_of([f"{keyword}-error"]) == {fault}
    assert (Role.DOCUMENT_PRINTER, fault) in CATALOGUE


@pytest.mark.parametrize("keyword", HOLDS_UP)
@pytest.mark.parametrize("suffix", ["-report", "-warning"])
def test_milder_words_do_not_unless_the_printer_stands_still(keyword, suffix):
    assert faults_of([keyword + suffix]) == set()
    assert faults_of([keyword + suffix], stands_still=True) == {HOLDS_UP[keyword]}


@pytest.mark.parametrize("keyword", HARMLESS)
@pytest.mark.parametrize("suffix", ["", "-report", "-warning", "-error"])
@pytest.mark.parametrize("stands_still", [False, True])
def test_harmless(keyword, suffix, stands_still):
    assert faults_of([keyword + suffix], stands_still=stands_still) == set()


def test_a_vendors_own_words():
    assert faults_of(["com.example-cover-loose"]) == set()
    assert faults_of(["com.example-cover-loose-warning"], stands_still=True) == set()
    assert faults_of(["com.example-cover-loose-error"]) == {Fault.HARDWARE_ERROR}


def test_several_at_once():
    assert faults_of(["media-empty-error", "toner-low-warning", "cover-open"]) == {Fault.PAPER_OUT, Fault.COVER_OPEN}


@pytest.mark.parametrize(
    ("alert", "faults"),
    [
        ("code=outputMediaTrayFull;severity=critical", {Fault.OUTPUT_FULL}),
        ("index=4;severity=critical;group=input;code=inputMediaSupplyEmpty;location=1", {Fault.PAPER_OUT}),
        ("code=inputMediaSupplyEmpty;severity=warning", set()),
        ("code=inputMediaSupplyEmpty", set()),
        ("code=somethingNew;severity=critical", set()),
        ("no pairs at all", set()),
        ("", set()),
    ],
)
def test_critical_alerts_hold_up(alert, faults):
    assert faults_of(["other-warning"], [alert]) == faults


@pytest.mark.parametrize(
    ("reasons", "paper"),
    [
        (["none"], PaperState.FULL),
        (["toner-low"], PaperState.FULL),
        (["media-low-warning"], PaperState.LOW),
        (["media-empty-warning"], PaperState.LOW),
        (["media-empty-error"], PaperState.OUT),
        (["media-needed"], PaperState.OUT),
        (["media-jam", "media-empty"], PaperState.JAMMED),
    ],
)
def test_paper(reasons, paper):
    assert paper_of(faults_of(reasons), thresholds_of(reasons, (), ())) is paper


def test_final_job_states():
    assert {state for state in JobState if state.final} == {JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED}
