"""What the terminal must be able to rely on from the binding to Qt when it runs for months."""

import sys

import pytest
from kit.qt_objects import own_descriptions
from kit.scenes import SCENES
from kit.shell_window import Shown
from PySide6.QtCore import QObject, QTimer, Signal, Slot

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

_TIMES = 50  # few enough that a faulty binding fails this test instead of aborting it


class _Bell(QObject):
    rung = Signal()

    @Slot()
    def ring(self):
        self.rung.emit()

    def hum(self):
        """No slot."""


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


def test_a_method_that_is_no_slot_is_told_apart(qapp):
    bells, clock = (_Bell(), _Bell(), _Bell()), QTimer()
    clock.timeout.connect(bells[0].ring)
    clock.timeout.connect(bells[1].hum)
    assert own_descriptions(bells) == ["_Bell: hum()"]


@pytest.mark.parametrize("scene", SCENES)
def test_what_qml_sees_is_described_by_its_class_alone(qapp, scene):
    """A connected method that is no `Slot` gives its object a description of its own, at an address that QML remembers.

    Once that object is gone, another one's description may come to lie there, and QML finds none of its properties:
    seen with PySide6 6.11.3, 9 times in 400 windows, and never with slots.
    """
    shown = Shown(scene)
    models = [shown.shell.model, *shown.shell.model.findChildren(QObject)]
    shown.close()
    assert len(models) >= 3
    assert not own_descriptions(models)
