"""How the devices are, on disk: whole at every moment, and nothing that is not so."""

import os
import threading
from dataclasses import replace

import pytest

from drivers.faults import Fault, Role, Threshold
from drivers.status import DeviceState, DeviceStatus, PaperState
from kiosk.devices.roll_call import ROLL_FILE, RollBook, read_roll_call

READER, PRINTER = Role.ID_CARD, Role.RECEIPT_PRINTER
WELL = DeviceStatus(PRINTER, DeviceState.ONLINE, paper=PaperState.FULL)
LOW = replace(WELL, paper=PaperState.LOW, thresholds=frozenset({Threshold.PAPER_LOW}))
LOST = DeviceStatus(PRINTER, DeviceState.OFFLINE, detail="no route")


@pytest.fixture
def book(tmp_path):
    made = RollBook(tmp_path, {READER: "serial:/dev/none", PRINTER: "tcp://printer"})
    made.open()
    yield made
    made.close()
    assert not list(tmp_path.iterdir()), "nothing is left of a terminal that has stopped"


def line(folder, role=PRINTER):
    call = read_roll_call(folder, os.getpid())
    return next(line for line in call.devices if line.role is role)


def test_devices_that_have_not_answered_yet_are_starting(book, tmp_path):
    call = read_roll_call(tmp_path, os.getpid())
    assert [(one.role, one.url, one.state) for one in call.devices] == [
        (READER, "serial:/dev/none", DeviceState.STARTING),
        (PRINTER, "tcp://printer", DeviceState.STARTING),
    ]


def test_a_status_is_told_whole(book, tmp_path):
    book.told(LOW)
    assert line(tmp_path).status == LOW
    assert line(tmp_path).ready
    assert line(tmp_path, READER).state is DeviceState.STARTING


def test_a_device_out_of_reach_is_offline_in_so_many_words(book, tmp_path):
    book.told(LOST)
    assert (line(tmp_path).faults, line(tmp_path).detail) == ((Fault.OFFLINE,), "no route")


def test_since_goes_on_while_the_device_is_as_able_as_before(book, tmp_path):
    book.told(WELL)
    since = line(tmp_path).since
    book.told(LOW)
    assert line(tmp_path).since == since
    book.told(LOST)
    assert line(tmp_path).since > since


def test_another_process_s_file_is_not_believed(book, tmp_path):
    assert read_roll_call(tmp_path, os.getpid() + 1) is None
    assert read_roll_call(tmp_path, 0) is not None, "a terminal whose number is not known"


@pytest.mark.parametrize("content", [b"", b"{", b'{"pid": 1}', b"\xff"])
def test_a_file_that_is_none_is_nothing(tmp_path, content):
    (tmp_path / ROLL_FILE).write_bytes(content)
    assert read_roll_call(tmp_path, 0) is None


def test_whoever_reads_while_it_is_written_reads_it_whole(book, tmp_path):
    done = threading.Event()

    def write():
        for number in range(300):
            book.told(WELL if number % 2 else LOST)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert read_roll_call(tmp_path, os.getpid()) is not None
    writer.join()


def test_a_disk_that_takes_nothing_stops_no_device_and_is_logged_once(book, tmp_path, caplog):
    (tmp_path / "devices.new").mkdir()
    book.told(WELL)
    book.told(LOST)
    assert caplog.text.count("cannot be written") == 1
    (tmp_path / "devices.new").rmdir()
    book.told(WELL)
    assert line(tmp_path).ready
