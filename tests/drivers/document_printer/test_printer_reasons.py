"""Every word of printers about themselves and their jobs, and what the terminal makes of it."""

import pytest

from drivers.catalogue import CATALOGUE, THRESHOLDS
from drivers.document_printer.reasons import (
    NOT_ALL_CAME_OUT,
    JobState,
    faults_of,
    faults_of_job,
    paper_of,
    thresholds_of,
    toner_of,
)
from drivers.document_printer.supplies import Supply
from drivers.faults import Fault, Role, Threshold
from drivers.status import PaperState, TonerState

# The printer-state-reasons that the Java Print Service and Chromium know: all that printers are known to send.
WORDS: dict[str, Fault | Threshold | None] = {
    "none": None,
    "media-needed": Fault.PAPER_OUT,
    "media-jam": Fault.PAPER_JAM,
    "moving-to-paused": Fault.BUSY,
    "paused": Fault.BUSY,
    "shutdown": Fault.OFFLINE,
    "connecting-to-device": None,
    "timed-out": Fault.TIMEOUT,
    "stopping": Fault.BUSY,
    "stopped-partly": None,
    "toner-low": Threshold.TONER_LOW,
    "toner-empty": Fault.TONER_OUT,
    "spool-area-full": Fault.BUSY,
    "cover-open": Fault.COVER_OPEN,
    "interlock-open": Fault.COVER_OPEN,
    "door-open": Fault.COVER_OPEN,
    "input-tray-missing": Fault.PAPER_OUT,
    "media-low": Threshold.PAPER_LOW,
    "media-empty": Fault.PAPER_OUT,
    "output-tray-missing": Fault.OUTPUT_FULL,
    "output-area-almost-full": Threshold.OUTPUT_NEARLY_FULL,
    "output-area-full": Fault.OUTPUT_FULL,
    "marker-supply-low": Threshold.TONER_LOW,
    "marker-supply-empty": Fault.TONER_OUT,
    "marker-waste-almost-full": Threshold.WASTE_NEARLY_FULL,
    "marker-waste-full": Fault.HARDWARE_ERROR,
    # RFC 8011 has some more; "other" says only that a printer-alert tells the rest.
    "other": None,
    "developer-low": Threshold.TONER_LOW,
    "developer-empty": Fault.TONER_OUT,
    "fuser-over-temp": Fault.HEAD_HOT,
    "fuser-under-temp": Fault.HARDWARE_ERROR,
    "interpreter-resource-unavailable": Fault.HARDWARE_ERROR,
    "opc-near-eol": Threshold.TONER_LOW,
    "opc-life-over": Fault.TONER_OUT,
    "offline": Fault.OFFLINE,  # CUPS
}
HOLDS_UP = {word: meaning for word, meaning in WORDS.items() if isinstance(meaning, Fault)}
RUNS_LOW = {word: meaning for word, meaning in WORDS.items() if isinstance(meaning, Threshold)}
HARMLESS = [word for word in WORDS if word not in HOLDS_UP]
SUFFIXES = ["", "-report", "-warning", "-error"]


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
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("stands_still", [False, True])
def test_harmless(keyword, suffix, stands_still):
    assert faults_of([keyword + suffix], stands_still=stands_still) == set()


@pytest.mark.parametrize(("keyword", "threshold"), RUNS_LOW.items())
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_thresholds_whatever_the_severity(keyword, threshold, suffix):
    assert thresholds_of([keyword + suffix], (), ()) == {threshold}
    assert (Role.DOCUMENT_PRINTER, threshold) in THRESHOLDS


@pytest.mark.parametrize("keyword", [word for word in WORDS if word not in RUNS_LOW])
@pytest.mark.parametrize("suffix", ["", "-error"])
def test_nothing_else_is_a_threshold(keyword, suffix):
    assert thresholds_of([keyword + suffix], (), ()) == set()


@pytest.mark.parametrize("keyword", ["media-empty", "media-needed"])
def test_an_empty_tray_beside_a_full_one_is_paper_low(keyword):
    assert thresholds_of([f"{keyword}-warning"], (), ()) == {Threshold.PAPER_LOW}
    assert thresholds_of([f"{keyword}-report"], (), ()) == {Threshold.PAPER_LOW}


def test_a_vendors_own_words():
    assert faults_of(["com.example-cover-loose"]) == set()
    assert faults_of(["com.example-cover-loose-warning"], stands_still=True) == set()
    assert faults_of(["com.example-cover-loose-error"]) == {Fault.HARDWARE_ERROR}


