"""A USB device through pyusb: found by its numbers, claimed, and given back as it was.

Never reset: some readers and printers come back from a reset as another device, or not at all.
"""

import contextlib
import errno
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import usb.core
import usb.util

from drivers.cancel import Cancel, Deadline
from drivers.errors import ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault

_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting
_CHUNK_BYTES = 4096  # of a write, so that a slow device cannot hold a cancelled one for long
_SHAPE = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")


@dataclass(frozen=True)
class UsbAddress:
    """Vendor and product number, and a serial number where several alike are plugged in (empty: the first)."""

    vendor: int
    product: int
    serial: str = ""

    @classmethod
    def from_url(cls, url: str) -> "UsbAddress":
        """Read `usb:0400:C35A` or `usb:0400:C35A?serial=A17`; other options are the caller's.

        Raises:
            ValueError: it is neither.
        """
        parts = urlsplit(url)
        if parts.scheme != "usb" or not (found := _SHAPE.fullmatch(parts.path)):
            raise ValueError(f"{url!r} names no USB device; write usb:0400:C35A or usb:0400:C35A?serial=A17")
        return cls(int(found[1], 16), int(found[2], 16), parse_qs(parts.query).get("serial", [""])[0])

    def __str__(self) -> str:
        plain = f"usb:{self.vendor:04X}:{self.product:04X}"
        return plain + (f"?serial={quote(self.serial, safe='')}" if self.serial else "")


def plugged_in(backend: Any = None, *, interface_class: int | None = None) -> list[UsbAddress]:
    """Return the address of every device on the bus, serial numbers where they can be read.

    Args:
        backend: pyusb's backend, None for libusb.
        interface_class: only of devices that have such an interface, such as 7 for printers.

    Raises:
        Unavailable: there is no libusb, or the bus cannot be looked at.
    """
    with _translated("the USB"):
        devices = [
            device
            for device in usb.core.find(find_all=True, backend=backend)
            if interface_class is None or usb.util.find_descriptor(device, custom_match=_has(interface_class))
        ]
    addresses = [UsbAddress(device.idVendor, device.idProduct, _serial(device)) for device in devices]
    for device in devices:
        usb.util.dispose_resources(device)
    return addresses


