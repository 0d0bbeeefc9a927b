"""A resident answers all twelve kinds of fields with one finger, in every way that people do."""

import gc
import logging
import weakref

import pytest
from kit.fields import feature, package_of
from kit.shell_window import SIZES, Shown, settle
from kit.touch import touch

from kiosk.engine.events import Timer, TimerFired
from kiosk.engine.fields.credit_code import check_sign
from kiosk.shell.screens.form.view_model import FormView
from kiosk.walk import scene

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

CODE = "91420100MA9999999" + check_sign("91420100MA9999999")
NUMBER, PHONE = "420199198803149995", "13812345678"
ANSWERS = {
    "plate": "B54321",
    "persons": 3,
    "amount": 123450,
    "day": "1988-03-14",
    "stay": {"first": "2026-01-01", "last": "2026-06-30"},
    "months": {"preset": "custom", "first": "2026-01", "last": "2026-10"},
    "phone": PHONE,
    "number": NUMBER,
    "code": CODE,
    "use": "loan",
    "copies": ["deed", "tax"],
    "home": {
        "codes": ["42", "4201", "420102"],
        "names": ["湖北省", "武汉市", "江岸区"],
        "line": "3号2栋501室",
        "text": "湖北省武汉市江岸区3号2栋501室",
    },
}


def keys(signs):
    known = {".": "key_point", "号": "key_hao", "栋": "key_dong", "室": "key_shi"}
    return [known.get(sign, f"key_{sign}") for sign in signs]


TOUCHES = {
    "plate": [*keys("B54321"), "next"],
    "persons": ["key_3", "next"],
    "amount": [*keys("1234.50"), "next"],
    "day": [*keys("19880314"), "next"],
    "stay": [*keys("20260101"), "next", *keys("20260630"), "next"],
    "months": ["preset_custom", "first_month_on", "last_month_back", "next"],
    "phone": [*keys(PHONE), "next"],
    "number": [*keys(NUMBER), "next"],
    "code": [*keys(CODE), "next"],
    "use": ["option_loan"],
    "copies": ["option_tax", "option_deed", "next"],
    "home": ["option_420102", *keys("3号2栋501室"), "next"],
}


@pytest.fixture
def glass(qapp, request):
    shown = Shown("home", size=getattr(request, "param", "portrait"))
    shown.stage.package, shown.stage.player = package_of("twelve"), feature("twelve")
    shown.stage.changed()
    settle()
    yield shown
    shown.close()


def asked(glass):
    return glass.stage.session.state.field


def answer_until(glass, field):
    while asked(glass) != field:
        touch(glass.window, *TOUCHES[asked(glass)])


def words(glass):
    return [item.property("text") for item in scene.shown(glass.window.contentItem()) if item.inherits("QQuickText")]


@pytest.mark.parametrize("glass", SIZES, indirect=True)
def test_all_twelve_kinds_are_answered_by_touch_and_logged_by_nobody(glass, caplog):
    caplog.set_level(logging.DEBUG)
    for field, touches in TOUCHES.items():
        assert asked(glass) == field
        touch(glass.window, *touches)
    assert glass.stage.session.step_id == "check"
    assert glass.stage.session.answers["form"].reveal() == ANSWERS
    assert not [value for value in (NUMBER, PHONE, CODE, "B54321") if value in caplog.text]


