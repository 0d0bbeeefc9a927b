"""The emulated USB bus under pyusb."""

import errno
from array import array
from collections.abc import Iterator

import pytest
import usb.core
import usb.util
from kit.usb_echo import DESCRIPTOR, EVENTS, IN, OUT, Echo

from drivers.transport.usb_bus import UsbBus
from drivers.transport.usb_descriptors import Descriptor
from drivers.transport.usb_device import UsbAddress, UsbDevice, plugged_in
from drivers.transport.usb_gadget import Setup


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def bus(echo: Echo) -> UsbBus:
    bus = UsbBus()
    bus.attach(echo)
    return bus


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
