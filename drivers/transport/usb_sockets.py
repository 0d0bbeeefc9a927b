"""Where emulated USB devices are plugged in, and what the operating system knows of each; used by `UsbBus`."""

import errno
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import NoReturn

import usb.core

from drivers.transport.usb_descriptors import Endpoint, Interface
from drivers.transport.usb_gadget import UsbGadget

# libusb's own codes, which pyusb reports beside the errno
_CODES = {
    errno.EACCES: -3,
    errno.ENODEV: -4,
    errno.ENOENT: -5,
    errno.EBUSY: -6,
    errno.ETIMEDOUT: -7,
    errno.EOVERFLOW: -8,
    errno.EPIPE: -9,
}


@dataclass(eq=False)
class Plugged:
    """One plugging of a gadget, until the plug is pulled: what the operating system knows of it."""

    gadget: UsbGadget
    address: int
    permitted: bool
    kernel: set[int]  # interfaces that a driver of the operating system holds
    configured: int = 1
    gone: bool = False
    hung: bool = False
    bytes_left: int | None = None  # until the plug is pulled
    packets: defaultdict[int, deque[bytes]] = field(default_factory=lambda: defaultdict(deque), repr=False)
    halted: set[int] = field(default_factory=set)
    claims: dict[int, "Handle"] = field(default_factory=dict)
    settings: dict[int, int] = field(default_factory=dict)

    @property
    def interfaces(self) -> list[Interface]:
        """The interfaces in their present alternate settings."""
        every = self.gadget.descriptor.interfaces
        return [at for at in every if at.alternate == self.settings.get(at.number, 0)]


@dataclass(eq=False)
class Handle:
    """An opened device."""

    plugged: Plugged


