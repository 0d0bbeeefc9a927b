"""The screen of `choose`: pages that fit, a search by letters, and the item that was touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import geometry
from kit.chosen_deeds import homes
from kit.scenes import SCENES
from kit.shell_window import SIZES, Shown
from kit.stage import PlayedStage
from PySide6.QtGui import QAccessible, QFont

from kiosk.engine.events import Submitted
from kiosk.settings import Screen
from kiosk.shell.keys import DELETE
from kiosk.shell.screens.choose.layout import Room, Words, laid_out, pages
from kiosk.shell.shell_model import ShellModel

_SETTINGS = Screen(width_px=1080, height_px=1920, language="zh", elder=False, full_screen=False)
_LETTERS = QFont("Noto Sans CJK SC")
_LETTERS.setPixelSize(32)
ROOM = Room(
    width_px=900,
    height_px=1000,
    turning_px=100,
    columns=2,
    inset_px=100,
    tile_px=90,
    padding_px=12,
    spacing_px=18,
    fonts=(_LETTERS.toString(), _LETTERS.toString()),
)


@pytest.fixture
def chosen(qapp):
    models = []  # a model that nobody holds takes its view with it

    def shell(scene):
        stage = PlayedStage()
        then = SCENES[scene](stage)
        models.append(ShellModel(stage, _SETTINGS, still=True))
        if then is not None:
            then(models[-1])
        return models[-1].view, stage

    return shell


def search(view, signs):
    for sign in signs:
        view.press(sign)
    return view.countText


def test_the_item_that_is_touched_is_the_answer(chosen, qapp):
    shown = Shown("choose")
    shown.shell.model.view.choose("2")
    assert [event for event in shown.stage.posted if isinstance(event, Submitted)]
    assert shown.stage.session.answers["deed"].reveal() == homes(3)[2]
    shown.close()


def test_what_was_chosen_before_is_marked_on_the_way_back(qapp):
    shown = Shown("choose_again")
    assert [tile["chosen"] for tile in shown.shell.model.view.tiles] == [False, True, False]
    shown.close()


@pytest.mark.parametrize(
    ("signs", "count"),
    [
        ("", "请输入拼音首字母或数字"),
        ("JFDD124", "找到 1 项"),  # 解放大道124号, by initials and digits
        ("jiefang", "找到 60 项"),
        ("42010200007", "找到 1 项"),  # a code that is not shown
        ("161.25", "找到 1 项"),
        ("0000123", "找到 1 项"),
        ("ZZZ", ""),
    ],
)
def test_items_are_found_by_initials_syllables_digits_and_what_is_not_shown(chosen, signs, count):
    view, _stage = chosen("choose_many")
    view.switchSearch()
    assert search(view, signs) == count
    assert bool(view.nothingText) is (count == "")


def test_a_sign_less_finds_again_what_was_there_before(chosen):
    view, _stage = chosen("choose_many")
    view.switchSearch()
    before = search(view, "JFDD")
    assert search(view, ["1", "2", "4"]) == "找到 1 项"
    assert search(view, [DELETE] * 3) == before
    view.clear()
    assert (view.typed, view.nothingText) == ("", "")


def test_closing_the_search_shows_everything_and_forgets_what_was_typed(chosen):
    view, _stage = chosen("choose_search")
    assert view.typed == "JFDD12"
    view.switchSearch()
    assert (view.searching, view.typed, view.countText) == (False, "", "共 300 项")


def test_no_more_is_typed_than_anything_could_match(chosen):
    view, _stage = chosen("choose_many")
    view.switchSearch()
    search(view, "1" * 50)
    assert len(view.typed) == 20


@pytest.mark.parametrize(("scene", "offered"), [("choose", False), ("choose_many", True)])
def test_a_search_is_offered_where_there_is_more_than_one_page(qapp, scene, offered):
    shown = Shown(scene)
    assert shown.shell.model.view.searchOffered is offered
    shown.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("scene", ["choose_many", "choose_long", "choose_search_long"])
def test_every_item_stands_whole_on_one_page(qapp, scene, size, elder):
    shown = Shown(scene, size=size, elder=elder)
    view = shown.shell.model.view
    view.turn(-400)
    seen = []
    for _page in range(min(view.pages, 8)):
        shown.picture()
        problems = list(geometry.problems(shown.window, least_px=60, least_text_px=28))
        assert problems == []
        seen += [tile["object"] for tile in view.tiles]
        view.turn(1)
    assert seen == [f"item_{place}" for place in range(len(seen))]
    view.turn(400)
    assert view.page == view.pages
    shown.close()


def test_a_tile_is_told_apart_by_those_who_cannot_see_it(qapp):
    shown = Shown("choose_long")
    tiles = [item for item in geometry.targets(shown.window) if item.objectName().startswith("item_")]
    told = [QAccessible.queryAccessibleInterface(tile).text(QAccessible.Text.Description) for tile in tiles]
    assert len(set(told)) == len(told) > 1
    assert "第0000001号" in told[0]
    shown.close()


@given(
    heights=st.lists(st.floats(50, 1500), min_size=1, max_size=60),
    columns=st.integers(1, 3),
)
def test_pages_hold_each_item_once_and_in_order_and_no_more_than_fits(heights, columns):
    found = pages(heights, columns, ROOM)
    assert [place for page in found for place in page] == list(range(len(heights)))
    most = ROOM.height_px if len(found) == 1 else ROOM.page_px
    for page in found:
        rows = [max(heights[first : first + columns]) for first in range(page.start, page.stop, columns)]
        assert len(rows) == 1 or sum(rows) + (len(rows) - 1) * ROOM.spacing_px <= most + 1e-6


@pytest.mark.parametrize(
    ("words", "columns", "brief"),
    [
        (Words("short", "short", "short"), 2, False),
        (Words("长" * 100, "short", "short"), 2, False),
        (Words("长" * 250, "short", "short"), 1, False),
        (Words("short", "short", "长" * 600), 2, True),
        (Words("长" * 5000, "short", "short"), 1, True),
    ],
)
def test_a_long_name_costs_a_column_first_then_the_details(qapp, words, columns, brief):
    layout = laid_out([words], ROOM)
    assert (layout.columns, layout.brief) == (columns, brief)
