"""What came out of the printers, as pictures for the desk's window."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from kiosk.desk.state import DeskError
from kiosk.desk.workbench import Workbench
from kiosk.documents.pages import page_png

_SHEET_WIDTH_PX = 620


class PrintedPictures(QQuickImageProvider):
    """`image://desk/receipt/N` and `image://desk/document/N/PAGE`, N from 1, PAGE from 0."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._bench = bench

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N803 - Qt's
        kind, number, *page = id.split("/")
        try:
            data = self._receipt(int(number)) if kind == "receipt" else self._page(int(number), int(page[0]))
        except DeskError:  # the desk was cleared meanwhile
            return QImage(1, 1, QImage.Format.Format_Grayscale8)
        image = QImage.fromData(data)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image

    def _receipt(self, number: int) -> bytes:
        return self._bench.receipt_picture(number)

    def _page(self, number: int, page: int) -> bytes:
        return page_png(self._bench.document(number), page, width_px=_SHEET_WIDTH_PX)
