"""A screen is told that it changed when it did, and only then: lists that are made anew lose the touch upon them."""

import pytest
from kit.shell_window import Shown
from kit.touch import touch
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy

from kiosk.engine.trouble import Trouble
from kiosk.walk import scene

TILE = "service_housing_provident_fund_statement"


@pytest.fixture
def home(qapp: object):
    shown = Shown("home")
    yield shown
    shown.close()


def changes(view: QObject) -> QSignalSpy:
    return QSignalSpy(view.changed)


def test_news_that_nobody_can_see_change_nothing(home: Shown) -> None:
    home.stage.changed()
    heard, tile = changes(home.shell.model.view), scene.named(home.window, TILE)
    home.stage.changed()
    assert heard.count() == 0
    assert scene.named(home.window, TILE) is tile


def test_what_can_be_seen_is_told_once(home: Shown) -> None:
    home.stage.changed()
    heard = changes(home.shell.model.view)
    home.stage.hindrance = Trouble("platform", "OFFLINE")
    home.stage.changed()
    home.stage.changed()
    assert heard.count() == 1


def test_another_language_is_told(home: Shown) -> None:
    home.stage.changed()
    heard = changes(home.shell.model.view)
    touch(home.window, "language")
    assert heard.count() == 1
