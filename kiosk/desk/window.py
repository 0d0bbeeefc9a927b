"""The desk's window."""

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QRect, QSize, QTimer, QUrl
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQuick import QQuickView

from kiosk.desk import words
from kiosk.desk.views.desk import DeskViewModel
from kiosk.desk.views.pictures import DeskPictures
from kiosk.desk.workbench import Workbench
from kiosk.garbage import GarbageClock

_QML = Path(__file__).parent / "qml"
_SIZE, _LEAST = QSize(1600, 1000), QSize(1120, 700)
_TERMINAL_PX = 600
_TITLE_PX = 40
_SIGNALS_MS = 200


class DeskWindow:
    """Shows `bench` until it is closed."""

    def __init__(self, bench: Workbench, *, still: bool = False) -> None:
        """`still`: nothing moves by itself."""
        pictures = DeskPictures()
        self.view_model = DeskViewModel(bench, pictures, still=still)
        self.window = QQuickView()
        self.window.engine().addImportPath(str(_QML))
        self.window.engine().addImageProvider("desk", pictures)
        self.window.setTitle(f"{words.TITLE.zh} · {words.TITLE.en}")
        self.window.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.window.setMinimumSize(_LEAST)
        self.window.setGeometry(_place(self.window.screen().availableGeometry()))
        self.window.setInitialProperties({"desk": self.view_model})
        self.window.setSource(QUrl.fromLocalFile(str(_QML / "Desk.qml")))
        if self.window.status() is not QQuickView.Status.Ready:
            raise RuntimeError("; ".join(error.toString() for error in self.window.errors()))
        self.window.show()

    def close(self) -> None:
        """Close and forget the window, QML first, so that nothing binds to a model that is gone."""
        self.window.setSource(QUrl())
        self.window.close()
        self.window.deleteLater()
        self.view_model.close()


def _place(screen: QRect) -> QRect:
    """Return where the window goes: beside the terminal's on a wide screen, as the demo has it, else anywhere."""
    beside = screen.width() - _TERMINAL_PX >= _LEAST.width()
    left = screen.left() + (_TERMINAL_PX if beside else 0)
    width = min(_SIZE.width(), screen.right() - left) if beside else _SIZE.width()
    return QRect(left, screen.top() + _TITLE_PX, width, min(_SIZE.height(), screen.height() - _TITLE_PX))


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
    garbage = GarbageClock()
    code = application.exec()
    garbage.stop()
    window.close()
    return code
