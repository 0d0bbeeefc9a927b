"""The driver in the corners that its contract does not reach: other firmwares, floods, odd urls, the probe."""

import time
from collections.abc import Iterator

import pytest
from kit.patience import quickest_s
from kit.played_line import PlayedLine

from drivers.cancel import Cancel
from drivers.errors import ProtocolError, Refused, Timeout
from drivers.faults import Fault, Role
from drivers.finding import Finding
from drivers.status import DeviceState
from drivers.ups.battery import UpsUnit
from drivers.ups.device import MegatecUps
from drivers.ups.emulator import UpsEmulator
from drivers.ups.megatec import LONGEST
from drivers.ups.probe import look

GOOD = b"(220.0 220.0 220.0 020 50.0 27.0 25.0 00001000\r"


@pytest.fixture
def played() -> Iterator[PlayedLine]:
    played = PlayedLine(terminator=b"\r")
    yield played
    played.end()


@pytest.fixture
def ups(played: PlayedLine) -> Iterator[MegatecUps]:
    ups = MegatecUps(f"serial:{played.port}")
    yield ups
    ups.close()


def shut_down(ups: MegatecUps) -> bool:
    return ups.shut_down(after_s=60, restore_after_s=60, timeout_s=5.0, cancel=Cancel())


@pytest.mark.parametrize(
    "url", ["", "tcp://host:1", "serial:", "serial:/dev/ttyS0?baud=x", "serial:/dev/ttyS0?unit=1", "usb:/dev/x"]
)
def test_urls_that_name_no_ups(url):
    with pytest.raises(ValueError, match=r"write serial:/dev/ttyUSB0\?baud=2400|positive|no option"):
        MegatecUps(url)


@pytest.mark.parametrize(
    "line", [b"(220.0\r", b"(NAK\r", b"\r", b"(" * LONGEST + b"\r", GOOD.replace(b"220.0", b"22O.0")]
)
def test_nonsense_is_told_after_three(played, ups, line):
    played.answer = lambda _: [line]
    assert ups.status().faults == {Fault.CORRUPT_FRAME}
    assert played.heard == [b"Q1"] * 3


def test_a_line_that_speaks_another_protocol(played, ups):
    played.answer = lambda command: [command + b"\r"]
    status = ups.status()
    assert status.state is DeviceState.HARDWARE_ERROR
    assert status.faults == {Fault.CORRUPT_FRAME}


@pytest.mark.parametrize("at", range(1, len(GOOD)))
def test_cut_at_every_byte_it_is_asked_again(played, ups, at):
    answers = iter([GOOD[:at], GOOD])
    played.answer = lambda _: [next(answers)]
    assert ups.status().ready


def test_the_tail_of_an_older_answer_is_asked_away(played, ups):
    answers = iter([GOOD[20:], GOOD])
    played.answer = lambda _: [next(answers)]
    assert ups.status().ready


def test_line_feeds_and_nuls_around_an_answer(played, ups):
    played.answer = lambda _: [b"\0\n" + GOOD]
    assert ups.status().ready


def test_data_without_end(played, ups):
    def for_ever(_: bytes) -> Iterator[bytes]:
        while True:
            yield b"7" * 100

    played.answer = for_ever
    began = time.monotonic()
    assert ups.status().faults == {Fault.CORRUPT_FRAME}
    assert time.monotonic() - began < 15.0


def test_a_line_that_trickles_for_ever(played, ups):
    def for_ever(_: bytes) -> Iterator[bytes]:
        while True:
            yield b"7"
            played.over.wait(0.1)

    played.answer = for_ever
    began = time.monotonic()
    assert ups.status().faults == {Fault.CORRUPT_FRAME}
    assert time.monotonic() - began < 15.0


def test_the_deadline_is_the_callers(ups):
    def give_up() -> None:
        with pytest.raises(Timeout):
            ups.read(timeout_s=0.1, cancel=Cancel())

    assert quickest_s(give_up, enough_s=0.9) < 0.9


@pytest.mark.parametrize("denial", [b"S01R0001\r", b"(NAK\r", b"NAK\r"])
def test_a_ups_that_does_not_shut_down_says_so(played, ups, denial):
    played.answer = lambda _: [denial]
    with pytest.raises(Refused, match="S01R0001") as caught:
        shut_down(ups)
    assert caught.value.fault is Fault.HARDWARE_ERROR


