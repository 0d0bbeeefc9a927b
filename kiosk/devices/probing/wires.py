"""Every wire of this machine that a device may hang on. Speaks on none of them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from drivers.errors import DeviceError
from drivers.face_camera.probe import addresses as cameras
from drivers.transport.usb_device import UsbAddress, plugged_in
from drivers.wires import announced
from kiosk.devices.probing.wire import Wire, key, plain

_NAMES = Path("/dev/kiosk")  # by the rules in config/udev; they survive replugging
_PRINTERS = Path("/dev/usb")
_TTYS = Path("/sys/class/tty")
_CONSOLES = Path("/proc/consoles")
_NO_UART = "0"  # PORT_UNKNOWN, linux/serial_core.h: the kernel keeps names for UARTs that are not there


def all_wires(reader_ids: Iterable[UsbAddress]) -> list[Wire]:
    """Return the wires of this machine and the announced ones, each once.

    Args:
        reader_ids: numbers that ID card readers go by on the USB; nothing else there is told from a keyboard.
    """
    found = [
        *serial_wires(list_ports.comports()),
        *usb_wires(reader_ids),
        *(Wire(f"lp:{path}") for path in sorted(_PRINTERS.glob("lp*"))),
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
        if not _is_there(ttys / port.name):
            continue
        said = port.description if port.vid is not None else ""
        off_limits = "it is the system's console" if port.name in system else ""
        yield Wire(f"serial:{lasting.get(os.path.realpath(port.device), port.device)}", said, off_limits)


def usb_wires(reader_ids: Iterable[UsbAddress]) -> list[Wire]:
    """Return what hangs on the USB and may be a reader; without libusb, nothing."""
    known = {(each.vendor, each.product) for each in reader_ids}
    try:
        found = plugged_in()
    except DeviceError:
        return []
    return [Wire(str(each), "USB") for each in found if (each.vendor, each.product) in known]


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
