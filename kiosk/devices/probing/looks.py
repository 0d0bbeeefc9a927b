"""Who looks at which kind of wire, in an order that harms nobody.

On a serial line the receipt printer comes first: its question, DLE EOT, means nothing to anybody else, while what the
others ask would come out of a printer. The UPS comes last, because it alone is asked in plain text.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.finding import Finding
from drivers.transport.usb_device import UsbAddress
from kiosk.devices.probing.wire import Wire

_LINE = (Role.RECEIPT_PRINTER, Role.ID_CARD, Role.CABINET, Role.CODE_SCANNER, Role.UPS)
CAMERAS = (Role.FACE_CAMERA, Role.DOCUMENT_CAMERA)
ORDER: Mapping[str, Sequence[Role]] = {
    "serial": _LINE,
    "usb": (Role.ID_CARD, Role.RECEIPT_PRINTER),
    "lp": (Role.RECEIPT_PRINTER,),
    "tcp": (Role.RECEIPT_PRINTER,),
    "ipp": (Role.DOCUMENT_PRINTER,),
    "ipps": (Role.DOCUMENT_PRINTER,),
    "cups": (Role.DOCUMENT_PRINTER,),
    "pcsc": (Role.SOCIAL_CARD,),
}
CAMERA_SCHEMES = frozenset({"v4l2", "http"})
_CHILD = "kiosk.devices.probing.pcsc_child"
_CHILD_S = 15.0


def roles_of(wire: Wire) -> frozenset[Role]:
    """Return the roles that look at such a wire."""
    return frozenset(CAMERAS if wire.scheme in CAMERA_SCHEMES else ORDER.get(wire.scheme, ()))


def look(role: Role, address: str, cancel: Cancel, *, reader_ids: Sequence[UsbAddress]) -> Finding | None:
    """Let `role` look at `address`. Only that role's module is imported: some are heavy.

    Args:
        role: who looks.
        address: as `Wire.address`.
        cancel: ends it.
        reader_ids: numbers that ID card readers go by on the USB.
    """
    probe = importlib.import_module(f"drivers.{role}.probe")
    options = {"usb_addresses": reader_ids} if role is Role.ID_CARD else {}
    found: Finding | None = probe.look(address, cancel, **options)
    return found


def pcsc_wires() -> list[Wire]:
    """Return the readers of the system's own pcscd."""
    return [Wire(finding.url) for finding in pcsc_look("")]


def pcsc_look(address: str) -> list[Finding]:
    """Look at a PC/SC reader, or with an empty address for readers, in a process of its own.

    libpcsclite speaks to one pcscd only in the life of a process, and there may be several.
    """
    words = [sys.executable, "-m", _CHILD, address]
    try:
        told = subprocess.run(words, capture_output=True, check=True, timeout=_CHILD_S, start_new_session=True).stdout
        return [Finding(Role(one["role"]), one["url"], one["name"]) for one in json.loads(told)]
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
