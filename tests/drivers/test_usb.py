"""The emulated USB bus under pyusb, and the drivers' way to a device on it."""

import errno
import threading
import time
from array import array
from collections.abc import Iterator
from contextlib import suppress

import pytest
import usb.core
import usb.util

from drivers.cancel import Cancel
from drivers.errors import Cancelled, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import INTERRUPT, Descriptor, Endpoint, Interface
from drivers.transport.usb_device import UsbAddress, UsbDevice, plugged_in
from drivers.transport.usb_gadget import Setup, UsbGadget

OUT, IN, EVENTS = 0x02, 0x81, 0x83
DESCRIPTOR = Descriptor(
    0x0400,
    0xC35A,
    (
        Interface(0, endpoints=(Endpoint(OUT), Endpoint(IN), Endpoint(EVENTS, INTERRUPT, 8, 10))),
        Interface(1, class_code=7, subclass=1, protocol=1),
        Interface(1, class_code=7, subclass=1, protocol=2, alternate=1),
    ),
    "Example Works",
    "读卡器",
    "A17",
)
ADDRESS = UsbAddress.from_url("usb:0400:c35a")


class Echo(UsbGadget):
    """Sends back what it took; `full` lets it take nothing; answers request 1 with `greeting`."""

    greeting = bytes(range(10))

    def __init__(self, descriptor: Descriptor = DESCRIPTOR) -> None:
        super().__init__(descriptor)
        self.full = False
        self.told: list[tuple[Setup, bytes]] = []
        self.powered = 0

    def take(self, endpoint: int, packet: bytes) -> bool:
        assert endpoint == OUT
        if not self.full:
            self.send(IN, packet)
        return not self.full

    def control(self, setup: Setup, data: bytes) -> bytes | None:
        self.told.append((setup, data))
        return self.greeting if setup.request == 1 else super().control(setup, data)

    def power_up(self) -> None:
        self.powered += 1


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def bus(echo: Echo) -> UsbBus:
    bus = UsbBus()
    bus.attach(echo)
    return bus


@pytest.fixture
def device(bus: UsbBus) -> Iterator[UsbDevice]:
    device = opened(bus)
    yield device
    device.close()


def opened(bus: UsbBus, number: int = 0) -> UsbDevice:
    return UsbDevice(ADDRESS, wanted=lambda interface: interface.bInterfaceNumber == number, backend=bus)


def write(device: UsbDevice, data: bytes, timeout_s: float = 5.0) -> None:
    device.write(OUT, data, timeout_s=timeout_s, cancel=Cancel())


def read(device: UsbDevice, size: int = 256, timeout_s: float = 5.0) -> bytes:
    return device.read(IN, size, timeout_s=timeout_s, cancel=Cancel())


