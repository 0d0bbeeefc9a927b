"""How SAM-V frames travel over USB: three ways that readers have, each as a `Pipe` over an open device.

    A  split   the first seven bytes (preamble, length) and the rest have endpoints of their own, each way
    B  whole   a frame is one transfer out, one or more in
    C  HID     a frame is a feature report out; input reports are fetched with control requests

A is confirmed by two published protocol tables. B and C come from one program; there a report is the bare frame,
without report number and padding.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, Timeout
from drivers.id_card.frame import HEADER_SIZE, PREAMBLE
from drivers.transport.usb_device import UsbDevice

HEADER_OUT, BODY_OUT, HEADER_IN, BODY_IN = 0x02, 0x06, 0x81, 0x85
HID_CLASS = 3
_CLASSES = (0x00, HID_CLASS, 0xFF)  # not 0x0B: a chip card reader in the same housing belongs to pcscd
_BOOT_KEYBOARD = (1, 1)
_PACKET_BYTES = 64
_REPORT_BYTES = 4096  # the longest that libusb fetches with one request; a device sends what it has
_REPORT_POLL_S = 0.01
_GLANCE_S = 0.02
_MOST_GLANCES = 100  # more is a device that never falls silent


class Framing(StrEnum):
    """The way a reader speaks; the value is what `?framing=` takes."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True)
class Report:
    """A control request of the HID class, as setup bytes."""

    request_type: int
    request: int
    value: int


SET_REPORT = Report(0x21, 0x09, 0x0301)
GET_REPORT = Report(0xA1, 0x01, 0x0100)


def wanted(interface: Any) -> bool:
    """True for an interface that may be the module's; many a reader has others beside it, whose programs keep them."""
    keyboard = (interface.bInterfaceSubClass, interface.bInterfaceProtocol) == _BOOT_KEYBOARD
    return interface.bInterfaceClass in _CLASSES and not (interface.bInterfaceClass == HID_CLASS and keyboard)


def framings(device: UsbDevice) -> list[Framing]:
    """Return the ways that the device's endpoints allow, the likeliest first."""
    endpoints = {endpoint.bEndpointAddress for interface in device.interfaces for endpoint in interface}
    both_ways = any(address & 0x80 for address in endpoints) and any(not address & 0x80 for address in endpoints)
    found = [Framing.A] if endpoints >= {HEADER_OUT, BODY_OUT, HEADER_IN, BODY_IN} else []
    found += [Framing.B] if both_ways else []
    hid = any(interface.bInterfaceClass == HID_CLASS for interface in device.interfaces)
    return [Framing.C, *found] if hid else found


def framed(device: UsbDevice, framing: Framing) -> "FramedUsb":
    """Return the pipe that speaks to `device` in that way."""
    kinds: dict[Framing, Callable[[UsbDevice], FramedUsb]] = {
        Framing.A: SplitUsb,
        Framing.B: WholeUsb,
        Framing.C: HidUsb,
    }
    return kinds[framing](device)


class FramedUsb(ABC):
    """What the three have in common: bytes that came in one transfer are handed out as they are asked for."""

    def __init__(self, device: UsbDevice) -> None:
        self.device = device
        self._got = bytearray()
        self._stale = True  # something may lie there that nobody waits for: from before we came, or after trouble

    @abstractmethod
    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        """Hand one frame to the device, cut as this framing cuts it."""

    @abstractmethod
    def fetch(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        """Wait for a transfer of `size` bytes or fewer."""

    @abstractmethod
    def glance(self) -> bytes:
        """Return what one transfer brings without waiting."""

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        deadline = Deadline(timeout_s)
        while len(self._got) < size:
            try:
                self._got += self.fetch(size - len(self._got), timeout_s=deadline.left_s, cancel=cancel)
            except DeviceError as error:
                self._stale = True
                if isinstance(error, Timeout):
                    raise Timeout(f"USB: {len(self._got)} of {size} bytes in {timeout_s} s") from error
                raise
        data = bytes(self._got[:size])
        del self._got[:size]
        return data

    def read_available(self) -> bytes:
        for _ in range(_MOST_GLANCES if self._stale else 0):
            more = self.glance()
            self._got += more
            self._stale = bool(more)
            if not more:
                break
        data = bytes(self._got)
        self._got.clear()
        return data

    def discard(self) -> None:  # noqa: B027 - the same for all three: nothing
        """Nothing waits here: a transfer ends before `write` returns."""

    def close(self) -> None:
        self.device.close()


class SplitUsb(FramedUsb):
    """Framing A."""

    def __init__(self, device: UsbDevice) -> None:
        super().__init__(device)
        self._body_left = 0  # bytes that the last header announced and that have not come yet

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        deadline = Deadline(timeout_s)
        self.device.write(HEADER_OUT, data[:HEADER_SIZE], timeout_s=timeout_s, cancel=cancel)
        self.device.write(BODY_OUT, data[HEADER_SIZE:], timeout_s=deadline.left_s, cancel=cancel)

    def fetch(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        if self._body_left > 0:
            wanted = _packets(min(size, self._body_left))
            body = self.device.read(BODY_IN, wanted, timeout_s=timeout_s, cancel=cancel)
            self._body_left -= len(body)
            return body
        header = self.device.read(HEADER_IN, _PACKET_BYTES, timeout_s=timeout_s, cancel=cancel)
        self._body_left = int.from_bytes(header[len(PREAMBLE) : HEADER_SIZE], "big")
        return header

    def glance(self) -> bytes:
        self._body_left = 0
        header = self.device.read_available(HEADER_IN, _PACKET_BYTES)
        return header + self.device.read_available(BODY_IN, _PACKET_BYTES)


class WholeUsb(FramedUsb):
    """Framing B."""

    def __init__(self, device: UsbDevice) -> None:
        super().__init__(device)
        self._out, self._in = device.endpoint(to_host=False), device.endpoint(to_host=True)

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        self.device.write(self._out, data, timeout_s=timeout_s, cancel=cancel)

    def fetch(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        return self.device.read(self._in, _packets(size), timeout_s=timeout_s, cancel=cancel)

    def glance(self) -> bytes:
        return self.device.read_available(self._in, _PACKET_BYTES)


class HidUsb(FramedUsb):
    """Framing C. There is no waiting for a report: it is asked for again and again."""

    def __init__(self, device: UsbDevice) -> None:
        super().__init__(device)
        hid: list[Any] = [at for at in device.interfaces if at.bInterfaceClass == HID_CLASS]
        self._interface: int = hid[0].bInterfaceNumber if hid else 0

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        self._request(SET_REPORT, data, timeout_s, cancel)

    def fetch(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        del size
        deadline = Deadline(timeout_s)
        while not (report := self._request(GET_REPORT, _REPORT_BYTES, deadline.left_s, cancel)):
            if deadline.passed:
                raise Timeout(f"no report in {timeout_s} s")
            cancel.pause(min(_REPORT_POLL_S, deadline.left_s), "fetch a report")
        return report

    def glance(self) -> bytes:
        try:
            return self._request(GET_REPORT, _REPORT_BYTES, _GLANCE_S, Cancel())
        except Timeout:
            return b""

    def _request(self, report: Report, data: bytes | int, timeout_s: float, cancel: Cancel) -> bytes:
        return self.device.control(
            report.request_type,
            report.request,
            report.value,
            self._interface,
            data,
            timeout_s=timeout_s,
            cancel=cancel,
        )


def _packets(size: int) -> int:
    """Round up to whole packets: a buffer that ends within one would overflow."""
    return -(-size // _PACKET_BYTES) * _PACKET_BYTES
