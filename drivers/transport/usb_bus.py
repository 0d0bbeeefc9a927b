"""An emulated USB bus behind pyusb's own backend interface: all of pyusb runs against it, down to its transfers.

    bus = UsbBus()
    bus.attach(gadget)                           # usb.core.find(backend=bus) finds it from now on
    UsbDevice(address, backend=bus)               # the drivers' own opening code
    bus.detach(gadget)                           # the plug is pulled: transfers end with ENODEV

What it does not simulate: the time that bytes take on the bus, several configurations, isochronous transfers, hubs,
`reset`. It is stricter than Linux where Linux only warns: nothing passes through an interface
that nobody claimed.
"""

import errno
from array import array
from collections.abc import Iterator
from types import SimpleNamespace

import usb.backend

from drivers.transport import usb_descriptors
from drivers.transport.usb_gadget import Setup
from drivers.transport.usb_sockets import Handle, Plugged, UsbSockets, end_of, fail, settings_of

_FULL_SPEED = 2  # libusb's word for 12 Mbit/s
_GET_DESCRIPTOR = 0x06
_TYPE_BITS = 0x60  # of a request's type: 0 is standard


class UsbBus(UsbSockets, usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """A host's view of the sockets, for pyusb, whose `IBackend` says what each method shall do."""

    def enumerate_devices(self) -> Iterator[Plugged]:
        with self.changed:
            return iter(self.plugged.copy())

    def get_parent(self, _device: Plugged) -> None:
        """No hubs here."""

    def get_device_descriptor(self, device: Plugged) -> SimpleNamespace:
        found = usb_descriptors.parse(device.gadget.descriptor.encode())
        found.bus, found.address, found.speed = 1, device.address, _FULL_SPEED
        found.port_number, found.port_numbers = device.address, (device.address,)
        return found

    def get_configuration_descriptor(self, device: Plugged, number: int) -> SimpleNamespace:
        if number != 0:
            raise IndexError(f"no configuration {number}")
        return _parsed(device.gadget.descriptor.encode_configuration())

    def get_interface_descriptor(self, device: Plugged, number: int, alternate: int, _number: int) -> SimpleNamespace:
        return _parsed(settings_of(device, number)[alternate].encode())

    def get_endpoint_descriptor(
        self, device: Plugged, index: int, number: int, alternate: int, _number: int
    ) -> SimpleNamespace:
        found = _parsed(settings_of(device, number)[alternate].endpoints[index].encode())
        found.bRefresh = found.bSynchAddress = 0
        return found

    def open_device(self, device: Plugged) -> Handle:
        with self.changed:
            if device.gone:
                fail(errno.ENODEV)
            if not device.permitted:
                fail(errno.EACCES)
            return Handle(device)

    def close_device(self, handle: Handle) -> None:
        with self.changed:
            claims = handle.plugged.claims
            for number in [number for number, holder in claims.items() if holder is handle]:
                del claims[number]

    def set_configuration(self, handle: Handle, value: int) -> None:
        with self.changed:
            plugged = self.present(handle)
            if plugged.kernel or plugged.claims:
                fail(errno.EBUSY)
            if value not in (0, 1):
                fail(errno.ENOENT)
            plugged.configured = value

    def get_configuration(self, handle: Handle) -> int:
        with self.changed:
            return self.present(handle).configured

    def set_interface_altsetting(self, handle: Handle, number: int, alternate: int) -> None:
        with self.changed:
            plugged = self.claimed(handle, number)
            if not any(at.alternate == alternate for at in settings_of(plugged, number)):
                fail(errno.ENOENT)
            plugged.settings[number] = alternate

    def claim_interface(self, handle: Handle, number: int) -> None:
        with self.changed:
            plugged = self.present(handle)
            if not plugged.configured or all(at.number != number for at in plugged.interfaces):
                fail(errno.ENOENT)
            if number in plugged.kernel or plugged.claims.get(number, handle) is not handle:
                fail(errno.EBUSY)
            plugged.claims[number] = handle

    def release_interface(self, handle: Handle, number: int) -> None:
        with self.changed:
            plugged = self.claimed(handle, number)
            del plugged.claims[number]
            plugged.settings.pop(number, None)

    def is_kernel_driver_active(self, handle: Handle, number: int) -> bool:
        with self.changed:
            return number in self.present(handle).kernel

    def detach_kernel_driver(self, handle: Handle, number: int) -> None:
        with self.changed:
            kernel = self.present(handle).kernel
            if number not in kernel:
                fail(errno.ENOENT)
            kernel.remove(number)

    def attach_kernel_driver(self, handle: Handle, number: int) -> None:
        with self.changed:
            plugged = self.present(handle)
            if number in plugged.claims:
                fail(errno.EBUSY)
            plugged.kernel.add(number)

    def clear_halt(self, handle: Handle, endpoint: int) -> None:
        with self.changed:
            self.present(handle).halted.discard(endpoint)

    def bulk_write(self, handle: Handle, endpoint: int, _number: int, data: "array[int]", timeout_ms: int) -> int:
        raw, sent, ends_at = data.tobytes(), 0, end_of(timeout_ms)
        while True:
            with self.changed:
                plugged, size = self.ready(handle, endpoint)
                packet, news = raw[sent : sent + size], self.news
                if not plugged.hung and not self.may_pass(plugged, len(packet)):
                    fail(errno.ENODEV)
            if not plugged.hung and plugged.gadget.take(endpoint, packet):
                sent += len(packet)
                with self.changed:
                    self.count(plugged, len(packet))
                if sent == len(raw):
                    return sent
            elif not self.news_after(news, ends_at):
                return sent or fail(errno.ETIMEDOUT)

    def bulk_read(self, handle: Handle, endpoint: int, _number: int, buffer: "array[int]", timeout_ms: int) -> int:
        got, ends_at = bytearray(), end_of(timeout_ms)
        while True:
            with self.changed:
                plugged, size = self.ready(handle, endpoint)
                news, packets = self.news, plugged.packets[endpoint]
                while packets and not plugged.hung:
                    packet = packets.popleft()
                    self.count(plugged, len(packet))
                    got += packet
                    if len(got) > len(buffer):
                        fail(errno.EOVERFLOW)
                    if len(packet) < size or len(got) == len(buffer):
                        buffer[: len(got)] = array("B", got)
                        return len(got)
            if not self.news_after(news, ends_at):
                buffer[: len(got)] = array("B", got)
                return len(got) or fail(errno.ETIMEDOUT)

    intr_write = bulk_write
    intr_read = bulk_read

    def ctrl_transfer(  # noqa: PLR0917  # pyusb's own signature
        self, handle: Handle, kind: int, request: int, value: int, index: int, data: "array[int]", timeout_ms: int
    ) -> int:
        setup, ends_at = Setup(kind, request, value, index, len(data)), end_of(timeout_ms)
        while True:
            with self.changed:
                plugged, news = self.present(handle), self.news
            if not plugged.hung:
                break
            if not self.news_after(news, ends_at):
                fail(errno.ETIMEDOUT)
        if not kind & _TYPE_BITS:
            answer = _standard(plugged, setup)
        else:
            answer = plugged.gadget.control(setup, b"" if setup.to_host else data.tobytes())
        if answer is None:
            fail(errno.EPIPE)
        passed = min(len(answer), len(data)) if setup.to_host else len(data)
        with self.changed:
            self.present(handle)
            self.count(plugged, passed)
        if setup.to_host:
            data[:passed] = array("B", answer[:passed])
        return passed


def _standard(plugged: Plugged, setup: Setup) -> bytes | None:
    """Answer what every device answers, as far as pyusb asks it."""
    if setup.request != _GET_DESCRIPTOR:
        return None
    match setup.value >> 8:
        case usb_descriptors.DEVICE:
            return plugged.gadget.descriptor.encode()
        case usb_descriptors.CONFIGURATION:
            return plugged.gadget.descriptor.encode_configuration()
        case usb_descriptors.STRING:
            return plugged.gadget.descriptor.encode_string(setup.value & 0xFF)
    return None


def _parsed(raw: bytes) -> SimpleNamespace:
    found = usb_descriptors.parse(raw)
    found.extra_descriptors = []
    return found
