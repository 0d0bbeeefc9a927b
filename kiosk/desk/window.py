"""The desk's window."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.desk.pictures import PrintedPictures
from kiosk.desk.view_model import DeskViewModel
from kiosk.desk.workbench import Workbench

_QML = Path(__file__).parent / "qml" / "DeskWindow.qml"
_SIGNALS_MS = 200


class DeskWindow:
    """Shows `bench` until it is closed."""

    def __init__(self, bench: Workbench) -> None:
        self.view_model = DeskViewModel(bench)
        self._engine = QQmlApplicationEngine()
        self._engine.addImageProvider("desk", PrintedPictures(bench))
        self._engine.addImportPath(str(_QML.parent))
        self._engine.setInitialProperties({"desk": self.view_model})
        self._engine.load(QUrl.fromLocalFile(str(_QML)))
        roots = self._engine.rootObjects()
        if not roots:
            raise RuntimeError(f"{_QML} could not be loaded; what is wrong stands in the log")
        window = roots[0]
        assert isinstance(window, QQuickWindow)
        self.window = window

    def close(self) -> None:
        self.view_model.close()
        self.window.close()
        # The engine goes before the view model that its bindings read.
        self._engine.deleteLater()


def show(bench: Workbench) -> int:
    """Show the window and return the program's exit code once it is closed or the program is told to end."""
    application = QGuiApplication(sys.argv[:1])
    application.setFont(QFont("Noto Sans CJK SC"))
    window = DeskWindow(bench)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    ticker = QTimer()  # lets Python look at signals while Qt waits
    ticker.timeout.connect(lambda: None)
    ticker.start(_SIGNALS_MS)
    code = application.exec()
    window.close()
    return code
