"""A real shell window before a played stage, drawn to memory."""

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQuick import QQuickWindow

from kiosk.settings import Screen
from kiosk.shell.window import ShellWindow
from kit.scenes import SCENES
from kit.stage import PlayedStage

_FRAME_MS = 5000
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


class Shown:
    """One scene on a screen of one size, in one language. `still`: nothing moves by itself."""

    def __init__(
        self, scene: str, *, language: str = "zh", size: str = "portrait", elder: bool = False, still: bool = True
    ) -> None:
        width, height = SIZES[size]
        self.stage = PlayedStage()
        then = SCENES[scene](self.stage)
        screen = Screen(width_px=width, height_px=height, language=language, elder=elder, full_screen=False)
        self.shell = ShellWindow(self.stage, screen, still=still)
        self.shell.show()
        if then is not None:
            then(self.shell.model)
        settle()
        lay_out(self.window)

    @property
    def window(self) -> QQuickWindow:
        return self.shell.window

    def switch_elder(self) -> None:
        """Touch the key for the large version, and wait until all has its place in it."""
        self.shell.model.switchElder()
        settle()
        lay_out(self.window)

    def picture(self) -> QImage:
        return self.window.grabWindow()

    def close(self) -> None:
        self.shell.close()
        settle()


def settle() -> None:
    """Let Qt do all that it has to do."""
    for _ in range(3):
        QGuiApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def lay_out(window: QQuickWindow) -> None:
    """Let `window` draw a frame: only then do rows and columns have their final places."""
    frame = QEventLoop()
    window.frameSwapped.connect(frame.quit)
    too_late = QTimer(singleShot=True, interval=_FRAME_MS)
    too_late.timeout.connect(lambda: frame.exit(1))
    too_late.start()
    window.update()
    assert frame.exec() == 0, "the window was not drawn"
    too_late.stop()
    window.frameSwapped.disconnect(frame.quit)
