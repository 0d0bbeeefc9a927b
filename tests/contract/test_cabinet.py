"""What every cabinet board keeps to: the emulated one by default, a real one with `--device cabinet=URL`.

A real board must be wired as the default map says; what needs the other end of the wire is skipped.
"""

import pytest
from kit.patience import soon
from kit.wires import wires_of

from drivers.cabinet.board_map import Contact
from drivers.cabinet.device import ModbusCabinet
from drivers.cabinet.role import Cabinet, CabinetReading, Colour
from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.errors import Cancelled, DeviceError
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.status import DeviceState, MediaState

WIRES = wires_of(Role.CABINET)


@pytest.fixture
def cabinet(driver: ModbusCabinet) -> Cabinet:
    return driver


def read(cabinet: Cabinet) -> CabinetReading:
    return cabinet.read(timeout_s=5.0, cancel=Cancel())


def set_light(cabinet: Cabinet, light: Light, flash: Flash, colour: Colour | None = None) -> bool:
    return cabinet.set_light(light, flash, colour=colour, timeout_s=5.0, cancel=Cancel())


def faults(cabinet: Cabinet) -> set[Fault]:
    status = cabinet.status()
    assert {(Role.CABINET, fault) for fault in status.faults} <= CATALOGUE.keys()
    return set(status.faults)


def fault_of_read(cabinet: Cabinet) -> Fault:
    with pytest.raises(DeviceError) as caught:
        read(cabinet)
    assert (Role.CABINET, caught.value.fault) in CATALOGUE
    return caught.value.fault