@pytest.mark.parametrize(
    ("field", "wrongly", "shown", "mended"),
    [
        ("plate", ["key_B", "next"], "B", keys("54321")),
        ("persons", [*keys("30"), "next"], "30", ["key_delete"]),
        ("amount", [*keys("5000001"), "next"], "5,000,001", ["key_clear", *keys("1234.5")]),
        ("day", [*keys("19880230"), "next"], "1988 年 02 月 30 日", ["key_delete", *["key_delete"] * 2, *keys("314")]),
        ("stay", [*keys("20260101"), "next", *keys("20250630"), "next"], "2025 年 06 月 30 日",
         ["key_clear", *keys("20260630")]),
        ("phone", [*keys(PHONE[:9]), "next"], "138 1234 56", keys(PHONE[9:])),
        ("number", [*keys(NUMBER[:17] + "4"), "next"], "420199 19880314 9994", ["key_delete", "key_5"]),
        ("code", [*keys(CODE[:17]), "next"], "9142 0100 MA99 9999 9", keys(CODE[17])),
        ("copies", ["next"], "不动产权证书", ["option_deed", "option_tax"]),
        ("home", ["option_420102", "key_3", "next"], "3", keys("号2栋501室")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_stays_to_be_mended(glass, field, wrongly, shown, mended):
    answer_until(glass, field)
    touch(glass.window, *wrongly)
    assert asked(glass) == field
    view = glass.shell.model.view
    assert view.problem in words(glass)
    assert view.problem
    assert shown in words(glass)
    touch(glass.window, *mended, "next")
    session = glass.stage.session
    drafts = session.drafts if session.step_id == "form" else session.answers
    assert drafts["form"].reveal()[field] == ANSWERS[field]


def test_back_shows_what_was_answered_and_the_way_on_keeps_it(glass):
    answer_until(glass, "home")
    touch(glass.window, *TOUCHES["home"], *["back"] * 12)
    assert asked(glass) == "plate"
    shown_again = {
        "plate": "B54321", "persons": "3", "amount": "1,234.50", "day": "1988 年 03 月 14 日",
        "stay": "2026 年 06 月 30 日", "months": "2026 年 10 月", "phone": "138 1234 5678",
        "number": "420199 19880314 9995", "home": "3号2栋501室",
    }  # fmt: skip
    for field in ANSWERS:
        assert asked(glass) == field
        assert shown_again.get(field, "") in words(glass) or field not in shown_again
        touch(glass.window, "option_loan" if field == "use" else "next")
    assert glass.stage.session.answers["form"].reveal() == ANSWERS


HALF = {
    "persons": (["key_1", "key_2"], "12"),
    "stay": ([*keys("20260101"), "next", *keys("2026")], "2026 年 __ 月 __ 日"),
    "months": (["preset_custom", "first_month_on"], "2026 年 1 月"),
    "number": (keys(NUMBER[:9]), "420199 198"),
    "copies": (["option_tax"], "契税完税证明"),
    "home": (["option_420102", "key_3"], "3"),
}


@pytest.mark.parametrize("field", HALF)
def test_what_was_begun_is_there_again_after_going_back(glass, field):
    answer_until(glass, field)
    touches, text = HALF[field]
    touch(glass.window, *touches)
    assert text in words(glass)
    before = sorted(words(glass))
    touch(glass.window, "back")
    assert asked(glass) != field
    touch(glass.window, "option_loan" if asked(glass) == "use" else "next")
    assert asked(glass) == field
    assert sorted(words(glass)) == before


@pytest.mark.parametrize("switch", ["language", "elder", "contrast"])
def test_another_language_or_size_in_the_middle_keeps_what_was_typed(glass, switch):
    answer_until(glass, "number")
    touch(glass.window, *keys(NUMBER[:9]))
    before = words(glass)
    touch(glass.window, switch, *keys(NUMBER[9:]))
    assert "420199 19880314 9995" in words(glass)
    assert (set(before) & set(words(glass)) != set(before)) or switch == "contrast"
    touch(glass.window, "next")
    assert glass.stage.session.drafts["form"].reveal()["number"] == NUMBER


def _leaves(glass):
    touch(glass.window, "leave", "leave_confirm")


def _goes_away(glass):
    for timer in (Timer.IDLE, Timer.IDLE_END):
        glass.stage.post(TimerFired(timer))
    settle()


def _stays_a_moment(glass):
    glass.stage.post(TimerFired(Timer.IDLE))
    settle()
    touch(glass.window, "stay")


def test_who_is_warned_and_stays_goes_on_where_they_were(glass):
    answer_until(glass, "number")
    touch(glass.window, *keys(NUMBER[:9]))
    _stays_a_moment(glass)
    touch(glass.window, *keys(NUMBER[9:]), "next")
    assert asked(glass) == "code"


@pytest.mark.parametrize("end", [_leaves, _goes_away])
def test_nothing_that_was_typed_is_there_after_the_end(glass, end):
    answer_until(glass, "number")
    touch(glass.window, *keys(NUMBER[:17]))
    view, session = weakref.ref(glass.shell.model.view), glass.stage.player
    end(glass)
    settle()
    gc.collect()
    assert glass.shell.model.screen == "attract"
    assert view() is None, "the view model of the question outlives the session"
    assert not [one for one in gc.get_objects() if isinstance(one, FormView)]
    assert (dict(session.session.drafts), dict(session.session.answers)) == ({}, {})
    glass.stage.player = feature("twelve")
    glass.stage.changed()
    settle()
    assert not [text for text in words(glass) if "B54321" in text or NUMBER[:6] in text]


@pytest.mark.parametrize("end", [_leaves, _goes_away])
def test_what_one_resident_began_is_not_there_for_the_next(glass, end):
    answer_until(glass, "number")
    touch(glass.window, *keys(NUMBER[:17]), "back")
    end(glass)
    glass.stage.player = feature("twelve")  # of the same id: nothing but the end tells them apart
    glass.stage.changed()
    settle()
    answer_until(glass, "number")
    assert not [text for text in words(glass) if NUMBER[:6] in text]
