"""A resident looks through the answers with one finger: each is there once, told in words, and changed by its key."""

import gc
import weakref

import pytest
from kit.player import Player
from kit.review_scenes import HOME, TYPED, with_value_in_words
from kit.shell_window import SIZES, Shown, lay_out, settle
from kit.touch import touch
from PySide6.QtGui import QAccessible

from kiosk.engine.events import Timer, TimerFired
from kiosk.engine.fields.credit_code import check_sign
from kiosk.shell.screens.review.answers import AnswersList
from kiosk.walk import scene

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

NUMBER = "420199198803149995"
CODE = "9142 0100 MA99 9999 9" + check_sign("91420100MA9999999")
TOLD = {
    "zh": {
        "您的车牌号码是多少？": "A12345",
        "家里有几口人？": "3 人",
        "您想提取多少钱？": "1,234.50 元",
        "您的出生日期是哪一天？": "1988 年 3 月 14 日",
        "您要查询哪一段时间的居住登记记录？": "2026 年 1 月 1 日 至 2026 年 6 月 30 日",
        "您要查询哪几个月？": "2026 年 1 月 至 2026 年 11 月",
        "您的手机号码是多少？": "138 1234 5678",
        "请输入被委托人的身份证号码": "420199********9995",
        "请输入单位的统一社会信用代码": CODE,
        "您要用这份证明做什么？": "申请贷款",
        "您需要哪些材料的复印件？": "不动产权证书、契税完税证明",
        "您的房屋在哪里？": HOME,
    },
    "en": {
        "How much would you like to withdraw?": "¥1,234.50",
        "When were you born?": "1988-03-14",
        "What do you need the proof for?": "A loan",
    },
}


@pytest.fixture
def glass(qapp, request):
    scene_name, named = getattr(request, "param", ("review_answers_all", {}))
    shown = Shown(scene_name, **named)
    yield shown
    shown.close()


def rows(glass):
    """Return the answers of the page that is shown: label, value, whether it has a key."""
    return [(row["label"], row["value"], row["offered"]) for row in glass.shell.model.view.answers.rows]


def all_rows(glass):
    found = rows(glass)
    while glass.shell.model.view.answers.page < glass.shell.model.view.answers.pages:
        touch(glass.window, "next_page")
        found += rows(glass)
    return found


def words(glass):
    return [item.property("text") for item in scene.shown(glass.window.contentItem()) if item.inherits("QQuickText")]


def spoken(glass):
    """Return what a screen reader is told on the present page."""
    faces = map(QAccessible.queryAccessibleInterface, scene.shown(glass.window.contentItem()))
    return [face.text(QAccessible.Text.Name) for face in faces if face is not None]


@pytest.mark.parametrize(
    "glass",
    [("review_answers_all", {"size": size, "elder": elder}) for size in SIZES for elder in (False, True)],
    ids=str,
    indirect=True,
)
def test_each_answer_is_on_one_page_in_words(glass):
    assert glass.shell.model.view.answers.pages > 1
    assert {label: value for label, value, _ in all_rows(glass)} == TOLD["zh"]
    assert all(offered for _, _, offered in rows(glass))


def test_what_a_page_shows_is_on_the_glass_and_inside_it(glass):
    shown = words(glass)
    for label, value, _ in rows(glass):
        assert label in shown
        assert value in shown


def test_another_language_tells_the_same_answers_in_its_words(glass):
    touch(glass.window, "language")
    told = {label: value for label, value, _ in all_rows(glass)}
    assert {label: told[label] for label in TOLD["en"]} == TOLD["en"]
    assert len(told) == len(TYPED)


def test_the_number_of_a_card_is_nowhere_in_full(glass):
    for _ in range(glass.shell.model.view.answers.pages):
        assert not [text for text in (*words(glass), *spoken(glass)) if NUMBER[6:14] in text.replace(" ", "")]
        if glass.shell.model.view.answers.page < glass.shell.model.view.answers.pages:
            touch(glass.window, "next_page")