class TestCabinet:
    def test_a_connected_board_answers(self, cabinet):
        assert cabinet.status().state in {DeviceState.ONLINE, DeviceState.FRAUD_ATTEMPT}
        assert read(cabinet).door_open is not None

    @pytest.mark.parametrize("light", Light)
    def test_lights_go_on_and_off(self, cabinet, light):
        assert set_light(cabinet, light, Flash.CONTINUOUS)
        assert set_light(cabinet, light, Flash.OFF)

    def test_a_light_cancelled_before_it_began(self, cabinet):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            cabinet.set_light(Light.SCANNER, Flash.SLOW, timeout_s=5.0, cancel=cancel)

    def test_all_is_well(self, cabinet, bench):
        assert cabinet.status().ready
        assert read(cabinet) == CabinetReading(
            door_open=False, tampered=False, presence=False, document_output_occupied=False, temperature_c=25.0
        )

    @pytest.mark.parametrize(
        ("contact", "field"),
        [
            (Contact.DOOR_OPEN, "door_open"),
            (Contact.TAMPERED, "tampered"),
            (Contact.PRESENCE, "presence"),
            (Contact.DOCUMENT_OUTPUT, "document_output_occupied"),
        ],
    )
    def test_each_contact(self, cabinet, bench, contact, field):
        for on in (True, False):
            bench.set_contact(contact, on=on)
            reading = read(cabinet)
            told = [reading.door_open, reading.tampered, reading.presence, reading.document_output_occupied]
            assert getattr(reading, field) is on
            assert sum(map(bool, told)) == on

    def test_an_open_door(self, cabinet, bench):
        bench.set_contact(Contact.DOOR_OPEN, on=True)
        assert cabinet.status().state is DeviceState.ONLINE
        assert faults(cabinet) == {Fault.DOOR_OPEN}
        bench.set_contact(Contact.DOOR_OPEN, on=False)
        assert cabinet.status().ready

    def test_tampering_is_an_attempt_at_fraud(self, cabinet, bench):
        bench.set_contact(Contact.TAMPERED, on=True)
        assert cabinet.status().state is DeviceState.FRAUD_ATTEMPT
        assert faults(cabinet) == {Fault.TAMPERED}
        bench.set_contact(Contact.TAMPERED, on=False)
        assert cabinet.status().ready

    def test_somebody_and_a_sheet_are_no_faults(self, cabinet, bench):
        bench.set_contact(Contact.PRESENCE, on=True)
        assert cabinet.status().media is MediaState.NOT_PRESENT
        bench.set_contact(Contact.DOCUMENT_OUTPUT, on=True)
        assert cabinet.status().ready
        assert cabinet.status().media is MediaState.PRESENT

    def test_heat_and_frost_with_hysteresis(self, cabinet, bench):
        for temperature_c, expected in [
            (59.9, set()),
            (60.0, {Fault.TOO_HOT}),
            (57.5, {Fault.TOO_HOT}),
            (56.9, set()),
            (59.9, set()),
            (-4.9, set()),
            (-5.0, {Fault.TOO_COLD}),
            (-20.5, {Fault.TOO_COLD}),
            (-2.5, {Fault.TOO_COLD}),
            (-1.9, set()),
            (70.0, {Fault.TOO_HOT}),
            (-10.0, {Fault.TOO_COLD}),
        ]:
            bench.set_temperature(temperature_c)
            assert read(cabinet).temperature_c == temperature_c
            assert faults(cabinet) == expected, temperature_c

    def test_a_broken_thermometer(self, cabinet, bench):
        bench.set_temperature(None)
        assert read(cabinet).temperature_c is None
        assert cabinet.status().ready

    @pytest.mark.parametrize("flash", Flash)
    @pytest.mark.parametrize("colour", [None, Colour.GREEN, Colour.WHITE])
    def test_lights_show_what_they_are_told(self, cabinet, bench, flash, colour):
        assert set_light(cabinet, Light.DOCUMENT_PRINTER, flash, colour)
        assert bench.light(Light.DOCUMENT_PRINTER) == (flash, colour)
        assert bench.light(Light.CARD_READER) == (Flash.OFF, None)

    @pytest.mark.parametrize("at", [0, 1, 2, 3, -1])
    def test_a_damaged_answer_is_asked_for_again(self, cabinet, bench, at):
        bench.corrupt_next(2, at=at)
        assert cabinet.status().ready
        bench.corrupt_next(1, at=at)
        assert set_light(cabinet, Light.SCANNER, Flash.QUICK)

    def test_always_damaged(self, cabinet, bench):
        bench.corrupt_next(1_000_000)
        assert fault_of_read(cabinet) is Fault.CORRUPT_FRAME
        assert faults(cabinet) == {Fault.CORRUPT_FRAME}
        bench.corrupt_next(0)
        assert cabinet.status().ready

    @pytest.mark.parametrize("at", range(1, 6))
    def test_cut_at_every_byte_it_is_asked_again(self, cabinet, bench, at):
        bench.cut_next(at)
        assert cabinet.status().ready

    @pytest.mark.parametrize("noise", [b"\0", b"\xff" * 3, b"\x01\x02", b"\x01\x82\x02", bytes(range(40))])
    def test_noise_before_an_answer_is_passed_over(self, cabinet, bench, noise):
        bench.prefix_next(noise)
        bench.set_contact(Contact.PRESENCE, on=True)
        assert read(cabinet).presence

    def test_another_unit_is_not_believed(self, cabinet, bench):
        bench.answer_as(7)
        bench.set_contact(Contact.DOOR_OPEN, on=True)
        assert fault_of_read(cabinet) is Fault.CORRUPT_FRAME
        assert "unit 7 answered where unit 1 was asked" in cabinet.status().detail

    @pytest.mark.parametrize(
        ("exception", "fault", "words"),
        [
            (1, Fault.HARDWARE_ERROR, "no such function"),
            (2, Fault.HARDWARE_ERROR, "no such address"),
            (3, Fault.HARDWARE_ERROR, "such a value"),
            (4, Fault.HARDWARE_ERROR, "defect"),
            (6, Fault.BUSY, "busy"),
            (77, Fault.HARDWARE_ERROR, "exception 77"),
        ],
    )
    def test_exceptions(self, cabinet, bench, exception, fault, words):
        bench.set_trouble(exception)
        assert fault_of_read(cabinet) is fault
        assert faults(cabinet) == {fault}
        assert words in cabinet.status().detail
        with pytest.raises(DeviceError):
            set_light(cabinet, Light.SCANNER, Flash.SLOW)
        bench.set_trouble(None)
        assert cabinet.status().ready

    def test_a_silent_board(self, cabinet, bench):
        bench.set_mute(mute=True)
        status = cabinet.status()
        assert (status.state, status.faults) == (DeviceState.HARDWARE_ERROR, {Fault.TIMEOUT})
        bench.set_mute(mute=False)
        assert cabinet.status().ready

    def test_a_board_that_lost_its_power_lights_nothing(self, cabinet, bench):
        set_light(cabinet, Light.CARD_READER, Flash.SLOW)
        bench.unplug()
        assert fault_of_read(cabinet) is Fault.OFFLINE
        bench.replug()
        assert cabinet.status().ready
        assert bench.light(Light.CARD_READER) == (Flash.OFF, None)

    def test_unplugged_while_waiting(self, cabinet, bench):
        assert cabinet.status().ready
        bench.set_mute(mute=True)
        with soon(bench.unplug):
            assert fault_of_read(cabinet) is Fault.OFFLINE
