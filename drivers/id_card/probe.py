"""Looks whether a SAM-V reader is at an address: at every rate of a serial line, in every framing on the USB."""

from collections.abc import Sequence
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.errors import Cancelled, DeviceError
from drivers.faults import Role
from drivers.finding import Finding
from drivers.id_card.commands import MODULE_STATUS
from drivers.id_card.exchange import Refusal
from drivers.id_card.link import SamLink
from drivers.id_card.serial_opening import SerialOpening
from drivers.id_card.usb_opening import READER_ADDRESSES, UsbOpening
from drivers.transport.usb_device import UsbAddress

_MOST_S = 2.8  # six rates take 2.4 s when nobody answers


class _Patience(Cancel):
    """Set when `outer` is, and when the time is over."""

    def __init__(self, outer: Cancel, timeout_s: float) -> None:
        super().__init__()
        self._outer, self._deadline = outer, Deadline(timeout_s)

    def is_set(self) -> bool:
        return self._outer.is_set() or self._deadline.passed

    def check(self, doing: str) -> None:
        if self.is_set():
            raise Cancelled(doing)

    def pause(self, seconds: float, doing: str) -> None:
        self._outer.pause(min(seconds, self._deadline.left_s), doing)
        self.check(doing)


def look(
    address: str, cancel: Cancel, *, usb_addresses: Sequence[UsbAddress] = READER_ADDRESSES, backend: Any = None
) -> Finding | None:
    """Return the reader at `address` (`serial:/dev/ttyUSB0` or `usb:0400:C35A`), None when there is none.

    The module's rate is left as it is. On the USB only `usb_addresses` are spoken to: what is said to a reader might
    come out of a printer.
    """
    opening = _opening(address, usb_addresses, backend)
    if opening is None:
        return None
    link, name = SamLink(opening), "SAM-V"
    try:
        link.ask(MODULE_STATUS, _Patience(cancel, _MOST_S))
        name = f"SAM-V {link.sam_id}".rstrip()
    except Refusal as refusal:
        name = f"SAM-V, not working ({refusal.detail})"
    except DeviceError:
        return None
    finally:
        link.close()
    return Finding(Role.ID_CARD, link.url, name)


def _opening(address: str, known: Sequence[UsbAddress], backend: Any) -> SerialOpening | UsbOpening | None:
    try:
        if not address.startswith("usb:"):
            return SerialOpening(address, sets_rate=False)
        asked = UsbAddress.from_url(address)
    except ValueError:
        return None
    if (asked.vendor, asked.product) not in {(each.vendor, each.product) for each in known}:
        return None
    return UsbOpening(address, known, backend)
