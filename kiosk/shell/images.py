"""Pictures for QML: the document's pages, and icons in any colour."""

import base64
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from kiosk.documents.qr import qr_rows
from kiosk.shell.stage import Stage

_ICONS = Path(__file__).parents[2] / "assets" / "icons"
PICTURES = Path(__file__).parents[2] / "assets" / "pictures"
_MOST_PX = 2400
_QUIET = 4  # modules of white around a code, ISO/IEC 18004


class PageImages(QQuickImageProvider):
    """`image://pages/<issue id>/<page>`; as wide as QML's `sourceSize` asks. Nothing is cached."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._stage = stage

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002 - Qt's name
        issue_id, _, page = id.rpartition("/")
        width_px = min(_MOST_PX, requestedSize.width()) if requestedSize.width() > 0 else 800
        try:
            image = QImage.fromData(self._stage.page_png(issue_id, int(page), width_px))
        except (KeyError, IndexError):  # wiped meanwhile
            image = _blank(QSize(1, 1))
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


class CodeImages(QQuickImageProvider):
    """`image://codes/…`, see `code_source`: a QR code with its quiet zone, whole pixels to a module."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002 - Qt's name
        rows = qr_rows(base64.urlsafe_b64decode(id).decode())
        modules = len(rows) + 2 * _QUIET
        scale = max(1, min(_MOST_PX, max(requestedSize.width(), modules)) // modules)
        side = max(modules * scale, min(_MOST_PX, requestedSize.width()))
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        margin = (side - len(rows) * scale) // 2
        painter = QPainter(image)
        for y, row in enumerate(rows):
            for x, module in enumerate(row):
                if module == "1":
                    painter.fillRect(margin + x * scale, margin + y * scale, scale, scale, Qt.GlobalColor.black)
        painter.end()
        size.setWidth(side)
        size.setHeight(side)
        return image


def code_source(text: str) -> str:
    """Return where QML finds the QR code of `text`."""
    return f"image://codes/{base64.urlsafe_b64encode(text.encode()).decode()}"


class IconImages(QQuickImageProvider):
    """`image://icons/<name>/<colour>`: assets/icons/<name>.svg, drawn with `currentColor` replaced.

    Larger drawings come the same way from another folder.
    """

    def __init__(self, folder: Path = _ICONS) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002 - Qt's name
        name, _, colour = id.partition("/")
        wanted = requestedSize if requestedSize.isValid() and not requestedSize.isEmpty() else QSize(96, 96)
        image = _blank(wanted)
        svg = (self._folder / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", unquote(colour))
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(image.rect()))
        painter.end()
        size.setWidth(wanted.width())
        size.setHeight(wanted.height())
        return image


def _blank(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
