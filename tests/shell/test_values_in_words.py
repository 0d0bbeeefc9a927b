"""Words with values in them, as the screens of a step show them."""

import pytest
from kit.shell_window import Shown
from kit.values_scenes import values_told

from kiosk.engine.trouble import Trouble
from kiosk.shell.words import Words

TOLD = {
    "zh": ["陈**，您名下登记了 2 套住房。", "自2015 年 7 月 1 日起登记，月租金1,234.50 元。"],
    "en": ["陈**, 2 homes are recorded in your name.", "Recorded since 2015-07-01, at a monthly rent of ¥1,234.50."],
}


@pytest.mark.parametrize("language", TOLD)
def test_each_language_writes_them_its_own_way(qapp, language):
    shown = Shown("values_told", language=language)
    assert shown.shell.model.view.property("points") == TOLD[language]
    shown.close()


def test_one_is_not_many(qapp):
    shown = Shown("values_told", language="en")
    values_told(shown.stage, homes=1)
    shown.shell.model.refresh()
    assert shown.shell.model.view.property("points")[0] == "陈**, 1 home is recorded in your name."
    shown.close()


def test_a_trouble_has_the_values_of_its_step():
    words = Words("en")
    texts = {language: {"gone": "{owner}: gone"} for language in ("zh", "en")}
    assert words.trouble(Trouble("platform", "gone", "gone"), texts, {"owner": "陈*"})[1] == "陈*: gone"


def test_what_cannot_be_filled_stays_as_it_is_written(caplog):
    texts = {language: {"gone": "{owner}: gone"} for language in ("zh", "en")}
    assert Words("en").of_flow(texts, "gone") == "{owner}: gone"
    assert "the words of gone cannot be filled" in caplog.text
