"""The screen of `sign`: a finger draws, and what it drew is what is signed."""

import pytest
from kit.shell_window import SIZES, Shown, lay_out
from kit.sign_scenes import draw
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from kiosk.engine.signature import MOST_POINTS
from kiosk.walk import scene


def board(shown):
    (found,) = [item for item in scene.shown(shown.window.contentItem()) if item.objectName() == "board"]
    return found


def on_board(shown, across, down):
    item = board(shown)
    return item.mapToScene(QPointF(across * item.width(), down * item.height())).toPoint()


def drag(shown, *places):
    first, *rest = (on_board(shown, across, down) for across, down in places)
    QTest.mousePress(shown.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
    for place in rest:
        QTest.mouseMove(shown.window, place)
    QTest.mouseRelease(shown.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rest[-1])


def dark(shown):
    """Return how many pixels of the board are of the colour of the line."""
    lay_out(shown.window)
    picture = shown.picture().copy(*_area(shown))
    places = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    return sum(picture.pixelColor(x, y).lightness() < 60 for x, y in places)


def _area(shown):
    item = board(shown)
    corner: QPoint = item.mapToScene(QPointF(0, 0)).toPoint()
    return corner.x(), corner.y(), int(item.width()), int(item.height())


@pytest.mark.parametrize("size", SIZES)
def test_a_finger_draws_and_what_it_drew_is_signed(qapp, size):
    shown = Shown("sign", size=size)
    drag(shown, (0.1, 0.2), (0.3, 0.4), (0.6, 0.3))
    drag(shown, (0.7, 0.2), (0.8, 0.7))
    assert dark(shown) > 20
    shown.shell.model.view.sign()
    answer = shown.stage.session.answers["signed"].reveal()
    assert answer["strokes"] == 2
    (first, *_middle, last), _second = (
        [[int(part) for part in point.split(",")] for point in stroke.split()] for stroke in answer["trace"].split(";")
    )
    assert first[:2] == pytest.approx([100, 80], abs=3)
    assert last[:2] == pytest.approx([600, 120], abs=3)
    shown.close()


def test_signing_again_begins_with_an_empty_field(qapp):
    shown = Shown("sign_drawn")
    assert dark(shown) > 20
    shown.shell.model.view.clear()
    assert (dark(shown), shown.shell.model.view.line) == (0, "")
    shown.close()


def test_a_finger_that_leaves_the_field_stays_on_its_edge(qapp):
    shown = Shown("sign")
    view = shown.shell.model.view
    view.draw(0.5, 0.5)
    view.draw(1.5, -2)
    view.lift()
    view.sign()
    assert shown.stage.session.answers["signed"].reveal()["path"] == "M500 200 L1000 0"
    shown.close()


def test_no_more_is_kept_than_the_session_takes(qapp):
    shown = Shown("sign")
    view = shown.shell.model.view
    view._strokes = [[(number % 2 * 500, 0, number) for number in range(MOST_POINTS - 2)]]
    for number in range(9):
        view.draw(number % 2, 1)
    view.sign()
    assert shown.stage.session.step_id == "check"
    shown.close()


def test_a_slip_is_said_and_what_was_drawn_stays(qapp):
    shown = Shown("sign_problem")
    view = shown.shell.model.view
    assert view.problem
    assert not view.empty
    draw(shown.shell.model)
    view.sign()
    assert shown.stage.session.step_id == "check"
    shown.close()


def test_the_signature_goes_with_its_screen(qapp):
    shown = Shown("sign_drawn")
    shown.shell.model.back()
    assert shown.stage.session.step_id == "agreed"
    shown.stage.player.submit(True)
    shown.stage.changed()
    assert shown.shell.model.view.empty
    shown.close()
