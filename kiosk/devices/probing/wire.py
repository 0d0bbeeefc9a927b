"""One wire, and when two names lead to the same. Pure but for where links lead."""

import contextlib
import os
from dataclasses import dataclass

from drivers.transport.usb_device import UsbAddress

_FILES = frozenset({"serial", "modbus", "v4l2", "lp"})
_LINES = frozenset({"serial", "modbus"})


@dataclass(frozen=True)
class Wire:
    """`address` is what the roles' `look` takes; `said` is what the bus says of it, which may be anything or nothing.

    `off_limits` says why nobody may speak on it; empty for all others.
    """

    address: str
    said: str = ""
    off_limits: str = ""

    @property
    def scheme(self) -> str:
        return self.address.partition(":")[0]

    @property
    def path(self) -> str:
        """The device's file, empty for a wire that is none."""
        return _path(self.address) if self.scheme in _FILES else ""


def plain(address: str) -> str:
    """Return an address as the roles' `look` takes it: no rate of a line yet, no size of a picture, no framing."""
    scheme = address.partition(":")[0]
    if scheme in _LINES:
        return f"serial:{_path(address)}"
    if scheme == "v4l2":
        return f"v4l2:{_path(address)}"
    if scheme == "usb":
        with contextlib.suppress(ValueError):
            return str(UsbAddress.from_url(address))
    return address.partition("#")[0] if scheme == "http" else address


def key(address: str) -> str:
    """Return what two addresses of the same wire have in common."""
    scheme = address.partition(":")[0]
    if scheme in _FILES:
        return os.path.realpath(_path(address))
    return plain(address).casefold() if scheme != "pcsc" else address


def _path(address: str) -> str:
    return address.partition(":")[2].partition("?")[0]