def test_several_at_once():
    words = ["media-empty-error", "toner-low-warning", "cover-open"]
    assert faults_of(words) == {Fault.PAPER_OUT, Fault.COVER_OPEN}
    assert thresholds_of(words, (), ()) == {Threshold.TONER_LOW}


@pytest.mark.parametrize(
    ("alert", "faults"),
    [
        ("code=outputMediaTrayFull;severity=critical", {Fault.OUTPUT_FULL}),
        ("index=4;severity=critical;group=input;code=inputMediaSupplyEmpty;location=1", {Fault.PAPER_OUT}),
        ("code=markerTonerEmpty; severity=critical", {Fault.TONER_OUT}),
        ("code=markerWasteTonerReceptacleFull;severity=critical", {Fault.HARDWARE_ERROR}),
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
    ("code", "threshold"),
    [
        ("inputMediaSupplyLow", Threshold.PAPER_LOW),
        ("markerTonerAlmostEmpty", Threshold.TONER_LOW),
        ("markerWasteTonerReceptacleAlmostFull", Threshold.WASTE_NEARLY_FULL),
        ("outputMediaTrayAlmostFull", Threshold.OUTPUT_NEARLY_FULL),
    ],
)
def test_alerts_of_what_runs_low(code, threshold):
    assert thresholds_of(["other-report"], [f"code={code};severity=warning"], ()) == {threshold}
    assert faults_of(["other-report"], [f"code={code};severity=warning"]) == set()


@pytest.mark.parametrize(("percent", "low"), [(0, True), (15, True), (16, False), (100, False)])
def test_a_level_below_the_printers_own_limit_is_low(percent, low):
    supplies = (Supply("toner", percent, 15),)
    assert thresholds_of(["none"], (), supplies) == ({Threshold.TONER_LOW} if low else set())


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


@pytest.mark.parametrize(
    ("reasons", "supplies", "toner"),
    [
        (["none"], (), TonerState.UNKNOWN),
        (["none"], (Supply("toner", 80),), TonerState.FULL),
        (["none"], (Supply("toner", 80), Supply("opc", 3)), TonerState.LOW),
        (["toner-low-report"], (Supply("toner", 80),), TonerState.LOW),
        (["toner-empty-error"], (Supply("toner", 0),), TonerState.OUT),
        (["marker-supply-empty"], (), TonerState.OUT),
    ],
)
def test_toner(reasons, supplies, toner):
    assert toner_of(faults_of(reasons), thresholds_of(reasons, (), supplies), supplies) is toner


# RFC 8011 section 5.3.8, PWG 5100.3 and the source of CUPS 2.4
JOB_WORDS: dict[str, Fault | None] = {
    "none": None,
    "job-incoming": None,
    "job-data-insufficient": None,
    "job-queued": None,
    "job-queued-for-marker": None,
    "job-interpreting": None,
    "job-transforming": None,
    "job-printing": None,
    "job-spooling": None,
    "job-outgoing": None,
    "processing-to-stop-point": None,
    "job-canceled-by-user": None,
    "job-canceled-by-operator": None,
    "job-canceled-at-device": None,
    "aborted-by-system": None,
    "job-completed-successfully": None,
    "job-completed-with-warnings": None,
    "job-completed-with-errors": None,
    "unsupported-compression": None,
    "compression-error": None,
    "unsupported-document-format": None,
    "document-format-error": None,
    "printer-stopped-partly": None,
    "job-hold-until-specified": Fault.BUSY,
    "job-held-on-create": Fault.BUSY,
    "job-held-for-review": Fault.BUSY,
    "job-release-wait": Fault.BUSY,
    "job-password-wait": Fault.BUSY,
    "job-suspended": Fault.BUSY,
    "job-suspended-by-operator": Fault.BUSY,
    "job-suspended-by-system": Fault.BUSY,
    "account-info-needed": Fault.BUSY,
    "cups-held-for-authentication": Fault.BUSY,
    "resources-are-not-ready": Fault.PAPER_OUT,
    "service-off-line": Fault.OFFLINE,
    "printer-stopped": Fault.HARDWARE_ERROR,
    "cups-filter-crashed": Fault.HARDWARE_ERROR,
    "cups-backend-crashed": Fault.HARDWARE_ERROR,
}


@pytest.mark.parametrize(("reason", "fault"), JOB_WORDS.items())
def test_what_holds_a_job_up(reason, fault):
    assert faults_of_job([reason]) == ({fault} if fault else set())


def test_what_makes_a_completed_job_doubtful():
    assert {"job-completed-with-errors", "queued-in-device"} == NOT_ALL_CAME_OUT


def test_final_job_states():
    assert {state for state in JobState if state.final} == {JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED}
