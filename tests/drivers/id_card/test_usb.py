"""The reader on the USB in the corners that its contract does not reach: which framing, which device, what breaks."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import usb.core
from kit.persons import load_persons

from drivers.cancel import Cancel
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.id_card import text_block
from drivers.id_card.device import SamVReader
from drivers.id_card.frame import Corrupt, Response
from drivers.id_card.sam_module import SamModule
from drivers.id_card.usb_emulator import SamVUsbEmulator
from drivers.id_card.usb_framing import Framing
from drivers.id_card.usb_opening import READER_ADDRESSES
from drivers.status import DeviceState
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import IN, Descriptor, Endpoint, Interface
from drivers.transport.usb_device import UsbAddress
from drivers.transport.usb_gadget import UsbGadget

PERSON = load_persons()[0]
TEXT = text_block.encode(PERSON)


@pytest.fixture
def bus() -> UsbBus:
    return UsbBus()


@pytest.fixture(params=Framing)
def plugged(request, bus) -> Iterator[SamVUsbEmulator]:
    emulator = SamVUsbEmulator(bus, framing=request.param)
    emulator.start()
    yield emulator
    emulator.stop()


def plug(bus: UsbBus, framing: Framing = Framing.A, **options) -> SamVUsbEmulator:
    emulator = SamVUsbEmulator(bus, framing=framing, **options)
    emulator.start()
    return emulator


def reader_on(bus: UsbBus, url: str = "usb:0400:C35A", **options) -> SamVReader:
    return SamVReader(url, backend=bus, **options)


def read(reader: SamVReader):
    return reader.read(timeout_s=2.0, cancel=Cancel())


def fault_of_status(reader: SamVReader) -> Fault:
    [fault] = reader.status().faults
    return fault


class TestFraming:
    def test_is_found_out_and_remembered(self, bus, plugged):
        plugged.place(TEXT)
        reader = reader_on(bus)
        assert read(reader) == PERSON
        framing = reader.url.removeprefix("usb:0400:C35A?framing=")
        assert framing in set(Framing)
        plugged.unplug()
        assert fault_of_status(reader) is Fault.OFFLINE
        plugged.replug()
        assert reader.status().ready
        assert f"framing={framing}" in reader.status().detail
        reader.close()

    @pytest.mark.parametrize("framing", Framing)
    def test_may_be_given(self, bus, framing):
        emulator = plug(bus, framing)
        emulator.place(TEXT)
        reader = reader_on(bus, f"usb:0400:c35a?framing={framing.lower()}")
        assert read(reader) == PERSON
        reader.close()

    @pytest.mark.parametrize(("framing", "given"), [("A", "C"), ("B", "A"), ("C", "A"), ("C", "B"), ("A", "B")])
    def test_may_be_given_wrongly_and_that_is_a_fault(self, bus, framing, given):
        plug(bus, Framing(framing))
        reader = reader_on(bus, f"usb:0400:C35A?framing={given}")
        assert fault_of_status(reader) in (Fault.CORRUPT_FRAME, Fault.TIMEOUT)
        assert reader.status().state is DeviceState.HARDWARE_ERROR
        reader.close()
        assert reader_on(bus).status().ready, "nothing keeps the device"

    def test_is_found_again_when_another_reader_takes_the_place(self, bus):
        reader = reader_on(bus)
        for framing in (Framing.A, Framing.C, Framing.B, Framing.A):
            emulator = plug(bus, framing)
            reader.status()
            assert reader.status().ready
            emulator.stop()
            assert not reader.status().ready
        reader.close()

    def test_endpoints_that_no_reader_has(self, bus):
        bus.attach(UsbGadget(Descriptor(0x0400, 0xC35A, (Interface(endpoints=(Endpoint(IN | 1),)),))))
        assert fault_of_status(reader_on(bus)) is Fault.CORRUPT_FRAME

    def test_whole_packets_without_an_empty_one_behind_them(self, bus):
        """An answer of 64 or 128 bytes ends with a full packet; nobody says that it ends."""

        class Exact(SamModule):
            def answer(self, body: bytes | Corrupt) -> Response:
                if body == b"\x11\xff":
                    return Response(0x90)
                if body == b"\x30\x03":
                    return Response(0x90, bytes(128 - 11))
                return super().answer(body)

        for framing in Framing:
            emulator = plug(bus, framing, module=Exact())
            emulator.place(TEXT)
            reader = reader_on(bus)
            assert read(reader) == PERSON
            reader.close()
            emulator.stop()


class TestWhichDevice:
    def test_the_first_of_the_known_ones(self, bus):
        reader = reader_on(bus, "usb:")
        assert fault_of_status(reader) is Fault.OFFLINE
        emulator = plug(bus, address=READER_ADDRESSES[2])
        assert reader.status().ready
        assert reader.url.startswith("usb:0103:6066?")
        emulator.stop()
        reader.close()

    def test_a_list_of_the_sites_own(self, bus):
        plug(bus, address=UsbAddress(0x1234, 0x5678))
        assert fault_of_status(reader_on(bus, "usb:")) is Fault.OFFLINE
        reader = reader_on(bus, "usb:", usb_addresses=[UsbAddress(0x1234, 0x5678)])
        assert reader.status().ready
        reader.close()

    def test_the_one_with_the_serial_number(self, bus):
        first = plug(bus, address=UsbAddress(0x0400, 0xC35A, "A"))
        second = plug(bus, address=UsbAddress(0x0400, 0xC35A, "B"))
        first.place(text_block.encode(load_persons()[1]))
        second.place(TEXT)
        reader = reader_on(bus, second.url)
        assert read(reader) == PERSON
        assert reader.url == "usb:0400:C35A?serial=B&framing=A"
        reader.close()

    def test_one_that_another_program_holds(self, bus, plugged):
        reader, other = reader_on(bus), reader_on(bus)
        assert reader.status().ready
        assert other.status().state is DeviceState.DEVICE_BUSY
        reader.close()
        assert other.status().ready
        other.close()

    @pytest.mark.parametrize("url", ["usb:0400", "usb:0400:C35A?framing=D", "usb:reader", "usb:0400:C35A:A17"])
    def test_an_address_that_is_none(self, url):
        with pytest.raises(ValueError, match="write "):
            SamVReader(url)


class TestTrouble:
    def test_hung(self, bus, plugged):
        reader = reader_on(bus)
        assert reader.status().ready
        plugged.hang()
        assert fault_of_status(reader) is Fault.TIMEOUT
        plugged.resume()
        assert reader.status().ready
        reader.close()

    def test_hung_in_the_middle_of_an_answer(self, bus, plugged):
        reader = reader_on(bus)
        assert reader.status().ready
        plugged.place(TEXT)
        plugged.lift_during_read(truncated=True)
        with pytest.raises(DeviceError) as caught:
            read(reader)
        assert caught.value.fault is Fault.CARD_REMOVED
        reader.close()

    @pytest.mark.parametrize("endpoint", [0x01, 0x81])
    def test_a_stalled_endpoint_is_freed(self, bus, endpoint):
        emulator = plug(bus, Framing.B)
        reader = reader_on(bus)
        assert reader.status().ready
        bus.halt(emulator._gadget, endpoint)
        assert fault_of_status(reader) is Fault.CORRUPT_FRAME
        assert reader.status().ready
        reader.close()

    def test_what_an_earlier_program_left_behind_is_no_answer(self, bus, plugged):
        raw = usb.core.find(backend=bus)
        usb.util.claim_interface(raw, 0)
        for endpoint in (endpoint for endpoint in raw[0][0, 0] if not endpoint.bEndpointAddress & IN):
            raw.write(endpoint.bEndpointAddress, bytes.fromhex("AAAAAA96690003") + bytes.fromhex("12FFEE"))
        usb.util.dispose_resources(raw)
        reader = reader_on(bus)
        assert reader.status().ready
        reader.close()

    def test_the_kernels_driver_gets_it_back(self, bus):
        emulator = plug(bus, Framing.C, kernel_driver=True)
        reader = reader_on(bus)
        assert reader.status().ready
        assert not bus.kernel_holds(emulator._gadget)
        reader.close()
        assert bus.kernel_holds(emulator._gadget)

    def test_what_else_is_in_the_housing_is_left_to_others(self, bus):
        """A chip card reader belongs to pcscd, a keyboard to the kernel."""
        emulator = SamVUsbEmulator(bus, framing=Framing.B, kernel_driver=True)
        own = replace(emulator._gadget.descriptor.interfaces[0], number=1)
        chip_cards = Interface(0, class_code=0x0B, endpoints=(Endpoint(0x04), Endpoint(0x84)))
        keyboard = Interface(2, class_code=3, subclass=1, protocol=1, endpoints=(Endpoint(0x85),))
        emulator._gadget.descriptor = replace(emulator._gadget.descriptor, interfaces=(chip_cards, own, keyboard))
        emulator.start()
        reader = reader_on(bus)
        assert reader.status().ready
        assert [bus.kernel_holds(emulator._gadget, number) for number in range(3)] == [True, False, True]
        reader.close()

    def test_a_thousand_returns_leave_nothing_claimed(self, bus, plugged):
        reader = reader_on(bus)
        for _ in range(1000):
            assert reader.status().ready
            plugged.unplug()
            assert not reader.status().ready
            plugged.replug()
        assert len(list(bus.enumerate_devices())) == 1
        reader.close()
