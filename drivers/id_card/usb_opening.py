"""The way to a SAM-V module on the USB: the device, and the framing that it answers to."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from drivers.cancel import Cancel
from drivers.errors import DeviceError, ProtocolError, Timeout, Unavailable
from drivers.id_card.commands import MODULE_STATUS
from drivers.id_card.exchange import Exchange
from drivers.id_card.usb_framing import Framing, framed, framings, wanted
from drivers.transport.usb_device import UsbAddress, UsbDevice

_LOOK_S = 0.5  # one program waits 400 ms after a request
READER_ADDRESSES = (
    UsbAddress(0x0400, 0xC35A),
    UsbAddress(0x2B19, 0x0200),  # these two stand in one vendor's list only
    UsbAddress(0x0103, 0x6066),
)


class UsbOpening:
    """Opens `usb:0400:C35A`, `usb:0400:C35A?framing=A&serial=A17`, or `usb:` for the first reader of `addresses`.

    Without a framing in the url it is found out, and remembered.

    Raises:
        ValueError: the url cannot be read.
    """

    def __init__(self, url: str, addresses: Sequence[UsbAddress] = READER_ADDRESSES, backend: Any = None) -> None:
        parts = urlsplit(url)
        framing = parse_qs(parts.query).get("framing", [""])[0].upper()
        if framing and framing not in set(Framing):
            raise ValueError(f"{url!r} names no framing; write framing=A, B or C, or leave it out")
        self._addresses = [UsbAddress.from_url(url)] if parts.path else list(addresses)
        self._framing = Framing(framing) if framing else None
        self._given = self._framing is not None
        self._backend = backend
        self._found = ""

    @property
    def url(self) -> str:
        """The address with the framing that was found; empty before."""
        if self._framing is None:
            return self._found
        return self._found and f"{self._found}{'&' if '?' in self._found else '?'}framing={self._framing}"

    def open(self, cancel: Cancel) -> Exchange:
        """Return an exchange with a module that has answered.

        Raises:
            Unavailable, Refused: as `UsbDevice` says.
            Timeout: the module is silent in every framing that its endpoints allow.
            ProtocolError: it has no endpoints that a reader has.
            Cancelled: `cancel` was set.
        """
        device = self._device()
        try:
            return self._speak(device, cancel)
        except BaseException:
            device.close()
            raise

    def _device(self) -> UsbDevice:
        missing = ""
        for address in self._addresses:
            try:
                device = UsbDevice(address, wanted=wanted, backend=self._backend)
            except Unavailable as error:
                missing = missing or error.detail
            else:
                self._found = str(address)
                return device
        raise Unavailable(missing)

    def _speak(self, device: UsbDevice, cancel: Cancel) -> Exchange:
        possible = framings(device)
        if self._given:
            possible = [framing for framing in possible if framing is self._framing]
        possible.sort(key=lambda framing: framing is not self._framing)
        trouble: DeviceError | None = None
        for framing in possible:
            exchange = Exchange(framed(device, framing))
            try:
                exchange.ask(MODULE_STATUS, cancel, timeout_s=_LOOK_S)
            except (Timeout, ProtocolError) as error:
                trouble = trouble or error
            else:
                self._framing = framing
                return exchange
        raise trouble or ProtocolError(f"{self._found}: no endpoints for framing {self._framing or 'A, B or C'}")