class TestUnderPyusb:
    @pytest.fixture
    def raw(self, bus: UsbBus) -> Iterator[usb.core.Device]:
        raw = usb.core.find(backend=bus, idVendor=0x0400)
        yield raw
        usb.util.dispose_resources(raw)

    def test_descriptors(self, raw):
        assert (raw.idProduct, raw.bNumConfigurations, raw.bMaxPacketSize0, raw.speed) == (0xC35A, 1, 64, 2)
        assert (raw.manufacturer, raw.product, raw.serial_number) == ("Example Works", "读卡器", "A17")
        assert raw.langids == (0x0409,)
        assert raw.parent is None
        configuration = raw.get_active_configuration()
        assert configuration.wTotalLength == 9 + 3 * 9 + 3 * 7
        kinds = [(at.bInterfaceNumber, at.bAlternateSetting, at.bInterfaceClass) for at in configuration]
        assert kinds == [(0, 0, 255), (1, 0, 7), (1, 1, 7)]
        endpoints = [(at.bEndpointAddress, at.bmAttributes, at.wMaxPacketSize) for at in configuration[0, 0]]
        assert endpoints == [(OUT, 2, 64), (IN, 2, 64), (EVENTS, 3, 8)]
        assert "Example Works" in str(raw)

    def test_a_string_that_is_not_offered(self, bus, echo):
        bare = Echo(Descriptor(1, 2, DESCRIPTOR.interfaces))
        bus.attach(bare)
        raw = usb.core.find(backend=bus, idVendor=1)
        assert raw.serial_number is None
        with pytest.raises(usb.core.USBError) as caught:
            usb.util.get_string(raw, 3)
        assert caught.value.errno == errno.EPIPE

    def test_two_alike_are_told_apart(self, bus):
        other = Echo(Descriptor(0x0400, 0xC35A, DESCRIPTOR.interfaces, serial_number="B2"))
        bus.attach(other)
        assert plugged_in(bus) == [UsbAddress(0x0400, 0xC35A, "A17"), UsbAddress(0x0400, 0xC35A, "B2")]
        device = UsbDevice(UsbAddress.from_url("usb:0400:C35A?serial=B2"), backend=bus)
        assert usb.core.find(backend=bus, address=2).serial_number == "B2"
        device.close()

    def test_alternate_settings(self, raw):
        raw.set_interface_altsetting(1, 1)
        with pytest.raises(usb.core.USBError):
            raw._ctx.backend.set_interface_altsetting(raw._ctx.handle, 1, 7)

    def test_configurations(self, raw):
        raw.set_configuration()
        usb.util.claim_interface(raw, 0)
        with pytest.raises(usb.core.USBError) as caught:
            raw.set_configuration()
        assert caught.value.errno == errno.EBUSY

    def test_two_hosts_want_one_interface(self, raw, bus):
        usb.util.claim_interface(raw, 0)
        other = usb.core.Device(next(bus.enumerate_devices()), bus)
        with pytest.raises(usb.core.USBError) as caught:
            usb.util.claim_interface(other, 0)
        assert caught.value.errno == errno.EBUSY
        usb.util.dispose_resources(raw)
        usb.util.claim_interface(other, 0)
        usb.util.dispose_resources(other)

    def test_a_read_ends_at_a_short_packet(self, raw, echo):
        echo.send(IN, bytes(70))
        echo.send(IN, b"next")
        assert len(raw.read(IN, 256, 1000)) == 70
        assert raw.read(IN, 256, 1000) == array("B", b"next")

    def test_a_read_of_full_packets_ends_at_an_empty_one_or_the_time_out(self, raw, echo):
        echo.send(IN, bytes(128), ends=True)
        assert len(raw.read(IN, 256, 10_000)) == 128
        echo.send(IN, bytes(128))
        assert len(raw.read(IN, 256, 10)) == 128
        with pytest.raises(usb.core.USBTimeoutError):
            raw.read(IN, 256, 10)

    def test_a_packet_larger_than_the_buffer_overflows(self, raw, echo):
        echo.send(IN, bytes(7))
        with pytest.raises(usb.core.USBError) as caught:
            raw.read(IN, 5, 1000)
        assert caught.value.errno == errno.EOVERFLOW

    def test_interrupt_endpoints(self, raw, echo):
        echo.send(EVENTS, b"12345678")
        assert raw.read(EVENTS, 8, 1000) == array("B", b"12345678")

    def test_a_class_request_claims_and_reaches_the_device(self, raw, echo):
        assert raw.ctrl_transfer(0xA1, 1, 2, 1, 100) == array("B", Echo.greeting)
        assert raw.ctrl_transfer(0xA1, 1, 2, 1, 4) == array("B", Echo.greeting[:4])
        assert raw.ctrl_transfer(0x21, 1, 0x0301, 0, b"abc") == 3
        assert echo.told[-1] == (Setup(0x21, 1, 0x0301, 0, 3), b"abc")

    def test_nothing_passes_an_unclaimed_interface(self, raw, bus):
        raw._ctx.managed_open()
        with pytest.raises(usb.core.USBError) as caught:
            bus.bulk_read(raw._ctx.handle, IN, 0, array("B", bytes(64)), 1000)
        assert caught.value.errno == errno.ENOENT


class TestDevice:
    def test_carries_every_byte_both_ways(self, device):
        write(device, bytes(range(256)))
        assert read(device) == bytes(range(256))

    def test_finds_its_endpoints(self, device):
        assert (device.endpoint(to_host=False), device.endpoint(to_host=True)) == (OUT, IN)
        assert device.product_name == "读卡器"

    def test_an_interface_without_endpoints(self, bus):
        device = opened(bus, 1)
        with pytest.raises(ProtocolError, match="no endpoint"):
            device.endpoint(to_host=True)
        device.close()

    def test_available_never_waits(self, device, echo):
        assert device.read_available(IN, 64) == b""
        echo.send(IN, b"abc")
        assert device.read_available(IN, 64) == b"abc"

    def test_silence_is_a_timeout(self, device):
        with pytest.raises(Timeout, match=r"nothing in 0\.05 s"):
            read(device, timeout_s=0.05)

    def test_a_device_without_room_is_waited_for(self, device, echo):
        echo.full = True
        with pytest.raises(Timeout, match="3 of 3 bytes not taken"):
            write(device, b"abc", timeout_s=0.05)

        def make_room() -> None:
            echo.full = False
            echo.room()

        later = threading.Timer(0.05, make_room)
        later.start()
        write(device, b"abcd", timeout_s=30.0)
        later.join()
        assert read(device) == b"abcd"

    @pytest.mark.parametrize("doing", [read, lambda device: write(device, b"a"), lambda device: ask(device, 5.0)])
    def test_unplugged_while_waiting(self, device, bus, echo, doing):
        bus.hang(echo)
        puller = threading.Timer(0.05, bus.detach, [echo])
        puller.start()
        with pytest.raises(Unavailable):
            doing(device)
        puller.join()
        with pytest.raises(Unavailable):
            device.read_available(IN, 64)

    def test_a_hung_device_is_a_timeout_to_everything(self, device, bus, echo):
        bus.hang(echo)
        for doing in (lambda: read(device, timeout_s=0.05), lambda: write(device, b"a", 0.05), lambda: ask(device)):
            with pytest.raises(Timeout):
                doing()
        bus.resume(echo)
        assert ask(device) == Echo.greeting

    def test_cancel_ends_a_wait_within_50_ms(self, device):
        delays = []
        for _ in range(3):  # the machine may be busy with something else once
            cancel, ended_at = Cancel(), []

            def end(cancel=cancel, ended_at=ended_at):
                ended_at.append(time.monotonic())
                cancel.set()

            canceller = threading.Timer(0.03, end)
            canceller.start()
            with pytest.raises(Cancelled):
                device.read(IN, 64, timeout_s=30.0, cancel=cancel)
            delays.append(time.monotonic() - ended_at[0])
            canceller.join()
        assert min(delays) < 0.05

    def test_a_stalled_endpoint_is_told_and_freed(self, device, bus, echo):
        for endpoint, doing in ((OUT, lambda: write(device, b"abc")), (IN, lambda: read(device))):
            bus.halt(echo, endpoint)
            with pytest.raises(ProtocolError):
                doing()
        write(device, b"abc")
        assert read(device) == b"abc"

    def test_a_request_that_the_device_does_not_know(self, device):
        with pytest.raises(ProtocolError):
            device.control(0xA1, 9, 0, 0, 8, timeout_s=1.0, cancel=Cancel())


