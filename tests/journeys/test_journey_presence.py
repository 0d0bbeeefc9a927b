"""A face camera that watches: who leaves is asked after early, who stands behind is told of, afterwards it closes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.glass import Glass
from kit.journey import to_tile
from kit.town import Town
from PySide6.QtGui import QGuiApplication

from drivers.face_camera.stage import Standing
from kiosk.demo.program import HOUSE
from kiosk.desk.client import DeskClient
from kiosk.settings.terminal import Faces, Watching
from kiosk.walk.script import item_name

pytestmark = pytest.mark.journey

RECORD = "civil-affairs/marriage-record-search"
SEEN_S = 30.0


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(HOUSE / "flows" / RECORD, folder / RECORD)
    return folder


@pytest.fixture(scope="module")
def glass(town: Town, qapp: QGuiApplication) -> Iterator[Glass]:
    watching = Faces(watching=Watching(leave_after_s=5.0))
    with Glass(town.settings().model_copy(update={"faces": watching})) as glass:
        yield glass


def test_who_stands_behind_is_told_of_and_who_leaves_is_asked_after(glass: Glass, desk: DeskClient) -> None:
    presence = glass.terminal.presence
    assert presence is not None
    glass.until(lambda: glass.terminal.hands.verifies, "the models to be looked at", SEEN_S)
    tile = f"service_{item_name(RECORD)}"
    to_tile(glass, tile, "theme_civil_affairs")
    assert not desk.state().face_camera.watched, "nobody is served"
    glass.touch(tile)
    glass.see("notice")
    desk.stand(Standing.TWO)
    glass.until(lambda: "您身后有人，请留意" in glass.words, "a word about who stands behind", SEEN_S)
    desk.stand(Standing.TEACHER)
    glass.until(lambda: "您身后有人，请留意" not in glass.words, "the word to go", SEEN_S)
    desk.stand(Standing.NOBODY)
    glass.until(lambda: "您还在吗？" in glass.words, "the question whether anybody is there", SEEN_S)
    glass.until(lambda: glass.terminal.conductor.session is None, "the session to end", SEEN_S)
    glass.see("attract")
    glass.until(lambda: not desk.state().face_camera.watched, "the camera to close", SEEN_S)
