"""What the terminal must be able to rely on from the binding to Qt when it runs for months."""

import sys

import pytest
from PySide6.QtCore import QObject, QTimer, Signal

_TIMES = 50  # few enough that a faulty binding fails this test instead of aborting it


class _Bell(QObject):
    rung = Signal()


@pytest.mark.parametrize("constant", [None, True, False])
def test_calls_give_no_references_away(qapp, constant):
    bell, clock = _Bell(), QTimer(interval=60_000)
    before = sys.getrefcount(constant)
    for _ in range(_TIMES):
        bell.rung.emit()
        clock.start()
        clock.stop()
        bell.setObjectName("bell")
    assert sys.getrefcount(constant) > before - _TIMES / 2, "the interpreter will abort when none is left"
