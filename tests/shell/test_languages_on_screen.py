"""Switching the language re-words everything that is shown, in every scene; nothing of the other language stays."""

import re

import pytest
from kit.chosen_deeds import LONG_ADDRESS, homes
from kit.fields import WUHAN
from kit.joining_scenes import ELSEWHERE, KEY, THERE
from kit.joining_scenes import TYPED as JOINING_CODE
from kit.review_scenes import HOME
from kit.scenes import SCENES
from kit.shell_window import Shown
from kit.shown_case import FIRM, LONG_FIRM

from kiosk.walk import scene

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_BOTH = {"轻触屏幕开始", "Touch the screen to begin"}  # who cannot read the one reads the other
_ADDRESS = {HOME, "路", "巷", "号", "栋", "单元", "层", "室"}  # as it stands on Chinese letters, in either language
_FOUND = {"陈**", FIRM, LONG_FIRM}  # names do not change with the language
_STREETS = set(re.findall(r'"\d{9}", name: (\S+)}', WUHAN.read_text(encoding="utf-8")))  # have no English names
_SHOWN = ("address", "number", "usage")
_HOMES = {home[name] for home in [*homes(300), *homes(9, LONG_ADDRESS)] for name in _SHOWN}  # as they are registered
_TYPED = {"JFDD12", "XYZ", "zhang.san", "zhang..san", "@163.com", "@qq.com"}  # an address is the same in either
_RESUME = {"K7QM-2XWD-9FTB-0C4E-MN3P", "K7QM-2XWD-9"}
_JOINING = {KEY, THERE, ELSEWHERE, JOINING_CODE, "terminal.yaml", "platform.url", "place"}  # as settings call them
_PLACES = {"示范街道政务服务大厅", *_ADDRESS, *_STREETS, *_HOMES}
_PROPER = {"中文", "English", *_BOTH, *_FOUND, *_PLACES, *_TYPED, *_RESUME, *_JOINING}
_NUMBERED = re.compile(r"\bWH0001(-\d{8}-\w+)?\b")


def _words(shown: Shown) -> list[str]:
    items = scene.shown(shown.window.contentItem())
    return [item.property("text") for item in items if item.inherits("QQuickText") and item.property("text")]


def _spoken(shown: Shown) -> list[str]:
    items = list(scene.shown(shown.window.contentItem()))
    return [label for item in items if isinstance(label := item.property("label"), str) and label]


def _told(shown: Shown) -> list[str]:
    return [*_words(shown), "", *_spoken(shown)]


def _foreign(told: list[str], script: re.Pattern[str]) -> list[str]:
    left = [_NUMBERED.sub("", text) for text in told]
    for proper in sorted(_PROPER, key=len, reverse=True):  # one name may stand in another
        left = [text.replace(proper, "") for text in left]
    return [text for text in left if script.search(text)]


@pytest.mark.parametrize("name", SCENES)
def test_every_word_follows_the_language(qapp, name):
    chinese, english = Shown(name, language="zh"), Shown(name, language="en")
    in_chinese, in_english = _told(chinese), _told(english)
    chinese.shell.model.switchLanguage()
    english.shell.model.switchLanguage()
    assert _told(chinese) == in_english
    assert _told(english) == in_chinese
    assert _foreign(in_chinese, _ENGLISH) == []
    assert _foreign(in_english, _CHINESE) == []
    assert len(in_chinese) > 3
    chinese.close()
    english.close()
