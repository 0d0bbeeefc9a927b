"""The drivers' way to a device on the USB."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from kit.usb_echo import IN, OUT, Echo

from drivers.cancel import Cancel
from drivers.errors import Cancelled, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_device import UsbAddress, UsbDevice, plugged_in

ADDRESS = UsbAddress.from_url("usb:0400:c35a")


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
