"""Every place on the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from kiosk.desk.stations.cabinet import CabinetStation
from kiosk.desk.stations.code_scanner import CodeScannerStation
from kiosk.desk.stations.document_camera import DocumentCameraStation
from kiosk.desk.stations.document_printer import DocumentPrinterStation
from kiosk.desk.stations.face_camera import FaceCameraStation
from kiosk.desk.stations.id_card import IdCardStation
from kiosk.desk.stations.receipt_printer import ReceiptPrinterStation
from kiosk.desk.stations.social_card import SocialCardStation
from kiosk.desk.stations.station import Station
from kiosk.desk.stations.ups import UpsStation
from kiosk.protocol.demo import DemoPerson

_LONGEST_FOLDER = 75  # of the 107 bytes that the path of a socket in it may have


@dataclass(frozen=True)
class Stations:
    """A station for each role, by its name."""

    id_card: IdCardStation
    social_card: SocialCardStation
    document_printer: DocumentPrinterStation
    receipt_printer: ReceiptPrinterStation
    face_camera: FaceCameraStation
    code_scanner: CodeScannerStation
    document_camera: DocumentCameraStation
    cabinet: CabinetStation
    ups: UpsStation

    def each(self) -> tuple[Station, ...]:
        return tuple(getattr(self, one.name) for one in fields(self))


STATION_TYPES: tuple[type[Station], ...] = (
    IdCardStation,
    SocialCardStation,
    DocumentPrinterStation,
    ReceiptPrinterStation,
    FaceCameraStation,
    CodeScannerStation,
    DocumentCameraStation,
    CabinetStation,
    UpsStation,
)
STATIONS = {one.role: one for one in STATION_TYPES}
"""What stands on the desk, by role."""


def furnish(
    directory: Path,
    persons: Sequence[DemoPerson],
    *,
    receipt_width_dots: int,
    printed: Callable[[], None],
    mains_changed: Callable[[bool], None],
) -> Stations:
    """Put every device on the desk. Nothing is started yet.

    Args:
        directory: keeps what is printed, and the links to the pseudo-terminals.
        persons: whose cards lie ready.
        receipt_width_dots: 576 or 384.
        printed: called, from a printer's thread, when something came out.
        mains_changed: called when the mains were cut or restored.
    """
    wires = directory.absolute()
    cabinet = CabinetStation(wires / "cabinet")
    return Stations(
        id_card=IdCardStation(persons, wires / "id-card-reader"),
        social_card=SocialCardStation(persons, _short(wires / "pcscd")),
        document_printer=DocumentPrinterStation(directory / "documents", printed=printed, mouth=cabinet.see_sheet),
        receipt_printer=ReceiptPrinterStation(width_dots=receipt_width_dots, printed=printed),
        face_camera=FaceCameraStation(),
        code_scanner=CodeScannerStation(wires / "code-scanner"),
        document_camera=DocumentCameraStation(),
        cabinet=cabinet,
        ups=UpsStation(wires / "ups", mains_changed=mains_changed),
    )


def _short(folder: Path) -> Path | None:
    """Return `folder` unless a socket in it would have too long a path; None: some short one."""
    return folder if len(str(folder).encode()) < _LONGEST_FOLDER else None
