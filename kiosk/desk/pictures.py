"""What came out of the printers, as pictures for the desk's window."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from kiosk.desk.workbench import Workbench
from kiosk.documents.pages import page_count, page_png

_SHEET_WIDTH_PX = 620
_RECEIPT_WIDTH_PX = 484  # twice what the window shows
_PROVIDER = "image://desk/"


class PrintedPictures(QQuickImageProvider):
    """Pictures by address. They are made beforehand, beside the Qt thread; QML only fetches them."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._pictures: dict[str, QImage] = {}

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 - Qt's
        image = self._pictures[id]
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image

    def receipt(self, bench: Workbench, number: int) -> str:
        """Return the address of the picture of receipt `number`, from 1; from any thread."""
        return self._kept(f"receipt/{number}", partial(bench.receipt_picture, number), _RECEIPT_WIDTH_PX)

    def sheets(self, bench: Workbench, number: int) -> list[str]:
        """Return the addresses of the pictures of document `number`, from 1; from any thread."""
        pdf, width_px = bench.document(number), _SHEET_WIDTH_PX
        return [
            self._kept(f"document/{number}/{page}", partial(page_png, pdf, page, width_px=width_px), width_px)
            for page in range(page_count(pdf))
        ]

    def _kept(self, address: str, draw: Callable[[], bytes], width_px: int) -> str:
        if address not in self._pictures:
            # Grey before it is scaled: a receipt is black and white, and single dots would fall out.
            drawn = QImage.fromData(draw()).convertToFormat(QImage.Format.Format_RGB32)
            self._pictures[address] = drawn.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)
        return _PROVIDER + address