@pytest.mark.parametrize("line", [b"(MAYBE\r", b"(AC", b"7" * 200])
def test_an_answer_to_shutting_down_that_is_none(played, ups, line):
    played.answer = lambda _: [line]
    with pytest.raises(ProtocolError):
        shut_down(ups)


def test_a_ups_that_takes_the_command_and_does_not_say(played, ups):
    played.answer = lambda command: [GOOD] if command == b"Q1" else []
    assert not shut_down(ups)
    assert played.heard == [b"S01R0001", b"Q1"]


def test_one_that_says_yes(tmp_path):
    emulator = UpsEmulator(tmp_path / "ups", answers=True)
    emulator.start()
    ups = MegatecUps(emulator.url)
    assert shut_down(ups)
    ups.close()
    emulator.stop()


def test_a_low_battery_on_mains_is_charging(played, ups):
    played.answer = lambda _: [GOOD.replace(b"00001000", b"01001000")]
    assert ups.status().ready


def test_a_test_that_nobody_watched_claims_nothing(played, ups):
    answers = iter([b"00001000", b"01001000", b"00001000"])
    played.answer = lambda _: [GOOD.replace(b"00001000", next(answers))]
    for _ in range(3):
        assert ups.status().thresholds == set()


@pytest.mark.parametrize("at", range(0, len(GOOD), 3))
def test_the_cable_is_pulled_anywhere_in_an_answer(tmp_path, at):
    emulator = UpsEmulator(tmp_path / "ups")
    emulator.start()
    ups = MegatecUps(emulator.url)
    emulator.unplug_next(at)
    assert ups.status().faults == {Fault.OFFLINE}
    emulator.replug()
    assert ups.status().ready
    ups.close()
    emulator.stop()


class TestInside:
    def test_it_lives_as_long_as_its_runtime_says(self):
        unit = UpsUnit(600.0, load_percent=50)
        unit.cut_mains()
        unit.advance(1199.0)
        assert not unit.dead
        assert unit.reading().battery_low
        unit.advance(2.0)
        assert unit.dead

    def test_mains_charge_it(self):
        unit = UpsUnit(600.0, charge=0.0)
        unit.advance(60_000.0)
        assert unit.charge == 1.0

    def test_output_stays_off_until_mains_and_time_are_there(self):
        unit = UpsUnit(600.0)
        unit.shut_down(12.0, 60.0)
        unit.advance(13.0)
        assert unit.reading().output_v == 0
        unit.cut_mains()
        unit.advance(100.0)
        assert unit.dead
        unit.restore_mains()
        unit.advance(0.1)
        assert unit.reading().output_v == 220


class TestProbe:
    def test_it_finds_one_and_its_url_works(self, tmp_path):
        emulator = UpsEmulator(tmp_path / "ups")
        emulator.start()
        url = f"serial:{tmp_path / 'ups'}?baud=2400"
        assert look(f"serial:{tmp_path / 'ups'}", Cancel()) == Finding(Role.UPS, url, "EMULATED DESK-1000 V1.0")
        assert not emulator.reading.shutting_down
        ups = MegatecUps(url)
        assert ups.status().ready
        ups.close()
        emulator.stop()

    def test_it_finds_one_that_does_not_know_its_name(self, played):
        played.answer = lambda command: [GOOD] if command == b"Q1" else [command + b"\r"]
        assert look(f"serial:{played.port}", Cancel()) == Finding(Role.UPS, f"serial:{played.port}?baud=2400")

    def test_a_late_answer_is_no_name(self, played):
        names = iter([GOOD, b"#COMPANY MODEL V1\r"])
        played.answer = lambda command: [next(names)] if command == b"I" else [GOOD]
        assert look(f"serial:{played.port}", Cancel()) == Finding(
            Role.UPS, f"serial:{played.port}?baud=2400", "COMPANY MODEL V1"
        )

    def test_it_finds_none_where_none_answers(self, played):
        began = time.monotonic()
        assert look(f"serial:{played.port}", Cancel()) is None
        assert time.monotonic() - began < 5.0  # 3 s on a machine with nothing else to do
        assert played.heard == [b"\x10\x04\x01", b"Q1"]

    def test_it_takes_no_other_device_for_one(self, played):
        played.answer = lambda command: [command + b"\r"]
        assert look(f"serial:{played.port}", Cancel()) is None

    @pytest.mark.parametrize("address", ["tcp://host:9100", "serial:/dev/nowhere", "usb:0400:C35A", "serial:"])
    def test_what_is_no_serial_line(self, address):
        assert look(address, Cancel()) is None
