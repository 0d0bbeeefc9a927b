"""Pictures for the desk's window: what came out of the printers, and what the cameras see."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from drivers.face_camera.portrait import Picture
from kiosk.desk.stations.all import Stations
from kiosk.documents.pages import page_count, page_png

_SHEET_WIDTH_PX = 620
_RECEIPT_WIDTH_PX = 484  # twice what the window shows
_FACE_PX = 208, 156
_MAT_WIDTH_PX = 208
_PROVIDER = "image://desk/"


class DeskPictures(QQuickImageProvider):
    """Pictures by address. They are made beforehand, beside the Qt thread; QML only fetches them."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._pictures: dict[str, QImage] = {}
        self._moments = 0

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 - Qt's
        image = self._pictures[id.partition("?")[0]]
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image

    def receipt(self, stations: Stations, number: int) -> str:
        """Return the address of the picture of receipt `number`, from 1; from any thread."""
        draw = partial(stations.receipt_printer.picture, number)
        return self._kept(f"receipt/{number}", draw, _RECEIPT_WIDTH_PX)

    def sheets(self, stations: Stations, number: int) -> list[str]:
        """Return the addresses of the pictures of document `number`, from 1; from any thread."""
        pdf, width_px = stations.document_printer.document(number), _SHEET_WIDTH_PX
        return [
            self._kept(f"document/{number}/{page}", partial(page_png, pdf, page, width_px=width_px), width_px)
            for page in range(page_count(pdf))
        ]

    def face(self, stations: Stations) -> str:
        """Draw what the face camera sees; return the address, which is another one each time."""
        return self._live("face", stations.face_camera.preview(*_FACE_PX))

    def mat(self, stations: Stations) -> str:
        """Draw what the document camera sees; return the address, which is another one each time."""
        return self._live("mat", stations.document_camera.preview(_MAT_WIDTH_PX))

    def _live(self, name: str, picture: Picture) -> str:
        height, width = picture.shape[:2]
        drawn = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_BGR888)
        self._pictures[name] = drawn.convertToFormat(QImage.Format.Format_RGB32)  # a copy, too
        self._moments += 1
        return f"{_PROVIDER}{name}?{self._moments}"

    def _kept(self, address: str, draw: Callable[[], bytes], width_px: int) -> str:
        if address not in self._pictures:
            # Grey before it is scaled: a receipt is black and white, and single dots would fall out.
            drawn = QImage.fromData(draw()).convertToFormat(QImage.Format.Format_RGB32)
            self._pictures[address] = drawn.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)
        return _PROVIDER + address
