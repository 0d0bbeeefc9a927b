"""The desk's window, touched as a person would touch it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from drivers.cancel import Cancel
from drivers.faults import Fault, Role
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.role import Feed, Receipt, TextLine
from kiosk.desk.client import DeskClient
from kiosk.desk.window import DeskWindow
from kiosk.desk.workbench import Workbench
from kiosk.walk import scene


@pytest.fixture
def window(qtbot: QtBot, bench: Workbench, desk: DeskClient) -> Iterator[DeskWindow]:
    window = DeskWindow(bench, still=True)
    qtbot.waitUntil(lambda: scene.named(window.window, "card_1") is not None)
    yield window
    window.close()


class Touch:
    """One finger."""

    device: QPointingDevice | None = None

    def __init__(self, window: DeskWindow) -> None:
        Touch.device = Touch.device or QTest.createTouchDevice()
        self._window = window.window

    def item(self, name: str) -> QQuickItem:
        item = scene.named(self._window, name)
        assert item is not None, scene.names(self._window)
        return item

    def tap(self, name: str) -> None:
        at = scene.must_reach(self._window, self.item(name)).toPoint()
        QTest.touchEvent(self._window, self.device).press(0, at, self._window).commit()
        QTest.touchEvent(self._window, self.device).release(0, at, self._window).commit()

    def drag(self, name: str, target: str) -> None:
        start, end = scene.centre(self.item(name)), scene.centre(self.item(target))
        QTest.touchEvent(self._window, self.device).press(0, start.toPoint(), self._window).commit()
        for step in range(1, 11):
            at: QPointF = start + (end - start) * step / 10
            QTest.touchEvent(self._window, self.device).move(0, at.toPoint(), self._window).commit()
        QTest.touchEvent(self._window, self.device).release(0, end.toPoint(), self._window).commit()


def test_a_tap_puts_a_card_down_and_another_lifts_it(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    touch = Touch(window)
    touch.tap("card_5")
    qtbot.waitUntil(lambda: desk.state().id_card.card == 5)
    qtbot.waitUntil(lambda: scene.named(window.window, "lying_5") is not None)
    touch.tap("lying_5")
    qtbot.waitUntil(lambda: desk.state().id_card.card is None)


def test_a_card_can_be_dragged_onto_the_reader(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    Touch(window).drag("card_3", "reader")
    qtbot.waitUntil(lambda: desk.state().id_card.card == 3)


def test_faults_and_plugs_are_switched(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    touch = Touch(window)
    touch.tap("document_printer_PAPER_JAM")
    qtbot.waitUntil(lambda: desk.state().document_printer.faults == (Fault.PAPER_JAM,))
    qtbot.waitUntil(lambda: window.view_model.documentPrinter.state == "trouble")
    touch.tap("document_printer_PAPER_JAM")
    qtbot.waitUntil(lambda: desk.state().document_printer.faults == ())
    touch.tap("receipt_printer_plug")
    qtbot.waitUntil(lambda: not desk.state().receipt_printer.plugged)
    qtbot.waitUntil(lambda: window.view_model.receiptPrinter.state == "unplugged")
    touch.tap("receipt_printer_plug")
    qtbot.waitUntil(lambda: desk.state().receipt_printer.plugged)


def test_a_receipt_is_seen_as_it_comes_out(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    before = desk.state().receipt_printer.receipts
    printer = EscPosPrinter(desk.state().receipt_printer.url, width_dots=576)
    printer.print(Receipt((TextLine("回执"), Feed(2))), timeout_s=10, cancel=Cancel())
    printer.close()
    newest = f"image://desk/receipt/{before + 1}"
    qtbot.waitUntil(lambda: window.view_model.receiptPrinter.papers[:1] == [newest])


def test_what_the_control_connection_does_is_seen(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    desk.set_fault(Role.ID_CARD, Fault.WRONG_CARD)
    qtbot.waitUntil(lambda: window.view_model.idCard.cardLying == -1)
    assert window.view_model.idCard.state == "trouble"


def test_a_picture_of_the_desk_is_not_blank(window: DeskWindow, tmp_path: Path) -> None:
    image = window.window.grabWindow()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 40) for y in range(0, image.height(), 40)}
    assert len(colours) > 20