class UsbSockets:
    """The hands that plug and pull; may be called from any thread, each call is in effect before it returns."""

    def __init__(self) -> None:
        self.changed = threading.Condition()  # guards everything here
        self.plugged: list[Plugged] = []
        self.news = 0  # counts what may let a waiting transfer go on
        self._addresses = 0

    def attach(
        self, gadget: UsbGadget, *, kernel_driver: bool = False, permitted: bool = True, configured: bool = True
    ) -> None:
        """Plug `gadget` in; it gets a fresh address, also when it was here before.

        Args:
            gadget: the device.
            kernel_driver: a driver of the operating system takes all its interfaces, as usblp takes printers.
            permitted: False when the operating system lets nobody open it (a missing udev rule).
            configured: False when nobody has chosen a configuration yet; Linux does so when it finds a device.
        """
        self.detach(gadget)
        gadget.socket = self
        gadget.power_up()
        kernel = {at.number for at in gadget.descriptor.interfaces} if kernel_driver else set[int]()
        with self.changed:
            self._addresses += 1
            self.plugged.append(Plugged(gadget, self._addresses, permitted, kernel, int(configured)))

    def detach(self, gadget: UsbGadget) -> None:
        """Pull the plug; pulling twice is allowed."""
        with self.changed:
            for plugged in self._of(gadget):
                self._pull(plugged)

    def detach_after(self, gadget: UsbGadget, size: int) -> None:
        """Pull the plug once `size` more bytes have passed, both ways counted, setups not; a transfer dies with it."""
        with self.changed:
            for plugged in self._of(gadget):
                plugged.bytes_left = size
                if not size:
                    self._pull(plugged)

    def hang(self, gadget: UsbGadget) -> None:
        """Let it neither take nor give anything, as a device does whose firmware has crashed."""
        self._set_hung(gadget, hung=True)

    def resume(self, gadget: UsbGadget) -> None:
        self._set_hung(gadget, hung=False)

    def halt(self, gadget: UsbGadget, endpoint: int) -> None:
        """Let the device stall `endpoint`: every transfer fails with EPIPE until the host clears the halt."""
        with self.changed:
            for plugged in self._of(gadget):
                plugged.halted.add(endpoint)
            self._tell()

    def attached(self, gadget: UsbGadget) -> bool:
        with self.changed:
            return bool(self._of(gadget))

    def kernel_holds(self, gadget: UsbGadget, interface: int = 0) -> bool:
        """True while a driver of the operating system has `interface`."""
        with self.changed:
            return any(interface in plugged.kernel for plugged in self._of(gadget))

    def queue(self, gadget: UsbGadget, endpoint: int, data: bytes, *, ends: bool) -> None:
        with self.changed:
            for plugged in self._of(gadget):
                size = endpoint_of(plugged, endpoint)[1].max_packet_bytes
                packets = [data[start : start + size] for start in range(0, len(data), size)]
                if ends and len(data) % size == 0:
                    packets.append(b"")
                plugged.packets[endpoint].extend(packets)
            self._tell()

    def wake(self) -> None:
        with self.changed:
            self._tell()

    # The lock is held below.

    def _of(self, gadget: UsbGadget) -> list[Plugged]:
        return [plugged for plugged in self.plugged if plugged.gadget is gadget]

    def _pull(self, plugged: Plugged) -> None:
        if plugged.gone:
            return
        plugged.gone = True
        self.plugged.remove(plugged)
        plugged.gadget.socket = None
        self._tell()

    def _set_hung(self, gadget: UsbGadget, *, hung: bool) -> None:
        with self.changed:
            for plugged in self._of(gadget):
                plugged.hung = hung
            self._tell()

    def _tell(self) -> None:
        self.news += 1
        self.changed.notify_all()

    def may_pass(self, plugged: Plugged, size: int) -> bool:
        """False when the plug was to be pulled within the next `size` bytes: it is now."""
        if plugged.bytes_left is None or size <= plugged.bytes_left:
            return True
        self._pull(plugged)
        return False

    def count(self, plugged: Plugged, size: int) -> None:
        """Note that `size` bytes pass; the plug may be pulled in the middle of them, or behind them."""
        if not self.may_pass(plugged, size):
            fail(errno.ENODEV)
        if plugged.bytes_left is not None and not plugged.gone:
            plugged.bytes_left -= size
            if not plugged.bytes_left:
                self._pull(plugged)

    def present(self, handle: Handle) -> Plugged:
        if handle.plugged.gone:
            fail(errno.ENODEV)
        return handle.plugged

    def claimed(self, handle: Handle, number: int) -> Plugged:
        plugged = self.present(handle)
        if plugged.claims.get(number) is not handle:
            fail(errno.ENOENT)
        return plugged

    def ready(self, handle: Handle, endpoint: int) -> tuple[Plugged, int]:
        """Return the device and the size of its packets if `endpoint` may carry a transfer."""
        interface, found = endpoint_of(self.present(handle), endpoint)
        plugged = self.claimed(handle, interface.number)
        if endpoint in plugged.halted:
            fail(errno.EPIPE)
        return plugged, found.max_packet_bytes

    # It is not held here.

    def news_after(self, news: int, ends_at: float | None) -> bool:
        """Wait until something has changed since `news`; False when that takes too long."""
        timeout_s = None if ends_at is None else max(0.0, ends_at - time.monotonic())
        with self.changed:
            return self.changed.wait_for(lambda: self.news != news, timeout_s)


def settings_of(plugged: Plugged, number: int) -> list[Interface]:
    found = [at for at in plugged.gadget.descriptor.interfaces if at.number == number]
    if not found:
        raise IndexError(f"no interface {number}")
    return found


def endpoint_of(plugged: Plugged, address: int) -> tuple[Interface, Endpoint]:
    for interface in plugged.interfaces:
        for endpoint in interface.endpoints:
            if endpoint.address == address:
                return interface, endpoint
    return fail(errno.ENOENT)


def end_of(timeout_ms: int) -> float | None:
    """0 is no limit, as in libusb."""
    return time.monotonic() + timeout_ms / 1000 if timeout_ms else None


def fail(number: int) -> NoReturn:
    kind = usb.core.USBTimeoutError if number == errno.ETIMEDOUT else usb.core.USBError
    raise kind(errno.errorcode[number], _CODES[number], number)
