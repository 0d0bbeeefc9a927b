"""What nobody caught, in a thread and in a callback of Qt's: in the log with its place, without its words."""

import threading

from kit.patience import until
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.app.unhandled import unhandled_logged

NAME = "陈示例"


def defect() -> None:
    raise ValueError(NAME)


def test_in_a_thread(caplog):
    with unhandled_logged():
        thread = threading.Thread(target=defect, name="heart")
        thread.start()
        thread.join(5)
    assert "heart: nobody caught ValueError" in caplog.text
    assert "in defect" in caplog.text
    assert NAME not in caplog.text


def test_in_a_callback(qapp, caplog, capfd):
    with unhandled_logged():
        QTimer.singleShot(0, defect)
        until(lambda: QGuiApplication.processEvents() or "nobody caught" in caplog.text)
    assert "MainThread: nobody caught ValueError" in caplog.text
    assert NAME not in caplog.text + "".join(capfd.readouterr())
