"""The driver in the corners that its contract does not reach, pymodbus' own client against the board, the probe."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from kit.played_line import PlayedLine

from drivers.cabinet.board_map import BoardMap, Contact, light_register, read_light_register
from drivers.cabinet.climate import Climate
from drivers.cabinet.device import ModbusCabinet
from drivers.cabinet.emulator import BoardEmulator
from drivers.cabinet.probe import look
from drivers.cabinet.role import CabinetReading, Colour
from drivers.cabinet.slave import RtuSlave
from drivers.cancel import Cancel
from drivers.errors import Cancelled, ProtocolError, Timeout, Unavailable
from drivers.faults import Fault, Role
from drivers.finding import Finding
from drivers.lights import Flash, Light
from drivers.status import DeviceState


@pytest.fixture
def played() -> Iterator[PlayedLine]:
    played = PlayedLine()
    yield played
    played.end()


@pytest.fixture
def board(tmp_path) -> Iterator[BoardEmulator]:
    emulator = BoardEmulator(tmp_path / "board")
    emulator.start()
    yield emulator
    emulator.stop()


def read(cabinet: ModbusCabinet, timeout_s: float = 5.0) -> CabinetReading:
    return cabinet.read(timeout_s=timeout_s, cancel=Cancel())


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("serial:/dev/ttyUSB0", "write modbus:/dev/ttyUSB2"),
        ("modbus:", "write modbus:/dev/ttyUSB2"),
        ("modbus:/dev/ttyUSB0?unit=0", "positive"),
        ("modbus:/dev/ttyUSB0?unit=248", "1 to 247"),
        ("modbus:/dev/ttyUSB0?unti=1", "did you mean 'unit'"),
        ("modbus:/dev/ttyUSB0?baud=9601", "no rate"),
    ],
)
def test_urls_that_name_no_board(url, hint):
    with pytest.raises(ValueError, match=hint):
        ModbusCabinet(url)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"temperature": 65536}, "0 to 65535"),
        ({"contacts": {Contact.DOOR_OPEN: -1}}, "0 to 65535"),
        ({"contacts": {Contact.DOOR_OPEN: 1, Contact.TAMPERED: 1}}, "one address"),
        ({"contacts": {Contact.DOOR_OPEN: 1, Contact.TAMPERED: 100}}, "100 addresses apart"),
        ({"lights": {Light.SCANNER: 1, Light.CARD_READER: 1}}, "one address"),
        ({"temperature_per_degree": 0.0}, "positive"),
    ],
)
def test_maps_of_no_board(wrong, hint):
    with pytest.raises(ValueError, match=hint):
        BoardMap(**wrong)


@pytest.mark.parametrize("limits", [(0.0, 5.0, 3.0), (10.0, 0.0, 0.0), (0.0, 60.0, -1.0)])
def test_climates_that_leave_no_room(limits):
    cold_c, hot_c, hysteresis_c = limits
    with pytest.raises(ValueError, match="leaves no room"):
        Climate(cold_c=cold_c, hot_c=hot_c, hysteresis_c=hysteresis_c)


@pytest.mark.parametrize("flash", Flash)
@pytest.mark.parametrize("colour", [None, *Colour])
def test_light_registers_there_and_back(flash, colour):
    assert read_light_register(light_register(flash, colour)) == (flash, colour)


@pytest.mark.parametrize("register", [5, 0x0800, 0xFFFF])
def test_light_registers_that_mean_nothing(register):
    assert read_light_register(register) is None


def test_a_board_that_is_wired_otherwise(tmp_path):
    wiring = BoardMap(
        contacts={Contact.TAMPERED: 40, Contact.DOOR_OPEN: 33},
        inverted=frozenset({Contact.TAMPERED}),
        temperature=513,
        temperature_per_degree=2.0,
        lights={Light.RECEIPT_PRINTER: 9},
        lights_are_coils=True,
    )
    board = BoardEmulator(tmp_path / "board", board=wiring, unit=17, baud=19200)
    board.start()
    cabinet = ModbusCabinet(board.url, board=wiring)
    assert cabinet.status().ready
    assert read(cabinet) == CabinetReading(False, False, None, None, 25.0)
    board.set_contact(Contact.TAMPERED, on=True)
    board.set_temperature(-1.5)
    assert read(cabinet) == CabinetReading(False, True, None, None, -1.5)
    assert cabinet.set_light(Light.RECEIPT_PRINTER, Flash.SLOW, timeout_s=5.0, cancel=Cancel())
    assert board.light(Light.RECEIPT_PRINTER) == (Flash.CONTINUOUS, None)
    assert cabinet.set_light(Light.RECEIPT_PRINTER, Flash.OFF, timeout_s=5.0, cancel=Cancel())
    assert board.light(Light.RECEIPT_PRINTER) == (Flash.OFF, None)
    assert not cabinet.set_light(Light.SCANNER, Flash.SLOW, timeout_s=5.0, cancel=Cancel())
    cabinet.close()
    board.stop()


def test_a_board_without_sensors(board):
    cabinet = ModbusCabinet(board.url, board=BoardMap(contacts={}, temperature=None))
    assert read(cabinet) == CabinetReading(None, None, None, None, None)
    assert cabinet.status().ready
    cabinet.close()


def test_the_wrong_map_is_told_in_words(board):
    cabinet = ModbusCabinet(board.url, board=replace(BoardMap(), temperature=99))
    status = cabinet.status()
    assert status.state is DeviceState.HARDWARE_ERROR
    assert status.faults == {Fault.HARDWARE_ERROR}
    assert status.detail == "input register 99: the board says that it has no such address (exception 2)"
    cabinet.close()


def test_a_unit_that_is_not_there(board):
    cabinet = ModbusCabinet(board.url.replace("unit=1", "unit=2"), reply_timeout_s=0.1)
    assert cabinet.status().faults == {Fault.TIMEOUT}
    cabinet.close()


def test_a_line_that_another_program_holds(board):
    one, other = ModbusCabinet(board.url), ModbusCabinet(board.url)
    assert one.status().ready
    assert other.status().state is DeviceState.DEVICE_BUSY
    assert other.status().faults == {Fault.BUSY}
    one.close()
    assert other.status().ready
    other.close()


def test_the_late_answer_of_a_cancelled_read_is_not_taken_for_another(played):
    """The late one says that the door is shut; it is open by then."""
    shut, opened = RtuSlave(1, inputs=dict.fromkeys(range(4), 0)), RtuSlave(1, inputs=dict.fromkeys(range(4), 1))
    cabinet, cancel = ModbusCabinet(f"modbus:{played.port}", board=BoardMap(temperature=None)), Cancel()
    asked = threading.Event()

    def late(question: bytes) -> Iterator[bytes]:
        played.answer = lambda question: [opened.answer(question) or b""]
        asked.set()
        played.over.wait(0.2)
        yield shut.answer(question) or b""

    played.answer = late
    canceller = threading.Thread(target=lambda: (asked.wait(5.0), cancel.set()))
    canceller.start()
    with pytest.raises(Cancelled):
        cabinet.read(timeout_s=30.0, cancel=cancel)
    canceller.join()
    assert read(cabinet).door_open
    cabinet.close()


@pytest.mark.parametrize("at", range(6))
def test_the_cable_is_pulled_anywhere_in_an_answer(board, at):
    cabinet = ModbusCabinet(board.url)
    board.cut_next(at, unplug=True)
    assert cabinet.status().faults == {Fault.OFFLINE}
    board.replug()
    assert cabinet.status().ready
    cabinet.close()


@pytest.mark.parametrize("at", range(8))
def test_the_cable_is_pulled_anywhere_in_a_write(board, at):
    cabinet = ModbusCabinet(board.url)
    assert cabinet.status().ready
    board.cut_next(at, unplug=True)
    with pytest.raises(Unavailable):
        cabinet.set_light(Light.SCANNER, Flash.SLOW, timeout_s=5.0, cancel=Cancel())
    cabinet.close()


@pytest.mark.parametrize("pause_s", [0.0, 0.05])
def test_data_without_end(played, pause_s):
    def for_ever(_: bytes) -> Iterator[bytes]:
        while True:
            yield b"\x01\x02" * (1 if pause_s else 100)
            played.over.wait(pause_s)

    played.answer = for_ever
    cabinet = ModbusCabinet(f"modbus:{played.port}")
    began = time.monotonic()
    with pytest.raises(ProtocolError):
        read(cabinet, timeout_s=2.0)
    assert time.monotonic() - began < 15.0
    cabinet.close()


def test_the_deadline_is_the_callers(played):
    cabinet = ModbusCabinet(f"modbus:{played.port}", reply_timeout_s=5.0)
    began = time.monotonic()
    with pytest.raises(Timeout):
        read(cabinet, timeout_s=0.1)
    assert time.monotonic() - began < 2.0
    cabinet.close()


class TestProbe:
    @pytest.mark.parametrize("exception", [None, 2])
    def test_it_finds_one_and_its_url_works(self, board, tmp_path, exception):
        board.set_trouble(exception)
        found = look(f"serial:{tmp_path / 'board'}", Cancel())
        assert found == Finding(Role.CABINET, f"modbus:{tmp_path / 'board'}?baud=9600&unit=1")
        board.set_trouble(None)
        cabinet = ModbusCabinet(found.url)
        assert cabinet.status().ready
        cabinet.close()

    def test_it_finds_none_where_none_answers(self, played):
        began = time.monotonic()
        assert look(f"serial:{played.port}", Cancel()) is None
        assert time.monotonic() - began < 5.0  # 3 s on a machine with nothing else to do

    def test_it_takes_no_echo_for_a_board(self, played):
        played.answer = lambda heard: [heard]
        assert look(f"serial:{played.port}", Cancel()) is None

    @pytest.mark.parametrize("address", ["tcp://host:502", "serial:/dev/nowhere", "usb:0400:C35A", "serial:"])
    def test_what_is_no_serial_line(self, address):
        assert look(address, Cancel()) is None
