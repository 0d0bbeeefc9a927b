"""A small glass and a finger."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQuick import QQuickView
from pytestqt.qtbot import QtBot

from kiosk.walk.errors import WalkError
from kiosk.walk.runner import Runner, Walk

GLASS = Path(__file__).with_name("glass.qml")


@pytest.fixture
def glass(qtbot: QtBot) -> Iterator[QQuickView]:
    view = QQuickView()
    view.setSource(QUrl.fromLocalFile(str(GLASS)))
    view.show()
    qtbot.waitUntil(view.isExposed)
    yield view
    view.setSource(QUrl())
    view.close()
    view.deleteLater()


@pytest.fixture
def walked(qtbot: QtBot) -> Callable[[Walk[None]], WalkError | None]:
    """Walk to the end; return what went wrong, or None."""

    def run(walk: Walk[None]) -> WalkError | None:
        ended: list[WalkError | None] = []
        runner = Runner(walk, ended.append)
        runner.start()
        qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
        return ended[0]

    return run
