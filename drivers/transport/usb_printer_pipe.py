"""A USB device of the printer class, without the kernel's driver between."""

import contextlib
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, Timeout
from drivers.transport.usb_device import UsbAddress, UsbDevice

PRINTER_CLASS = 7  # USB-IF; the class document 1.1 says the rest
_TRANSFER_BYTES = 4096  # a multiple of every packet size
_GULP_BYTES = 65536  # what is read at once of a device that never stops talking
_DEVICE_ID_REQUEST, _FROM_INTERFACE = 0x00, 0xA1  # GET_DEVICE_ID; class request, from an interface
_DEVICE_ID_LIMIT = 1023


class UsbPrinterPipe:
    """The bulk pipes of a printer. The kernel's driver gets the device back at the close; nothing is ever reset.

    Raises:
        Unavailable: no such device, or nobody may open it.
        Refused: BUSY, another program holds it.
        ProtocolError: it is no printer, or one that cannot answer.
    """

    def __init__(self, address: UsbAddress, *, backend: Any = None) -> None:
        self._name = str(address)
        self._device = UsbDevice(address, wanted=_is_printer, backend=backend)
        self._got = bytearray()
        try:
            self._out, self._in = self._device.endpoint(to_host=False), self._device.endpoint(to_host=True)
        except DeviceError:
            self._device.close()
            raise

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        self._device.write(self._out, data, timeout_s=timeout_s, cancel=cancel)

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        deadline = Deadline(timeout_s)
        while len(self._got) < size:
            with contextlib.suppress(Timeout):
                self._got += self._device.read(self._in, _TRANSFER_BYTES, timeout_s=deadline.left_s, cancel=cancel)
            if deadline.passed and len(self._got) < size:
                raise Timeout(f"{self._name}: {len(self._got)} of {size} bytes in {timeout_s} s")
        return self._taken(size)

    def read_available(self) -> bytes:
        while len(self._got) < _GULP_BYTES and (piece := self._device.read_available(self._in, _TRANSFER_BYTES)):
            self._got += piece
        return self._taken(len(self._got))

    def device_id(self, *, timeout_s: float, cancel: Cancel) -> bytes:
        """Return the IEEE 1284 device id, `MFG:…;MDL:…;`, at most 1021 bytes."""
        number = self._device.interfaces[0].bInterfaceNumber
        answer = self._device.control(
            _FROM_INTERFACE,
            _DEVICE_ID_REQUEST,
            0,
            number << 8,
            _DEVICE_ID_LIMIT,
            timeout_s=timeout_s,
            cancel=cancel,
        )
        return answer[2:]  # two bytes of length come first, and printers differ in their order

    def discard(self) -> None:
        """Nothing waits here: a transfer ends before `write` returns."""

    def close(self) -> None:
        self._device.close()

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._got[:size])
        del self._got[:size]
        return taken


def _is_printer(interface: Any) -> bool:
    return bool(interface.bInterfaceClass == PRINTER_CLASS)
