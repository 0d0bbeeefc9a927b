"""The window comes and goes without a word from Qt, and pictures of pages are never left over."""

import os
import subprocess
import sys

import pytest
from kit.scenes import SCENES
from kit.shell_window import Shown, settle
from PySide6.QtCore import QSize
from PySide6.QtQuick import QQuickWindow

from kiosk.shell.images import IconImages, PageImages

_LEAVING = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
from kit.shell_window import Shown
shown = [Shown(name) for name in ("home", "review", "rate_bad")]
{close}
"""


def test_every_screen_goes_without_a_warning(qapp, caplog):
    for name in SCENES:  # a warning of Qt's fails this test, as any
        Shown(name).close()
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert not [window for window in qapp.allWindows() if isinstance(window, QQuickWindow)]


def test_what_happens_below_after_the_window_is_gone_harms_nothing(qapp):
    shown = Shown("notice")
    shown.close()
    shown.stage.player.submit(True)
    shown.stage.changed()
    settle()


@pytest.mark.parametrize("close", ["", "del shown", "for one in shown: one.close()"])
def test_the_program_ends_without_a_word(close):
    ended = subprocess.run(
        [sys.executable, "-c", _LEAVING.format(close=close)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "QT_FORCE_STDERR_LOGGING": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_page_that_was_wiped_is_blank(qapp):
    shown = Shown("review")

    def wiped(*_: object) -> bytes:
        raise KeyError

    shown.stage.page_png = wiped
    size = QSize()
    image = PageImages(shown.stage).requestImage("any/0", size, QSize(400, 0))
    assert (image.width(), image.height(), image.pixelColor(0, 0).alpha()) == (1, 1, 0)
    shown.close()


def test_a_page_is_drawn_as_wide_as_the_screen_asks_and_no_wider_than_is_sane(qapp):
    shown = Shown("review")
    images = PageImages(shown.stage)
    assert images.requestImage("any/0", QSize(), QSize(640, 0)).width() == 640
    assert images.requestImage("any/0", QSize(), QSize(99_999, 0)).width() <= 2400
    shown.close()


def test_an_icon_takes_the_colour_it_is_given(qapp):
    image = IconImages().requestImage("check/%23ff0000", QSize(), QSize(64, 64))
    colours = {
        image.pixelColor(x, y).name() for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() > 250
    }
    assert colours == {"#ff0000"}
