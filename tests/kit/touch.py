"""A finger on the glass of a shown shell: real touch events, where a finger would put them."""

from functools import cache

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest

from kiosk.walk import scene
from kit.shell_window import lay_out, settle


@cache
def _device() -> QPointingDevice:
    return QTest.createTouchDevice()  # Qt keeps it for ever, so one must do


def touch(window: QQuickWindow, *names: str) -> None:
    """Touch the items of these names, one after another.

    Raises:
        WalkError: a finger cannot reach one of them.
    """
    for name in names:
        lay_out(window)
        item = scene.named(window, name)
        assert item is not None, f"{name} is not among {scene.names(window)}"
        tap(window, scene.must_reach(window, item).toPoint())
    lay_out(window)


def tap(window: QQuickWindow, where: QPoint) -> None:
    """Touch the glass at `where`, in window coordinates, whatever is there."""
    QTest.touchEvent(window, _device()).press(0, where, window).commit()
    QTest.touchEvent(window, _device()).release(0, where, window).commit()
    settle()
