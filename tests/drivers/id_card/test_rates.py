"""A module that listens at another rate than the configuration says: found, set to 115200, and found again."""

from contextlib import contextmanager

import pytest
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.id_card import text_block
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.frame import Corrupt, Response
from drivers.id_card.sam_module import SamModule

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)


@contextmanager
def reader_at(module: SamModule, option: str = ""):
    emulator = SamVEmulator(module=module, wire_time=False)
    emulator.start()
    emulator.place(TEXT)
    reader = SamVReader(emulator.url + option)
    yield reader, emulator
    reader.close()
    emulator.stop()


def read(reader: SamVReader):
    return reader.read(timeout_s=2.0, cancel=Cancel())


@pytest.mark.parametrize("baud", [57600, 38400, 19200, 9600, 230400])
def test_a_module_is_found_and_set_to_115200(baud):
    module = SamModule(baud=baud)
    with reader_at(module) as (reader, _):
        assert read(reader) == PERSON
        assert module.baud == 115200
        assert reader.url.endswith("?baud=115200")


@pytest.mark.parametrize("baud", [57600, 9600, 230400])
def test_a_module_that_refuses_stays_as_it_is(baud):
    module = SamModule(baud=baud)
    module.refuses_rates = True
    with reader_at(module) as (reader, _):
        assert read(reader) == PERSON
        assert module.baud == baud
        assert reader.url.endswith(f"?baud={baud}")


def test_the_configured_rate_is_left_alone():
    module = SamModule(baud=9600)
    with reader_at(module, "?baud=9600") as (reader, _):
        assert read(reader) == PERSON
        assert module.baud == 9600


def test_a_module_at_115200_is_found_by_a_wrong_configuration():
    module = SamModule()
    with reader_at(module, "?baud=9600") as (reader, _):
        assert read(reader) == PERSON
        assert module.baud == 115200


def test_after_a_power_cut_the_module_is_found_at_its_first_rate_again(tmp_path):
    module = SamModule(baud=19200)
    emulator = SamVEmulator(tmp_path / "reader", module=module, wire_time=False)
    emulator.start()
    reader = SamVReader(emulator.url)
    for _ in range(3):
        assert reader.status().ready
        assert module.baud == 115200
        emulator.unplug()
        assert reader.status().faults == {Fault.OFFLINE}
        emulator.replug()
        assert module.baud == 19200
    assert reader.status().ready
    reader.close()
    emulator.stop()


class Deaf(SamModule):
    """Says yes to another rate and falls silent (`stays` is the rate it then really has), or changes without a word."""

    def __init__(self, baud: int, stays: int) -> None:
        super().__init__(baud=baud)
        self.stays = stays

    def answer(self, body: bytes | Corrupt) -> Response:
        answer = super().answer(body)
        if body == b"\x60\x00":
            self.baud = self.stays
        return answer


@pytest.mark.parametrize(("stays", "fault"), [(38400, None), (115200, None), (300, Fault.TIMEOUT)])
def test_a_module_that_says_yes_is_asked_again_before_it_is_believed(stays, fault):
    with reader_at(Deaf(38400, stays)) as (reader, emulator):
        if fault is None:
            assert read(reader) == PERSON
            assert emulator.module.baud == stays
            return
        with pytest.raises(DeviceError) as caught:
            read(reader)
        assert caught.value.fault is fault


class Silence(Response):
    def encode(self) -> bytes:
        return b""


class Hasty(SamModule):
    """Its answer to another rate goes out at that rate already, and is lost."""

    def answer(self, body: bytes | Corrupt) -> Response:
        answer = super().answer(body)
        return Silence(0) if body == b"\x60\x00" else answer


def test_a_module_that_changes_its_rate_before_it_answers():
    module = Hasty(baud=9600)
    with reader_at(module) as (reader, _):
        assert read(reader) == PERSON
        assert module.baud == 115200


@pytest.mark.parametrize(
    "url", ["", "serial:", "tcp://host:9100", "serial:/dev/ttyUSB0?baud=fast", "serial:/dev/ttyUSB0?baud=-1", "com1"]
)
def test_an_address_that_is_none_says_what_to_write(url):
    with pytest.raises(ValueError, match="write serial:/dev/ttyUSB0"):
        SamVReader(url)
