"""A finger touches what it can reach, and nothing else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtQuick import QQuickItem, QQuickView

from kiosk.walk import finger, scene
from kiosk.walk.errors import WalkError
from kiosk.walk.finger import Finger
from kiosk.walk.runner import Walk

Walked = Callable[[Walk[None]], WalkError | None]


def root(glass: QQuickView) -> QQuickItem:
    item = glass.rootObject()
    assert item is not None
    return item


def test_a_touch_arrives_as_a_touch(glass: QQuickView, walked: Walked) -> None:
    hand = Finger(glass)
    assert walked(hand.touch("plain")) is None
    assert root(glass).property("last") == "plain"
    assert root(glass).property("lastDevice") == "test touch device"
    assert (hand.touches, hand.mouse_events) == (1, 0)


def test_a_mouse_that_meddles_ends_the_walk(glass: QQuickView, walked: Walked) -> None:
    hand = Finger(glass)
    at, left = QPointF(5, 5), Qt.MouseButton.LeftButton
    press = QMouseEvent(QEvent.Type.MouseButtonPress, at, at, left, left, Qt.KeyboardModifier.NoModifier)
    QGuiApplication.sendEvent(glass, press)
    error = walked(hand.touch("plain"))
    assert "mouse" in str(error)


def test_what_lies_far_down_a_list_is_pushed_into_view(glass: QQuickView, walked: Walked) -> None:
    assert walked(Finger(glass).touch("far_down")) is None
    assert root(glass).property("last") == "far_down"
    assert walked(Finger(glass).touch("top")) is None
    assert root(glass).property("last") == "top"
    assert root(glass).property("taps") == 2


def test_an_overlay_without_substance_does_not_cover(glass: QQuickView, walked: Walked) -> None:
    assert walked(Finger(glass).touch("under_glass")) is None
    assert root(glass).property("last") == "under_glass"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("disabled", "disabled to become enabled"),
        ("hidden", "hidden to be on the screen"),
        ("nowhere", "nowhere to be on the screen"),
        ("outside", "outside what can be seen"),
        ("under", "under is covered by cover"),
    ],
)
def test_what_a_finger_cannot_touch_is_not_touched(
    glass: QQuickView, walked: Walked, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    monkeypatch.setattr(finger, "_APPEARS_S", 0.2)
    root(glass).setProperty("covered", True)
    error = walked(Finger(glass).touch(name))
    assert why in str(error)
    assert root(glass).property("taps") == 0


def test_an_item_that_becomes_reachable_is_touched(glass: QQuickView, walked: Walked) -> None:
    late = scene.named(glass, "disabled")
    assert late is not None
    walk = Finger(glass).touch("disabled")

    def enabling() -> Walk[None]:
        waiting = next(walk)
        late.setEnabled(True)
        yield waiting
        yield from walk

    assert walked(enabling()) is None
    assert root(glass).property("last") == "disabled"


def test_the_screen_is_known_by_its_name(glass: QQuickView) -> None:
    assert scene.screens(glass) == ["glass"]
    assert "hidden" not in scene.names(glass)
    assert "plain" in scene.names(glass)


def test_of_several_names_the_first_that_is_there_is_meant(glass: QQuickView) -> None:
    assert scene.first_named(glass, "plain") == "plain"
    assert scene.first_named(glass, "nowhere|hidden|far_*|plain") == "far_down"
    assert scene.first_named(glass, "nowhere|hidden") == ""
