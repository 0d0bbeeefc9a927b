"""`kiosk device watch`: what happens, from the devices themselves and from a terminal that holds them."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from drivers.faults import Fault, Role, Threshold
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.status import DeviceState, DeviceStatus, MediaState, PaperState
from kiosk.devices.roll_call import RollBook, line_of
from kiosk.devices.running import running
from kiosk.technician.changes import change_of, change_text

AT = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
WELL = DeviceStatus(Role.RECEIPT_PRINTER, DeviceState.ONLINE, paper=PaperState.FULL)
LOW = DeviceStatus(
    Role.RECEIPT_PRINTER, DeviceState.ONLINE, paper=PaperState.LOW, thresholds=frozenset({Threshold.PAPER_LOW})
)
OUT = DeviceStatus(Role.RECEIPT_PRINTER, DeviceState.ONLINE, faults=frozenset({Fault.PAPER_OUT}), paper=PaperState.OUT)


def text(before, after):
    told = change_of(before and line_of(before, "tcp://p"), line_of(after, "tcp://p"), AT)
    return change_text(told, within=120)[10:]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, WELL, "receipt_printer   status: online"),
        (WELL, LOW, "receipt_printer   paperThreshold: online; ~ RP080 PAPER_LOW"),
        (
            LOW,
            OUT,
            "receipt_printer   statusChanged, paperThreshold: online; ! RP020 PAPER_OUT; mended RP080 PAPER_LOW",
        ),
        (OUT, WELL, "receipt_printer   statusChanged, paperThreshold: online; mended RP020 PAPER_OUT"),
    ],
)
def test_a_change_in_words(before, after, words):
    assert text(before, after) == words


def test_a_card_comes_and_goes_in_the_words_of_xfs():
    empty = DeviceStatus(Role.ID_CARD, DeviceState.ONLINE, media=MediaState.NOT_PRESENT)
    taken = DeviceStatus(Role.ID_CARD, DeviceState.ONLINE, media=MediaState.PRESENT)
    assert "mediaInserted" in text(empty, taken)
    assert "mediaRemoved" in text(taken, empty)


@contextmanager
def watching(file, *words):
    """`kiosk device watch` as a program; yields the next change on each call."""
    command = [sys.executable, "-m", "kiosk", "device", "watch", "--config", str(file), "--json", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield program, lambda: json.loads(program.stdout.readline())
        finally:
            program.kill()


@pytest.fixture
def printer():
    emulator = EscPosEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


def test_devices_are_watched_until_somebody_has_seen_enough(configured, printer):
    with watching(configured(poll_s=0.1, receipt_printer=printer.url)) as (program, change):
        first = change()
        assert (first["events"], first["ready"], first["device"]["url"]) == ([], True, printer.url)
        printer.set_fault(Fault.COVER_OPEN)
        assert change()["new"] == ["RP022"]
        printer.clear_fault()
        assert change()["mended"] == ["RP022"]
        printer.unplug()
        lost = change()
        assert (lost["new"], lost["device"]["state"]) == (["RP001"], "offline")
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=120) == 0
        assert program.stderr.read() == ""


def test_a_terminal_is_listened_to_and_so_is_the_next(configured, tmp_path):
    state = tmp_path / "state"
    with running(state), watching(configured(receipt_printer="tcp://printer")) as (_, change):
        book = RollBook(state, {Role.RECEIPT_PRINTER: "tcp://printer"})
        book.open()
        assert change()["device"]["state"] == "starting"
        book.told(LOW)
        assert (told := change())["new"] == ["RP080"]
        assert told["events"][0] == "statusChanged"
        book.close()
        book = RollBook(state, {Role.RECEIPT_PRINTER: "tcp://printer"})
        book.told(OUT)
        assert change()["new"] == ["RP020"]
        book.close()
    assert [file.name for file in state.iterdir()] == ["terminal.lock"]


def test_a_terminal_that_starts_gets_the_devices(configured, printer, tmp_path):
    state = tmp_path / "state"
    with watching(configured(receipt_printer=printer.url)) as (_, change):
        assert change()["ready"]
        with running(state):
            book = RollBook(state, {Role.RECEIPT_PRINTER: "tcp://the-terminals-own"})
            book.told(OUT)
            assert change()["device"]["url"] == "tcp://the-terminals-own"
            book.close()


def test_it_ends_when_it_was_told_to(kiosk, configured, printer):
    answer = kiosk("device", "watch", "--config", configured(receipt_printer=printer.url), "--for", "3")
    assert answer.code == 0
    (line,) = answer.out.splitlines()
    assert line[10:] == "receipt_printer   status: online"