def test_a_screen_reader_tells_each_answer_and_which_one_a_key_changes(glass):
    told = spoken(glass)
    for label, value, _ in rows(glass):
        assert f"{label}：{value}" in told
        assert f"更改：{label}" in told


def test_a_key_asks_that_question_alone_and_the_list_has_the_new_answer(glass):
    touch(glass.window, "change_form_persons")
    assert glass.shell.model.screen == "form"
    assert glass.stage.session.state.field == "persons"
    assert "3" in words(glass)
    touch(glass.window, "key_clear", "key_5", "next")
    assert glass.shell.model.screen == "review"
    assert ("家里有几口人？", "5 人", True) in rows(glass)


@pytest.mark.parametrize("glass", [("review_answers_all", {"size": size}) for size in SIZES], ids=str, indirect=True)
def test_back_leads_to_the_list_with_the_old_answer(glass):
    before = rows(glass)
    touch(glass.window, "change_form_amount", "key_clear", "key_9", "back")
    assert glass.shell.model.screen == "review"
    assert rows(glass) == before
    touch(glass.window, "change_form_amount")
    assert "1,234.50" in words(glass)


def test_an_answer_on_a_later_page_is_changed_as_well(glass):
    while "change_form_use" not in scene.names(glass.window):
        touch(glass.window, "next_page")
    touch(glass.window, "change_form_use", "option_visa")
    assert glass.shell.model.screen == "review"
    while "change_form_use" not in scene.names(glass.window):
        touch(glass.window, "next_page")
    assert ("您要用这份证明做什么？", "办理签证", True) in rows(glass)


@pytest.mark.parametrize("glass", [("home", {})], ids=str, indirect=True)
def test_words_with_values_in_them_are_those_of_the_step_that_asked(glass):
    glass.stage.package = with_value_in_words()
    player = glass.stage.player = Player(glass.stage.package.flow)
    for typed in TYPED:
        player.submit(typed)
    glass.stage.changed()
    settle()
    lay_out(glass.window)
    settle()
    assert ("2026 年 11 月 24 日：您的车牌号码是多少？", "A12345", True) in rows(glass)


def test_all_is_correct_leads_on(glass):
    touch(glass.window, "answers_on")
    assert glass.stage.session.step_id == "done"


@pytest.mark.parametrize("glass", [("review_answers_used", {})], indirect=True)
def test_what_was_used_already_has_no_key_and_the_words_say_why(glass):
    assert rows(glass) == [("选择明细时间", "2025 年 1 月 至 2025 年 12 月", False), ("手机号码", "没有填写", False)]
    assert not [name for name in scene.names(glass.window) if name.startswith("change_")]
    assert "请您看一看。前面的事项已按这些内容办理，这里不能再改。" in words(glass)


def _leaves(glass):
    touch(glass.window, "leave", "leave_confirm")


def _goes_away(glass):
    for timer in (Timer.IDLE, Timer.IDLE_END):
        glass.stage.post(TimerFired(timer))
    settle()


@pytest.mark.parametrize("end", [_leaves, _goes_away])
@pytest.mark.parametrize("changing", [False, True])
def test_nothing_of_the_list_is_there_after_the_end(glass, end, changing):
    if changing:
        touch(glass.window, "change_form_amount")
    player, view = glass.stage.player, weakref.ref(glass.shell.model.view)
    end(glass)
    settle()
    gc.collect()
    assert glass.shell.model.screen == "attract"
    assert view() is None, "the view model of the list outlives the session"
    assert not [one for one in gc.get_objects() if isinstance(one, AnswersList)]
    left = player.session
    assert (dict(left.drafts), dict(left.answers), dict(left.resumed)) == ({}, {}, {})
    assert not [text for text in words(glass) if "A12345" in text or NUMBER[:6] in text]
