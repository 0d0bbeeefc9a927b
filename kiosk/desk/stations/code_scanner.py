"""The code scanner on the desk, and codes to hold before it."""

from pathlib import Path
from types import MappingProxyType

from drivers.code_scanner.emulator import ScannerEmulator
from drivers.faults import Fault, Role
from kiosk.desk.state import CodeScannerState, DeskError
from kiosk.desk.stations.action import action
from kiosk.desk.stations.station import Station

CODES = MappingProxyType(
    {
        "credential": b"DEMO-ECRED:1:20261124:420199198803149995:7H2K9QXM4T",
        "link": b"https://example.org/verify?serial=WH0001-20261124-00001&code=ABCD-EFGH-JKLM",
        "chinese": "示范街道政务服务中心 取件码 8848".encode(),
        "long": b"LONG-" + b"0123456789ABCDEF" * 90,
        "garbage": bytes((0x1B, 0x40, 0xFF, 0xFE, 0x00, 0x07, 0x9F, 0x41)),
    }
)
"""Prepared codes: an invented e-credential, an address, Chinese text, more than a small QR code holds, no text."""
_OTHER = ""


class CodeScannerStation(Station):
    """A scanner on a pseudo-terminal. TIMEOUT is one that hangs: it neither obeys nor answers."""

    role = Role.CODE_SCANNER
    offers = (Fault.TIMEOUT, Fault.OFFLINE)

    def __init__(self, link: Path) -> None:
        """`link`: a path that leads to its pseudo-terminal for as long as it is plugged in."""
        super().__init__()
        self._emulator = ScannerEmulator(link)
        self._held: str | None = None

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> CodeScannerState:
        return CodeScannerState(
            **self.common(),
            lit=self._emulator.lit,
            held=self._held,
            codes_read=self._emulator.codes_read,
            codes=tuple(CODES),
        )

    @action
    def hold(self, code: str) -> None:
        """Hold one of the prepared codes before the window.

        Raises:
            DeskError: there is no such code.
        """
        if code not in CODES:
            raise DeskError(f"there is no code {code!r}; there is {', '.join(CODES)}; or scan a text of your own")
        self._emulator.show(CODES[code])
        self._held = code

    @action
    def scan(self, text: str) -> None:
        """Hold a code with that text before the window.

        Raises:
            DeskError: there is nothing in it.
        """
        if not text:
            raise DeskError("a code needs a text")
        self._emulator.show(text.encode())
        self._held = _OTHER

    @action
    def take_away(self) -> None:
        """Take the code away from the window."""
        self._emulator.take_away()
        self._held = None

    @action
    def cut(self, at: int) -> None:
        """Let the next code break off after that many bytes.

        Raises:
            DeskError: `at` is negative.
        """
        if at < 0:
            raise DeskError(f"at must be 0 or more, not {at}")
        self._emulator.cut_next(at)

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _befall(self, fault: Fault) -> None:
        self._emulator.set_mute(mute=fault is Fault.TIMEOUT)

    def _recover(self, fault: Fault) -> None:
        self._emulator.set_mute(mute=not fault)

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
