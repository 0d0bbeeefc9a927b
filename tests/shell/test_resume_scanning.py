"""The page for a resume code asks for the scanner while it is shown, and only then; without one it speaks of typing."""

import pytest
from kit.shell_window import Shown
from kit.stage import PlayedStage
from kit.touch import touch

from kiosk.shell.stage import Continuing


@pytest.fixture
def shown(qapp):
    shown = Shown("home")
    shown.stage.watched.clear()
    yield shown
    shown.close()


def words(shown: Shown) -> str:
    return shown.shell.model.view.property("hint")


def test_the_scanner_reads_while_the_page_is_shown(shown):
    stage: PlayedStage = shown.stage
    touch(shown.window, "resume")
    assert stage.watched == [True]
    stage.continuing = Continuing(scanning=True)
    stage.changed()
    assert "扫码窗口" in words(shown)
    touch(shown.window, "back")
    assert stage.watched == [True, False]


def test_a_page_that_gives_way_lets_go_of_the_scanner(shown):
    touch(shown.window, "resume")
    shown.stage.begin("service")
    assert shown.stage.watched == [True, False]


def test_without_a_scanner_nothing_is_said_of_one(shown):
    touch(shown.window, "resume")
    assert "扫码" not in words(shown)
