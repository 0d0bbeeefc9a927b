"""The desk's window, touched as a person would touch it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.qt_objects import own_descriptions
from PySide6.QtCore import QObject, QPoint, QPointF, QRectF
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from drivers.cabinet.device import ModbusCabinet
from drivers.cancel import Cancel
from drivers.document_printer.device import IppPrinter
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Standing, Wear
from drivers.faults import Fault, Role
from drivers.lights import Flash, Light
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.role import Feed, Receipt, TextLine
from kiosk.desk.client import DeskClient
from kiosk.desk.state import MatScene
from kiosk.desk.views.station import StationViewModel
from kiosk.desk.window import DeskWindow
from kiosk.desk.workbench import Workbench
from kiosk.walk import scene

PATIENCE_MS = 20_000
UNTOUCHED = ("message", "light_")


def sized(qtbot: QtBot, window: DeskWindow, width: int, height: int) -> None:
    window.window.resize(width, height)
    table = window.window.rootObject()
    qtbot.waitUntil(lambda: (table.width(), table.height()) == (width, height), timeout=PATIENCE_MS)


@pytest.fixture
def window(qtbot: QtBot, bench: Workbench, desk: DeskClient) -> Iterator[DeskWindow]:
    window = DeskWindow(bench, still=True)
    sized(qtbot, window, 1600, 1000)
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
        self.press(scene.must_reach(self._window, self.item(name)).toPoint())

    def press(self, at: QPoint) -> None:
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


def test_the_social_card_has_a_reader_of_its_own(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    touch = Touch(window)
    touch.tap("tab_social_card")
    qtbot.waitUntil(lambda: scene.named(window.window, "social_8") is not None)
    first, eighth = touch.item("social_1"), touch.item("social_8")
    qtbot.waitUntil(lambda: scene.centre(eighth).y() > scene.centre(first).y() + 100)  # laid out
    touch.drag("social_8", "social_reader")
    qtbot.waitUntil(lambda: desk.state().social_card.card == 8)
    assert desk.state().id_card.card is None
    qtbot.waitUntil(lambda: scene.named(window.window, "social_lying_8") is not None)
    touch.tap("contactless")
    qtbot.waitUntil(lambda: desk.state().social_card.contactless)
    reader = window.view_model.socialCard
    qtbot.waitUntil(lambda: reader.upon and reader.cardLying == 8, timeout=PATIENCE_MS)
    touch.tap("social_lying_8")
    qtbot.waitUntil(lambda: desk.state().social_card.card is None)
    touch.tap("contactless")


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("face_camera_nobody", lambda state: state.face_camera.stands is Standing.NOBODY),
        ("face_camera_IMAGE_BLACK", lambda state: state.face_camera.faults == (Fault.IMAGE_BLACK,)),
        ("document_camera_askew", lambda state: state.document_camera.sees is MatScene.ASKEW),
        ("code_scanner_link", lambda state: state.code_scanner.held == "link"),
        ("code_scanner_TIMEOUT", lambda state: state.code_scanner.faults == (Fault.TIMEOUT,)),
        ("cabinet_DOOR_OPEN", lambda state: state.cabinet.door_open),
        ("cabinet_TAMPERED", lambda state: state.cabinet.shaken),
        ("cabinet_presence", lambda state: state.cabinet.presence),
        ("ups_OVERLOAD", lambda state: state.ups.faults == (Fault.OVERLOAD,)),
        ("mains", lambda state: not state.ups.mains and not state.document_printer.powered),
        ("social_card_WRONG_CARD", lambda state: state.social_card.faults == (Fault.WRONG_CARD,)),
        ("paper_low", lambda state: state.receipt_printer.paper_low),
    ],
)
def test_each_switch_acts(qtbot: QtBot, window: DeskWindow, desk: DeskClient, name: str, holds) -> None:
    desk.act(Role.FACE_CAMERA, "as_usual")
    desk.see(MatScene.EMPTY)
    assert not holds(desk.state())
    Touch(window).tap(name)
    qtbot.waitUntil(lambda: holds(desk.state()), timeout=PATIENCE_MS)
    desk.tidy()
    desk.act(Role.RECEIPT_PRINTER, "paper_low", low=False)


@pytest.mark.parametrize(
    ("chip", "holds"),
    [
        ((0, "pilot"), lambda state: state.stands is Standing.PILOT),
        ((1, "dark"), lambda state: state.light is Lighting.DARK),
        ((1, "low"), lambda state: state.position is Position.LOW),
        ((1, "mask"), lambda state: state.wear is Wear.MASK),
        ((2, "size_changes"), lambda state: state.attack is Attack.SIZE_CHANGES),
    ],
)
def test_what_stands_before_the_face_camera(qtbot: QtBot, window: DeskWindow, desk: DeskClient, chip, holds) -> None:
    page, name = chip
    before = window.view_model.faceCamera.picture
    touch = Touch(window)
    touch.tap(f"face_camera_page_{page}")
    qtbot.waitUntil(lambda: scene.named(window.window, f"face_camera_{name}") is not None)
    window.window.grabWindow()  # lays everything out
    touch.tap(f"face_camera_{name}")
    qtbot.waitUntil(lambda: holds(desk.state().face_camera), timeout=PATIENCE_MS)
    camera = window.view_model.faceCamera
    chips = (*camera.persons, *camera.lights, *camera.positions, *camera.wears, *camera.attacks)
    (switch,) = (chip for chip in chips if chip.code == name)
    qtbot.waitUntil(lambda: switch.active and camera.picture != before, timeout=PATIENCE_MS)
    desk.tidy()


def test_a_gesture_is_done(qtbot: QtBot, window: DeskWindow, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(FaceCameraEmulator, "do", lambda _self, gesture: done.append(gesture))
    Touch(window).tap("face_camera_turn_left")
    qtbot.waitUntil(lambda: done == [Gesture.TURN_LEFT], timeout=PATIENCE_MS)


@pytest.mark.parametrize("role", Role)
def test_each_cable_can_be_pulled(qtbot: QtBot, window: DeskWindow, desk: DeskClient, role: Role) -> None:
    Touch(window).tap(f"{role}_plug")
    qtbot.waitUntil(lambda: not desk.state().station(role).plugged, timeout=PATIENCE_MS)
    desk.plug(role)


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("document_printer_paper", lambda state: state.document_printer.sheets_left / 250),
        ("document_printer_toner", lambda state: state.document_printer.toner_percent / 100),
        ("receipt_printer_roll", lambda state: state.receipt_printer.roll_mm / 80_000),
        ("cabinet_temperature", lambda state: (state.cabinet.temperature_c + 30) / 110),
        ("ups_charge", lambda state: state.ups.charge_percent / 100),
    ],
)
def test_a_tap_on_a_gauge_sets_it(qtbot: QtBot, window: DeskWindow, desk: DeskClient, name: str, amount) -> None:
    touch = Touch(window)
    gauge = touch.item(name)
    at = gauge.mapToScene(QPointF(58 + (gauge.width() - 110) * 0.25, 17)).toPoint()
    touch.press(at)
    qtbot.waitUntil(lambda: amount(desk.state()) == pytest.approx(0.25, abs=0.05), timeout=PATIENCE_MS)
    desk.act(Role.DOCUMENT_PRINTER, "paper", sheets=250)
    desk.act(Role.DOCUMENT_PRINTER, "toner", percent=100)
    desk.act(Role.RECEIPT_PRINTER, "roll", mm=80_000)
    desk.act(Role.CABINET, "temperature", celsius=25)
    desk.act(Role.UPS, "battery", percent=100)


def test_sheets_lie_there_until_they_are_taken(
    qtbot: QtBot, window: DeskWindow, desk: DeskClient, one_page: bytes
) -> None:
    printer = IppPrinter(desk.state().document_printer.url)
    printer.print(one_page, job_name="test", pages=1, timeout_s=20, cancel=Cancel(), trouble=lambda _fault: None)
    printer.close()
    qtbot.waitUntil(lambda: len(window.view_model.documentPrinter.papers) == 1, timeout=PATIENCE_MS)
    Touch(window).tap("document_printer_take")
    qtbot.waitUntil(lambda: desk.state().document_printer.lying == 0, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: window.view_model.documentPrinter.papers == [], timeout=PATIENCE_MS)


def test_a_light_that_the_terminal_switches_shines(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    cabinet = ModbusCabinet(desk.state().cabinet.url)
    cabinet.set_light(Light.CARD_READER, Flash.MEDIUM, timeout_s=5, cancel=Cancel())
    light = next(one for one in window.view_model.cabinet.lights if one.code == Light.CARD_READER)
    qtbot.waitUntil(lambda: light.on and light.periodMs == 1000, timeout=PATIENCE_MS)
    cabinet.set_light(Light.CARD_READER, Flash.OFF, timeout_s=5, cancel=Cancel())
    cabinet.close()
    qtbot.waitUntil(lambda: not light.on, timeout=PATIENCE_MS)


def test_the_window_says_what_cannot_be_done(qtbot: QtBot, window: DeskWindow, desk: DeskClient) -> None:
    window.view_model.idCard.place(99)
    qtbot.waitUntil(lambda: "there is no person 99" in window.view_model.message, timeout=PATIENCE_MS)
    window.view_model.idCard.place(1)
    qtbot.waitUntil(lambda: window.view_model.message == "", timeout=PATIENCE_MS)


def test_a_device_that_this_machine_lacks_is_shown_as_such(desk: DeskClient, qapp) -> None:
    state = desk.state().social_card.model_copy(update={"available": False, "why": "pcscd is not installed"})
    around = QObject()
    view = StationViewModel(Role.SOCIAL_CARD, state, lambda *_: None, around)
    assert (view.state, view.status.en, view.why) == ("missing", "Not on this machine", "pcscd is not installed")


@pytest.mark.parametrize(("width", "height"), [(1600, 1000), (1280, 800), (1120, 700), (1920, 1080)])
def test_nothing_is_cut_off_or_covered(qtbot: QtBot, window: DeskWindow, width: int, height: int) -> None:
    sized(qtbot, window, width, height)
    touchable = [name for name in scene.names(window.window) if not name.startswith(UNTOUCHED)]
    assert len(touchable) > 80
    out_of_reach = {name: scene.reachable(window.window, window_item(window, name)) for name in touchable}
    assert {name: why for name, why in out_of_reach.items() if why and "is disabled" not in why} == {}


def test_labels_do_not_reach_into_each_other(window: DeskWindow) -> None:
    """Chips stand inside their panel and apart from one another, in both languages."""
    chips = [
        item for item in scene.shown(window.window.contentItem()) if "Chip_QMLTYPE" in item.metaObject().className()
    ]
    boxes = [chip.mapRectToScene(QRectF(0, 0, chip.width(), chip.height())) for chip in chips]
    assert len(boxes) > 40
    overlapping = [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :] if a.intersects(b)]
    assert overlapping == []


def window_item(window: DeskWindow, name: str) -> QQuickItem:
    item = scene.named(window.window, name)
    assert item is not None
    return item


def test_a_picture_of_the_desk_is_not_blank(window: DeskWindow, tmp_path: Path) -> None:
    image = window.window.grabWindow()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 40) for y in range(0, image.height(), 40)}
    assert len(colours) > 20


def test_what_qml_sees_is_described_by_its_class_alone(window: DeskWindow) -> None:
    models = [window.view_model, *window.view_model.findChildren(QObject)]
    assert len(models) > len(Role)
    assert not own_descriptions(models)
