"""Every wire of this machine that a device may hang on. Speaks on none of them."""

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from drivers.cancel import Cancel
from drivers.document_printer.probe import addresses as queues
from drivers.errors import DeviceError
from drivers.face_camera.probe import addresses as cameras
from drivers.transport.usb_device import UsbAddress, plugged_in
from drivers.wires import announced
from kiosk.devices.probing.wire import Wire, key, plain

_NAMES = Path("/dev/kiosk")  # by the rules in config/udev; they survive replugging
_PRINTERS = Path("/dev/usb")
_DRIVEN = Path("/sys/class/usbmisc")
_PRINTER_CLASS = 7  # USB-IF: Printer
_TTYS = Path("/sys/class/tty")
_CONSOLES = Path("/proc/consoles")
_RADIO = "rfcomm"  # opening one calls another machine
_NO_UART = "0"  # PORT_UNKNOWN, linux/serial_core.h: the kernel keeps names for UARTs that are not there


def all_wires(reader_ids: Iterable[UsbAddress], cancel: Cancel) -> list[Wire]:
    """Return the wires of this machine and the announced ones, each once.

    Args:
        reader_ids: numbers that ID card readers go by on the USB; nothing else there is told from a keyboard.
        cancel: ends the asking for queues.
    """
    found = [
        *serial_wires(list_ports.comports()),
        *usb_wires(reader_ids, driven=_driven_printers()),
        *(Wire(f"lp:{path}") for path in sorted(_PRINTERS.glob("lp*"))),
        *(Wire(address) for address in queues(cancel)),
        *(Wire(address) for address in cameras()),
        *(Wire(plain(address), "announced") for address in announced()),
    ]
    return list({key(wire.address): wire for wire in reversed(found)}.values())[::-1]


def serial_wires(
    ports: Iterable[ListPortInfo], *, names: Path = _NAMES, ttys: Path = _TTYS, consoles: Path = _CONSOLES
) -> Iterator[Wire]:
    """Return `ports`, as pyserial lists them, by the names that udev gave them where it did."""
    lasting = {os.path.realpath(name): str(name) for name in sorted(names.glob("*"), reverse=True)}
    system = _console_names(consoles)
    for port in sorted(ports):
        if not _is_there(ttys / port.name) or port.name.startswith(_RADIO):
            continue
        said = port.description if port.vid is not None else ""
        off_limits = "it is the system's console" if port.name in system else ""
        yield Wire(f"serial:{lasting.get(os.path.realpath(port.device), port.device)}", said, off_limits)


def usb_wires(
    reader_ids: Iterable[UsbAddress], *, driven: Collection[tuple[int, int]] = (), backend: Any = None
) -> list[Wire]:
    """Return what hangs on the USB and may be a reader or a printer; without libusb, nothing.

    Args:
        reader_ids: numbers that readers go by.
        driven: vendor and product of printers that are reached through the kernel's own driver.
        backend: pyusb's, None for libusb.
    """
    known = {(each.vendor, each.product) for each in reader_ids}
    try:
        readers = [each for each in plugged_in(backend) if (each.vendor, each.product) in known]
        printers = plugged_in(backend, interface_class=_PRINTER_CLASS)
    except DeviceError:
        return []
    own = [each for each in printers if (each.vendor, each.product) not in driven]
    return [Wire(str(each), "USB") for each in dict.fromkeys([*readers, *own])]


def _driven_printers(folder: Path = _DRIVEN) -> set[tuple[int, int]]:
    """Return vendor and product of the printers behind /dev/usb/lp*: two who speak to one at once disturb it."""
    found = set()
    for device in folder.glob("lp*/device/.."):
        with contextlib.suppress(OSError, ValueError):
            found.add((_hexadecimal(device / "idVendor"), _hexadecimal(device / "idProduct")))
    return found


def _hexadecimal(file: Path) -> int:
    return int(file.read_text("ascii"), 16)


def _is_there(tty: Path) -> bool:
    try:
        return (tty / "type").read_text("ascii").strip() != _NO_UART
    except OSError:  # only UARTs have a type
        return True


def _console_names(consoles: Path) -> set[str]:
    try:
        lines = consoles.read_text("ascii").splitlines()
    except OSError:
        return set()
    return {line.split()[0] for line in lines if line.strip()}
