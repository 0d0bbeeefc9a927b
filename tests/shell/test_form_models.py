"""The inputs of a form's fields: what their keys do, what a voice says, what stays under a finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.form_scenes import FORM_SCENES
from kit.shell_window import Shown
from kit.touch import touch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.protocol.fields import CitizenNumberField, EmailField, MoneyField, NumberField, PhoneField, TextField
from kiosk.shell.keys import DELETE
from kiosk.shell.pages import Pages
from kiosk.shell.screens.form import typed
from kiosk.walk import scene

_KEYS = st.lists(st.sampled_from([*"0123456789.X", DELETE]), max_size=30)
_FIELDS = [
    PhoneField(id="a", kind="phone", label="a"),
    EmailField(id="a", kind="email", label="a"),
    CitizenNumberField(id="a", kind="citizen_number", label="a"),
    TextField(id="a", kind="text", label="a", max_length=8),
    MoneyField(id="a", kind="money", label="a", max_fen=9_999_999_99),
    NumberField(id="a", kind="number", label="a", max=999_999_999, decimals=2),
]


@pytest.fixture
def shown(qapp):
    made = []

    def show(name: str, **how: object) -> Shown:
        made.append(Shown(name, **how))
        return made[-1]

    yield show
    for one in made:
        one.close()


@pytest.mark.parametrize("field", _FIELDS, ids=lambda field: field.kind)
@given(signs=_KEYS)
def test_no_key_makes_more_than_there_is_room_for_and_delete_takes_one_away(field, signs):
    text = ""
    for sign in signs:
        grown = typed.pressed(field, text, sign)
        if sign == DELETE:
            assert grown == text[:-1]
        else:
            assert grown in (text, text + sign, f"0{sign}")
        text = grown
        assert len(text) <= (typed.most(field) or 13)


@given(items=st.integers(0, 300), each=st.integers(1, 20), turns=st.lists(st.integers(-9, 9)))
def test_pages_show_each_thing_once_and_never_turn_too_far(items, each, turns):
    pages = Pages(items, each)
    for turn in turns:
        pages = pages.turned(turn)
        assert 1 <= pages.page <= pages.count
    every = [pages.turned(-pages.count).turned(number) for number in range(pages.count)]
    assert [item for page in every for item in range(items)[page.part]] == list(range(items))


def test_a_key_stays_under_a_finger_while_others_are_pressed(shown):
    glass = shown("form_phone_problem")
    before = scene.named(glass.window, "key_1")
    touch(glass.window, "key_2", "key_delete")
    assert scene.named(glass.window, "key_1") is before


def test_a_key_may_be_held_as_long_as_a_finger_needs(shown):
    glass = shown("form_phone_problem")
    taps = [
        child
        for item in scene.shown(glass.window.contentItem())
        for child in item.children()
        if child.inherits("QQuickTapHandler")
    ]
    assert len(taps) > 10
    assert {tap.property("longPressThreshold") for tap in taps} == {0.0}  # else a long touch is no touch at all


@pytest.mark.parametrize("name", [one.__name__ for one in FORM_SCENES if "month" not in one.__name__])
def test_what_is_seen_is_also_said_in_the_language_of_the_screen(shown, name):
    glass = shown(name, language="en")
    keys = getattr(glass.shell.model.view.input, "keys", [])
    assert {key["label"]: key["spoken"] for key in keys if key["sign"] in (".", "-")}.items() <= {
        ".": "Decimal point",
        "-": "Dash",
    }.items()
    assert all(key["spoken"].strip() for key in keys)


def test_tab_leads_over_the_keys_in_their_order_to_the_way_on_and_space_presses(shown):
    glass = shown("form_phone_problem")
    glass.window.requestActivate()
    order = []
    while len(order) < 60 and (not order or order.count(order[-1]) == 1):
        QTest.keyClick(glass.window, Qt.Key.Key_Tab)
        order.append(glass.window.activeFocusItem().objectName())
    keys = [f"key_{sign}" for sign in "1234567890"]
    assert [name for name in order if name in keys][:10] == keys
    assert order.index("key_clear") < order.index("key_1") < order.index("key_delete") < order.index("next")
    while glass.window.activeFocusItem().objectName() != "key_5":
        QTest.keyClick(glass.window, Qt.Key.Key_Tab)
    QTest.keyClick(glass.window, Qt.Key.Key_Space)
    (part,) = glass.shell.model.view.input.parts
    assert part["text"] == "138 1234 5"
