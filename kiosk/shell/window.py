"""The terminal's one window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtQuick import QQuickView

from kiosk.settings import Screen
from kiosk.shell.images import PICTURES, CapturedImages, CodeImages, IconImages, PageImages, SightImages
from kiosk.shell.shell_model import ShellModel
from kiosk.shell.stage import Stage

QML = Path(__file__).parent / "qml"
_TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress})


class ShellWindow(QObject):
    """Makes the window, feeds it the model, and notices every touch. `still`: nothing moves by itself."""

    def __init__(self, stage: Stage, settings: Screen, *, still: bool = False) -> None:
        super().__init__()
        self._settings = settings
        self.model = ShellModel(stage, settings, still=still)
        self.window = QQuickView()
        self.model.setParent(self.window)  # which deletes its QML before its children, whenever it goes
        engine = self.window.engine()
        engine.addImportPath(str(QML))
        engine.addImageProvider("pages", PageImages(stage))
        engine.addImageProvider("sights", SightImages(stage))
        engine.addImageProvider("captured", CapturedImages(stage))
        engine.addImageProvider("codes", CodeImages())
        engine.addImageProvider("icons", IconImages())
        engine.addImageProvider("pictures", IconImages(PICTURES))
        self.window.setColor(QColor("#eef3f8"))
        self.window.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.window.resize(QSize(settings.width_px, settings.height_px))
        self.window.setInitialProperties({"shell": self.model, "overlay": self.model.overlay})
        self.window.setSource(QUrl.fromLocalFile(str(QML / "Main.qml")))
        if self.window.status() is not QQuickView.Status.Ready:
            raise RuntimeError("; ".join(error.toString() for error in self.window.errors()))
        self.window.installEventFilter(self)

    def show(self) -> None:
        """Show the window; over everything else where the settings say so."""
        if self._settings.full_screen:
            self.window.setFlags(Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
            self.window.showFullScreen()
        else:
            self.window.show()

    def close(self) -> None:
        """Close and forget the window, QML first, so that nothing binds to a model that is gone."""
        self.window.removeEventFilter(self)
        self.window.setSource(QUrl())
        self.model.setParent(None)  # it may still be told of changes
        self.window.close()
        self.window.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice touches anywhere, and let them pass."""
        if event.type() in _TOUCHES:
            self.model.touched()
        return super().eventFilter(watched, event)
