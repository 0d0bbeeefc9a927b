"""What the desk's window shows and does. Lives on the Qt thread; devices are acted on beside it."""

import contextlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.errors import DeviceError
from drivers.faults import Role
from kiosk.desk.state import DeskError, DeskState, FaceCameraState
from kiosk.desk.views.cabinet import CabinetViewModel
from kiosk.desk.views.cameras import DocumentCameraViewModel, FaceCameraViewModel
from kiosk.desk.views.cards import CardViewModel, ReaderViewModel
from kiosk.desk.views.labels import DeskLabels
from kiosk.desk.views.pictures import DeskPictures
from kiosk.desk.views.printers import DocumentPrinterViewModel, ReceiptPrinterViewModel
from kiosk.desk.views.scanner import ScannerViewModel
from kiosk.desk.views.station import StationViewModel
from kiosk.desk.views.ups import UpsViewModel
from kiosk.desk.workbench import Workbench

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_SHEETS_SHOWN = 24
_RECEIPTS_SHOWN = 6
_LOOK_MS = 300


@dataclass(frozen=True)
class _Sight:
    """What one look at the desk found: its state and the addresses of pictures."""

    state: DeskState
    receipts: list[str]
    sheets: list[str]
    face: str
    mat: str


@QmlElement
class DeskViewModel(QObject):
    """The whole desk."""

    messageChanged = Signal()
    _told = Signal(object)  # _Sight: from the thread that looked

    def __init__(self, bench: Workbench, pictures: DeskPictures, *, still: bool = False) -> None:
        """`still`: nothing moves by itself, so that one state of the desk has one picture."""
        super().__init__()
        self._bench, self._pictures, self._still = bench, pictures, still
        self._pool = ThreadPoolExecutor(1, "desk window")
        self._labels, self._message = DeskLabels(self), ""
        self._furnish(bench.state)
        self._seen: _Sight | None = None
        self._told.connect(self._show)
        bench.subscribe(self.refresh)
        # What happens by itself, such as a light that the terminal switches, is told by nobody.
        self._look_again = QTimer(self, interval=_LOOK_MS)
        self._look_again.timeout.connect(self.refresh)
        self._look_again.start()
        self.refresh()

    def _furnish(self, state: DeskState) -> None:
        act = self._act
        cards = [CardViewModel(one.number, one.name, one.kind, self) for one in state.persons]
        social = [CardViewModel(one.number, one.name, "social", self) for one in state.persons]
        self._id_card = ReaderViewModel(Role.ID_CARD, state.id_card, cards, act, self)
        self._social_card = ReaderViewModel(Role.SOCIAL_CARD, state.social_card, social, act, self)
        self._receipts = ReceiptPrinterViewModel(state.receipt_printer, act, self)
        self._documents = DocumentPrinterViewModel(state.document_printer, act, self)
        self._face = FaceCameraViewModel(state.face_camera, act, self)
        self._mat = DocumentCameraViewModel(state.document_camera, act, self)
        self._scanner = ScannerViewModel(state.code_scanner, act, self)
        self._cabinet = CabinetViewModel(state.cabinet, act, self)
        self._ups = UpsViewModel(state.ups, act, self)

    @Property(bool, constant=True)
    def still(self) -> bool:
        return self._still

    @Property(DeskLabels, constant=True)
    def labels(self) -> DeskLabels:
        return self._labels

    @Property(ReaderViewModel, constant=True)
    def idCard(self) -> ReaderViewModel:
        return self._id_card

    @Property(ReaderViewModel, constant=True)
    def socialCard(self) -> ReaderViewModel:
        return self._social_card

    @Property(ReceiptPrinterViewModel, constant=True)
    def receiptPrinter(self) -> ReceiptPrinterViewModel:
        return self._receipts

    @Property(DocumentPrinterViewModel, constant=True)
    def documentPrinter(self) -> DocumentPrinterViewModel:
        return self._documents

    @Property(FaceCameraViewModel, constant=True)
    def faceCamera(self) -> FaceCameraViewModel:
        return self._face

    @Property(DocumentCameraViewModel, constant=True)
    def documentCamera(self) -> DocumentCameraViewModel:
        return self._mat

    @Property(ScannerViewModel, constant=True)
    def codeScanner(self) -> ScannerViewModel:
        return self._scanner

    @Property(CabinetViewModel, constant=True)
    def cabinet(self) -> CabinetViewModel:
        return self._cabinet

    @Property(UpsViewModel, constant=True)
    def ups(self) -> UpsViewModel:
        return self._ups

    @Property(str, notify=messageChanged)
    def message(self) -> str:
        """What could not be done, for a person; empty when all went well."""
        return self._message

    @Slot()
    def refresh(self) -> None:
        """Look at the desk anew, soon. Thread-safe, never blocks."""
        with contextlib.suppress(RuntimeError):  # the window was closed already
            self._pool.submit(self._look)

    def close(self) -> None:
        self._look_again.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _act(self, role: Role, action: str, given: Mapping[str, Any]) -> None:
        """Act on a device beside the Qt thread: a printer that is plugged in takes its time."""

        def act() -> None:
            try:
                self._bench.act(role, action, given)
                self._say("")
            except (DeskError, DeviceError) as error:
                self._say(str(error))

        self._pool.submit(act)

    def _say(self, message: str) -> None:
        self._message = message
        self.messageChanged.emit()

    def _look(self) -> None:
        state, seen = self._bench.state, self._seen
        newest, lying = state.receipt_printer.receipts, state.receipt_printer.lying
        numbers = range(newest, newest - min(lying, _RECEIPTS_SHOWN), -1)
        receipts = [self._pictures.receipt(self._bench.stations, number) for number in numbers]
        sheets = self._sheets(state.document_printer.documents, state.document_printer.lying)
        moves = not self._still and self._bench.stations.face_camera.moves
        same_face = seen is not None and _stage(seen.state.face_camera) == _stage(state.face_camera)
        same_mat = seen is not None and seen.state.document_camera.sees is state.document_camera.sees
        face = seen.face if seen and same_face and not moves else self._pictures.face(self._bench.stations)
        mat = seen.mat if seen and same_mat else self._pictures.mat(self._bench.stations)
        self._seen = _Sight(state, receipts, sheets, face, mat)
        self._told.emit(self._seen)

    def _sheets(self, documents: int, lying: int) -> list[str]:
        """Return the pictures of the sheets that lie in the mouth, the newest document first."""
        addresses: list[str] = []
        for number in range(documents, 0, -1):
            if len(addresses) >= min(lying, _SHEETS_SHOWN):
                break
            addresses += self._pictures.sheets(self._bench.stations, number)
        return addresses

    @Slot(object)
    def _show(self, sight: _Sight) -> None:
        stations: tuple[StationViewModel, ...] = (
            self._id_card,
            self._social_card,
            self._receipts,
            self._documents,
            self._face,
            self._mat,
            self._scanner,
            self._cabinet,
            self._ups,
        )
        for station in stations:
            station.show(sight.state.station(station.device))
        self._receipts.show_papers(sight.receipts)
        self._documents.show_papers(sight.sheets)
        self._face.show_picture(sight.face)
        self._mat.show_picture(sight.mat)


def _stage(state: FaceCameraState) -> FaceCameraState:
    """Return what decides how the face camera's picture looks."""
    return state.model_copy(update={"watched": False})
