"""The screen of `capture`: the mat as it is, then the page; its keys say what the engine then does."""

import pytest
from kit.capture_scenes import mat, take
from kit.shell_window import Shown, settle
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from drivers.faults import Role
from kiosk.engine.events import Submitted, WentOn
from kiosk.shell.images import CapturedImages
from kiosk.walk import scene


@pytest.fixture
def show(qapp):
    shown = []

    def one(name):
        shown.append(Shown(name))
        return shown[-1]

    yield one
    for each in shown:
        each.close()


def keys(shown):
    return {"again", "more", "use", "go_on"} & set(scene.names(shown.window))


def chosen(shown):
    last = shown.stage.posted[-1]
    return last.value.reveal() if isinstance(last, Submitted) else type(last)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("capture", set()),
        ("capture_still", set()),
        ("capture_taken", {"again", "use"}),
        ("capture_next", set()),
        ("capture_enough", {"again", "more", "use"}),
        ("capture_third", {"go_on"}),
        ("capture_optional", {"go_on"}),
        ("capture_card", {"again", "use"}),
    ],
)
def test_only_what_may_be_chosen_is_offered(show, name, offered):
    assert keys(show(name)) == offered


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        ("capture_taken", "again", "again"),
        ("capture_taken", "use", "more"),  # a second page is needed
        ("capture_enough", "more", "more"),
        ("capture_enough", "use", "done"),
        ("capture_third", "goOn", WentOn),
    ],
)
def test_a_key_says_what_it_says(show, name, key, says):
    shown = show(name)
    getattr(shown.shell.model.view, key)()
    assert chosen(shown) == says


def test_the_mat_is_shown_as_it_changes(show):
    shown = show("capture")
    before = shown.shell.model.view.source.toString()
    seen = mat()
    shown.stage.sights[Role.DOCUMENT_CAMERA] = type(seen)(2, seen.width_px, seen.height_px, seen.rgb)
    shown.shell.model.view.refresh()
    settle()
    assert before.endswith("/document_camera/1")
    assert shown.shell.model.view.source.toString().endswith("/document_camera/2")
    picture = scene.named(shown.window, "picture")
    middle = picture.mapToScene(picture.boundingRect().center()).toPoint()
    assert shown.picture().pixelColor(middle).lightness() > 120, "paper lies where the mat was"


def test_each_page_has_an_address_of_its_own(show):
    shown = show("capture_taken")
    first = shown.shell.model.view.source.toString()
    shown.shell.model.view.again()
    take(shown.stage.player)
    shown.stage.changed()
    assert shown.shell.model.view.source.toString() != first


def test_after_the_end_there_is_no_picture_any_more(show):
    shown = show("capture_taken")
    images = CapturedImages(shown.stage)
    address = shown.shell.model.view.source.toString().removeprefix("image://captured/")
    assert images.requestImage(address, QSize(), QSize()).width() == 620
    shown.stage.player = None
    gone = images.requestImage(address, QSize(), QSize())
    assert (gone.width(), gone.pixelColor(0, 0)) == (1, QColor(0, 0, 0, 0))


def test_pages_that_were_handed_in_are_shown_small(show):
    shown = show("capture_shown")
    papers = [item for item in scene.shown(shown.window.contentItem()) if item.objectName() == "paper"]
    sources = [item.property("source").toString() for item in papers]
    assert len(sources) == 2
    assert all(source.startswith("image://captured/proof/0/") for source in sources), "both pages look alike"
    assert all(item.property("paintedWidth") > 20 for item in papers), "each of them was found"
