"""The screen of `verify_face`: a mirror, and what to do; nothing to touch that could let anybody past."""

import pytest
from kit.shell_window import Shown
from PySide6.QtCore import QPointF

from kiosk.walk import scene


@pytest.fixture
def show(qapp):
    shown = []

    def one(name):
        shown.append(Shown(name, language="en"))
        return shown[-1]

    yield one
    for each in shown:
        each.close()


def touchable(shown, screen):
    """Return what takes a finger on that screen."""
    items = scene.shown(scene.named(shown.window, screen))
    return [one for one in items if any(child.inherits("QQuickPointerHandler") for child in one.children())]


@pytest.mark.parametrize("name", ["verify_face_starting", "verify_face", "verify_face_dark", "verify_face_again"])
def test_nothing_on_it_can_be_touched_but_the_bars(show, name):
    assert touchable(show(name), "screen_verify_face") == []
    assert touchable(show("capture_taken"), "screen_capture"), "or nothing is found to be touchable at all"


def test_the_picture_is_mirrored(show):
    """Something green stands at the left of what the camera sees."""
    shown = show("verify_face")
    picture = scene.named(shown.window, "picture")
    seen = shown.picture()
    green = [
        across
        for across in range(5, 100, 5)
        for place in [picture.mapToScene(QPointF(across / 100 * picture.width(), 0.32 * picture.height())).toPoint()]
        if seen.pixelColor(place).green() > seen.pixelColor(place).red() + 20 > seen.pixelColor(place).blue() + 10
    ]
    assert green
    assert min(green) > 50


@pytest.mark.parametrize(
    ("name", "problem", "attempts"),
    [
        ("verify_face", "", ""),
        ("verify_face_dark", "It is too dark: take off hat and dark glasses, and face the light.", ""),
        ("verify_face_several", "Please ask the others to step aside for a moment.", ""),
        ("verify_face_again", "", "Attempts left: 2"),
    ],
)
def test_it_says_what_to_do(show, name, problem, attempts):
    view = show(name).shell.model.view
    assert (view.problem, view.attemptsText) == (problem, attempts)


def test_without_a_picture_there_is_no_address_of_one(show):
    assert show("verify_face_starting").shell.model.view.source.isEmpty()
    assert show("verify_face").shell.model.view.source.toString() == "image://sights/face_camera/1"