def ask(device: UsbDevice, timeout_s: float = 0.05) -> bytes:
    return device.control(0xA1, 1, 0, 0, 100, timeout_s=timeout_s, cancel=Cancel())


class TestOpening:
    def test_the_machines_own_bus_can_be_asked(self):
        with suppress(Unavailable):
            assert all(isinstance(address, UsbAddress) for address in plugged_in())

    def test_not_plugged_in(self, bus, echo):
        bus.detach(echo)
        bus.detach(echo)
        with pytest.raises(Unavailable, match="0400:C35A is not plugged in"):
            opened(bus)

    def test_no_permission(self, bus, echo):
        bus.attach(echo, permitted=False)
        with pytest.raises(Unavailable, match="udev"):
            opened(bus)
        assert plugged_in(bus) == [ADDRESS]

    def test_held_by_another_program(self, bus, device):
        with pytest.raises(Refused) as caught:
            opened(bus)
        assert caught.value.fault is Fault.BUSY
        device.close()
        opened(bus).close()

    def test_no_interface_of_the_kind(self, bus):
        with pytest.raises(ProtocolError, match="no interface"):
            opened(bus, 9)
        opened(bus).close()

    def test_the_kernels_driver_gets_it_back(self, bus, echo):
        bus.attach(echo, kernel_driver=True)
        device = opened(bus)
        assert (bus.kernel_holds(echo, 0), bus.kernel_holds(echo, 1)) == (False, True)
        device.close()
        device.close()
        assert bus.kernel_holds(echo, 0)

    def test_closing_a_device_that_is_gone(self, bus, echo):
        bus.attach(echo, kernel_driver=True)
        device = opened(bus)
        bus.detach(echo)
        device.close()
        assert not bus.attached(echo)

    def test_a_device_that_nobody_configured(self, bus, echo):
        bus.attach(echo, configured=False)
        device = opened(bus)
        write(device, b"a")
        device.close()

    def test_a_replugged_device_is_another_to_the_host(self, bus, echo, device):
        bus.attach(echo)
        assert echo.powered == 2
        with pytest.raises(Unavailable):
            write(device, b"a")
        again = opened(bus)
        write(again, b"a")
        assert read(again) == b"a"
        again.close()

    @pytest.mark.parametrize("url", ["", "usb:", "usb:0400", "usb:0400:C35", "0400:C35A", "usb:0400:C35A:A17"])
    def test_an_address_that_is_none_says_what_to_write(self, url):
        with pytest.raises(ValueError, match="write usb:0400:C35A"):
            UsbAddress.from_url(url)

    @pytest.mark.parametrize("serial", ["A17", "a b&c=d/?#", "序列"])
    def test_an_address_reads_as_it_is_written(self, serial):
        address = UsbAddress(0x0400, 0xC35A, serial)
        assert UsbAddress.from_url(str(address)) == address
        assert UsbAddress.from_url(f"{address}&framing=A") == address
        assert str(ADDRESS) == "usb:0400:C35A"


class TestCuts:
    @pytest.mark.parametrize("size", range(7))
    def test_the_plug_is_pulled_at_a_byte(self, bus, echo, device, size):
        """Three bytes there, three back."""

        def there_and_back() -> None:
            write(device, b"abc")
            read(device)
            write(device, b"d")

        bus.detach_after(echo, size)
        with pytest.raises(Unavailable):
            there_and_back()
        assert not bus.attached(echo)

    def test_what_passed_before_the_cut_is_good(self, bus, echo, device):
        bus.detach_after(echo, 6)
        write(device, b"abc")
        assert read(device) == b"abc"

    def test_a_packet_that_waits_is_counted_once(self, bus, echo, device):
        echo.full = True
        bus.detach_after(echo, 6)
        with pytest.raises(Timeout):
            write(device, b"abc", timeout_s=0.1)
        assert bus.attached(echo)
