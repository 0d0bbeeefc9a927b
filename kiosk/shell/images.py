"""Pictures for QML: the document's pages, and icons in any colour."""

import base64
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from drivers.faults import Role
from kiosk.documents.qr import qr_rows
from kiosk.engine.session import Session
from kiosk.engine.steps import capture
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


class SightImages(QQuickImageProvider):
    """`image://sights/<role>/<number>`: what that camera sees now, see `sight_source`."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._stage = stage

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 - Qt's names
        seen = self._stage.sight(Role(id.partition("/")[0]))
        if seen is None:  # nobody is to look any more
            return _blank(QSize(1, 1))
        image = QImage(seen.rgb, seen.width_px, seen.height_px, 3 * seen.width_px, QImage.Format.Format_RGB888)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image.convertToFormat(QImage.Format.Format_RGB32)  # a copy, too


def sight_source(stage: Stage, role: Role) -> QUrl:
    """Return where QML finds what that camera sees now, another address for each picture; empty without one."""
    seen = stage.sight(role)
    return QUrl(f"image://sights/{role.value}/{seen.number}" if seen is not None else "")


class CapturedImages(QQuickImageProvider):
    """`image://captured/<step>/<number from 0>/…`: a page of the session at hand, see `captured_source`."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._stage = stage

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 - Qt's names
        step_id, number, *_ = id.split("/")
        session = self._stage.session
        try:
            held = capture.pages(session, session.flow.step(step_id)) if session is not None else ()
            image = QImage.fromData(base64.b64decode(held[int(number)]["image"]))
        except LookupError:  # wiped meanwhile
            image = _blank(QSize(1, 1))
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def captured_source(session: Session, step_id: str, number: int) -> QUrl:
    """Return where QML finds page `number`, from 0, of that step; another address for each try."""
    return QUrl(f"image://captured/{step_id}/{number}/{session.visit}.{session.attempt}")


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
        size.setWidth(wanted.width())
        size.setHeight(wanted.height())
        return _drawn(self._folder / f"{name}.svg", unquote(colour), wanted.width(), wanted.height())


@lru_cache(maxsize=256)  # a screen has some forty, the same ones as the screen before: a quarter of its time
def _drawn(file: Path, colour: str, width: int, height: int) -> QImage:
    image = _blank(QSize(width, height))
    svg = file.read_text(encoding="utf-8").replace("currentColor", colour)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(image.rect()))
    painter.end()
    return image


def _blank(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