class UsbDevice:
    """An open device with the interfaces claimed that `wanted` picks. Used by one thread at a time.

    Args:
        address: which device; the first that fits is taken.
        wanted: says for an interface, as pyusb describes it (`bInterfaceClass`, …), whether it is needed.
        backend: pyusb's backend, None for libusb.

    Every call raises `Unavailable` when the device is gone, `ProtocolError` when it stalls, and `Cancelled` within
    50 ms of `cancel` being set.

    Raises:
        Unavailable: no such device, or nobody may open it, or there is no libusb.
        Refused: BUSY, another program holds it.
        ProtocolError: it has no interface of the wanted kind.
    """

    def __init__(
        self,
        address: UsbAddress,
        *,
        wanted: Callable[[Any], bool] = lambda _interface: True,
        backend: Any = None,
    ) -> None:
        self._name = str(address)
        self._detached: list[int] = []
        with self._translated():
            found = usb.core.find(
                backend=backend,
                idVendor=address.vendor,
                idProduct=address.product,
                custom_match=lambda device: not address.serial or _serial(device) == address.serial,
            )
        if found is None:
            raise Unavailable(f"{self._name} is not plugged in")
        self._device: Any = found
        self._interfaces: Sequence[Any] = ()
        try:
            self._claim(wanted)
        except BaseException:
            self.close()
            raise

    @property
    def interfaces(self) -> Sequence[Any]:
        """The claimed interfaces, as pyusb describes them: iterate one for its endpoints."""
        return self._interfaces

    @property
    def product_name(self) -> str:
        """What the device calls itself, empty when it does not say."""
        with contextlib.suppress(usb.core.USBError, ValueError, NotImplementedError):
            return self._device.product or ""
        return ""

    def endpoint(self, *, to_host: bool) -> int:
        """Return the address of the first bulk or interrupt endpoint in that direction.

        Raises:
            ProtocolError: there is none.
        """
        for interface in self._interfaces:
            for endpoint in interface:
                if bool(endpoint.bEndpointAddress & usb.util.ENDPOINT_IN) == to_host:
                    return int(endpoint.bEndpointAddress)
        raise ProtocolError(f"{self._name} has no endpoint {'to' if to_host else 'from'} the host")

    def write(self, endpoint: int, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        """Hand all of `data` to the device, or raise `Timeout`."""
        deadline, sent = Deadline(timeout_s), 0
        while sent < len(data):
            cancel.check(f"write to {self._name}")
            with self._translated(endpoint), contextlib.suppress(usb.core.USBTimeoutError):
                sent += self._device.write(endpoint, data[sent : sent + _CHUNK_BYTES], _slice_ms(deadline))
            if deadline.passed and sent < len(data):
                untaken = f"{len(data) - sent} of {len(data)} bytes not taken in {timeout_s} s"
                raise Timeout(f"{self._name}: {untaken}", taken=sent)

    def read(self, endpoint: int, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        """Wait for one transfer of at most `size` bytes, which must be a multiple of the endpoint's packets."""
        deadline = Deadline(timeout_s)
        while True:
            cancel.check(f"read from {self._name}")
            with self._translated(endpoint), contextlib.suppress(usb.core.USBTimeoutError):
                return bytes(self._device.read(endpoint, size, _slice_ms(deadline)))
            if deadline.passed:
                raise Timeout(f"{self._name}: nothing in {timeout_s} s")

    def read_available(self, endpoint: int, size: int) -> bytes:
        """Return what one transfer brings at once, perhaps nothing."""
        with self._translated(endpoint), contextlib.suppress(usb.core.USBTimeoutError):
            return bytes(self._device.read(endpoint, size, 1))
        return b""

    def control(
        self, kind: int, request: int, value: int, index: int, data: bytes | int, *, timeout_s: float, cancel: Cancel
    ) -> bytes:
        """Do one control request; `data` is what goes out, or how many bytes are wanted. Return what came in.

        A device that lets the request wait is asked again every 20 ms until `timeout_s` have passed.
        """
        deadline = Deadline(timeout_s)
        while True:
            cancel.check(f"control request to {self._name}")
            with self._translated(), contextlib.suppress(usb.core.USBTimeoutError):
                answer = self._device.ctrl_transfer(kind, request, value, index, data, _slice_ms(deadline))
                return b"" if isinstance(answer, int) else bytes(answer)
            if deadline.passed:
                raise Timeout(f"{self._name}: no answer to request {request:02X} in {timeout_s} s")

    def close(self) -> None:
        """Give the device back, to the operating system's driver too; closing twice is allowed."""
        with contextlib.suppress(usb.core.USBError):
            for interface in self._interfaces:
                usb.util.release_interface(self._device, interface)
            while self._detached:
                self._device.attach_kernel_driver(self._detached.pop())
        self._detached.clear()
        usb.util.dispose_resources(self._device)

    def _claim(self, wanted: Callable[[Any], bool]) -> None:
        with self._translated():
            interfaces = [at for at in self._configuration() if at.bAlternateSetting == 0 and wanted(at)]
            for interface in interfaces:
                self._take_from_kernel(interface.bInterfaceNumber)
                usb.util.claim_interface(self._device, interface)
        if not interfaces:
            raise ProtocolError(f"{self._name} has no interface of the wanted kind")
        self._interfaces = interfaces

    def _configuration(self) -> Any:
        try:
            return self._device.get_active_configuration()
        except usb.core.USBError as error:
            if error.errno is not None:
                raise
        self._device.set_configuration()  # nobody has chosen one yet
        return self._device.get_active_configuration()

    def _take_from_kernel(self, number: int) -> None:
        with contextlib.suppress(NotImplementedError):  # not every operating system has drivers to take it from
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
                self._detached.append(number)

    @contextmanager
    def _translated(self, endpoint: int | None = None) -> Iterator[None]:
        """As below; an endpoint that the device stalled is freed, or nothing would ever pass it again."""
        with _translated(self._name):
            try:
                yield
            except usb.core.USBError as error:
                if error.errno == errno.EPIPE and endpoint is not None:
                    self._device.clear_halt(endpoint)
                raise


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Let time-outs through; everything else becomes what it means."""
    try:
        yield
    except usb.core.USBTimeoutError:
        raise
    except usb.core.NoBackendError as error:
        raise Unavailable(f"{name}: libusb is not installed (Debian package libusb-1.0-0)") from error
    except usb.core.USBError as error:
        if error.errno == errno.EBUSY:
            raise Refused(Fault.BUSY, f"{name} is held by another program") from error
        if error.errno == errno.EACCES:
            raise Unavailable(f"{name}: no permission; the udev rule is missing") from error
        if error.errno in (errno.EPIPE, errno.EOVERFLOW):
            raise ProtocolError(f"{name}: {error}") from error
        raise Unavailable(f"{name}: {error}") from error


def _has(interface_class: int) -> Callable[[Any], bool]:
    return lambda configuration: any(at.bInterfaceClass == interface_class for at in configuration)


def _serial(device: Any) -> str:
    """Return the serial number, empty when there is none or nobody may ask."""
    try:
        return device.serial_number or ""
    except (usb.core.USBError, ValueError, NotImplementedError):
        return ""


def _slice_ms(deadline: Deadline) -> int:
    return max(1, round(min(_SLICE_S, deadline.left_s) * 1000))
