"""Every kind of device on every kind of its wires, as the tests of all of them need it.

`WIRES` is the table. `Wire.plugged` starts what is at the other end, or stands for a real device.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from drivers.cabinet.emulator import BoardEmulator
from drivers.cancel import Cancel
from drivers.code_scanner.dialect import DIALECTS
from drivers.code_scanner.emulator import ScannerEmulator
from drivers.document_camera.emulator import DocumentCameraEmulator
from drivers.document_printer.emulator import IppEvePrinter
from drivers.document_printer.private_cups import PrivateCups
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.faults import Role
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.usb_emulator import SamVUsbEmulator
from drivers.id_card.usb_framing import Framing
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.serial_port import SerialPort, lp_port
from drivers.receipt_printer.usb_port import UsbPort
from drivers.social_card.emulator import VpcdReader
from drivers.transport.usb_bus import UsbBus
from drivers.ups.emulator import UpsEmulator
from kit.duties import DUTIES, Duty

_ON_USB = {Role.ID_CARD: "backend", Role.RECEIPT_PRINTER: "usb_backend"}
REPLY_TIMEOUT_S = 0.2  # of a receipt printer


class Made(NamedTuple):
    """The other end, what its driver is given besides the url, and a server in front that the driver speaks to."""

    far_end: Any
    given: dict[str, Any]
    front: Any = None


@dataclass
class Plugged:
    """A device at its wire; without `far_end` it is a real one, and nobody can do anything to it from here."""

    wire: "Wire"
    url: str
    far_end: Any = None
    options: dict[str, Any] = field(default_factory=dict)

    def driver(self, **options: Any) -> Any:
        """Make a driver for it, which knows nothing of others'."""
        return self.duty.driver(self.url, **self.options | options)

    @property
    def duty(self) -> Duty:
        return DUTIES[self.wire.role]

    def wait(self, driver: Any, timeout_s: float, cancel: Cancel | None = None) -> object:
        return self.duty.wait(driver, timeout_s, cancel or Cancel())

    def use(self, driver: Any) -> None:
        """Go all the way to the device and back."""
        if self.duty.use is None:
            assert driver.status().ready
        else:
            self.duty.use(driver)

    def probe_options(self, role: Role) -> dict[str, Any]:
        """What the look of `role` is given besides the address, so that it looks at the bus where this hangs."""
        bus = self.options.get("backend") or self.options.get("usb_backend")
        return {} if bus is None or role not in _ON_USB else {_ON_USB[role]: bus}

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Let the device be there and not say a word while the body is under way."""
        self.duty.silence(self.far_end, on=True)
        yield
        self.duty.silence(self.far_end, on=False)


@dataclass(frozen=True)
class Wire:
    """A role's device on one kind of wire. `make` takes a folder of its own and options of the emulator."""

    role: Role
    name: str
    make: Callable[..., Made]

    def __str__(self) -> str:
        return f"{self.role}-{self.name}"

    @contextmanager
    def plugged(self, folder: Path, real_url: str | None = None, **options: Any) -> Iterator[Plugged]:
        """Start an emulated device, unless there is a real one."""
        if real_url:
            yield Plugged(self, real_url)
            return
        made = self.make(folder, **options)
        in_order = [made.far_end] if made.front is None else [made.far_end, made.front]
        with ExitStack() as stack:
            for one in in_order:
                stack.callback(one.stop)
                one.start()
            yield Plugged(self, in_order[-1].url, made.far_end, made.given)


def _usb_reader(framing: Framing) -> Callable[..., Made]:
    def make(_folder: Path, **options: Any) -> Made:
        bus = UsbBus()
        options = {"framing": framing, "kernel_driver": framing is Framing.C} | options
        return Made(SamVUsbEmulator(bus, **options), {"backend": bus})

    return make


def _id_card(folder: Path, **options: Any) -> Made:
    return Made(SamVEmulator(folder / "reader", **options), {})


def _receipt_printer(port: Callable[[Path], Any]) -> Callable[..., Made]:
    given = {"reply_timeout_s": REPLY_TIMEOUT_S, "settle_s": 0.005}
    return lambda folder, **options: Made(EscPosEmulator(port=port(folder), **options), given)


def _usb_receipt_printer(_folder: Path, **options: Any) -> Made:
    bus = UsbBus()
    given = {"reply_timeout_s": REPLY_TIMEOUT_S, "settle_s": 0.005, "usb_backend": bus}
    return Made(EscPosEmulator(port=UsbPort(bus), **options), given)


def _document_printer(folder: Path, *, queued: bool) -> Made:
    emulator = IppEvePrinter(folder / "printed", page_time_s=0.02)
    # Behind a queue the last word takes as long as CUPS needs to end its backend.
    given = {"poll_s": 0.03, "last_word_s": 5.0 if queued else 0.4}
    return Made(emulator, given, PrivateCups(emulator.url) if queued else None)


def _scanner(dialect: str) -> Callable[..., Made]:
    options = {"dialect": DIALECTS[dialect], "repeat_every_s": 0.2}
    return lambda folder, **others: Made(ScannerEmulator(folder / "scanner", **options | others), {})


WIRES: tuple[Wire, ...] = (
    Wire(Role.ID_CARD, "serial", _id_card),
    Wire(Role.ID_CARD, "never-latches", functools.partial(_id_card, latches=False)),
    *(Wire(Role.ID_CARD, f"usb-{framing}", _usb_reader(framing)) for framing in Framing),
    Wire(Role.SOCIAL_CARD, "pcsc", lambda _folder: Made(VpcdReader(), {})),
    Wire(Role.RECEIPT_PRINTER, "tcp", _receipt_printer(lambda _folder: None)),
    Wire(Role.RECEIPT_PRINTER, "serial", _receipt_printer(lambda folder: SerialPort(folder / "printer"))),
    Wire(Role.RECEIPT_PRINTER, "usb", _usb_receipt_printer),
    Wire(Role.RECEIPT_PRINTER, "lp", _receipt_printer(lambda folder: lp_port(folder / "printer"))),
    Wire(Role.DOCUMENT_PRINTER, "ipp", functools.partial(_document_printer, queued=False)),
    Wire(Role.DOCUMENT_PRINTER, "cups", functools.partial(_document_printer, queued=True)),
    Wire(Role.FACE_CAMERA, "http", lambda _folder, **options: Made(FaceCameraEmulator(**options), {})),
    Wire(Role.DOCUMENT_CAMERA, "http", lambda _folder, **options: Made(DocumentCameraEmulator(**options), {})),
    *(Wire(Role.CODE_SCANNER, name, _scanner(name)) for name in DIALECTS),
    Wire(Role.CABINET, "modbus", lambda folder, **options: Made(BoardEmulator(folder / "board", **options), {})),
    Wire(Role.UPS, "serial", lambda folder, **options: Made(UpsEmulator(folder / "ups", **options), {})),
    Wire(Role.UPS, "later", lambda folder, **options: Made(UpsEmulator(folder / "ups", answers=True, **options), {})),
)


def wires_of(*roles: Role) -> list[Wire]:
    return [wire for wire in WIRES if wire.role in roles]


def wire_named(role: Role, name: str) -> Wire:
    (wire,) = (wire for wire in wires_of(role) if wire.name == name)
    return wire
