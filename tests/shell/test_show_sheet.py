"""What was found, on pages: nothing lost, nothing cut, numbers whole, and the header again on each page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.scenes import SCENES
from kit.shell_window import Shown
from kit.stage import PlayedStage

from kiosk.engine.events import Submitted
from kiosk.settings import Screen
from kiosk.shell.screens.show.columns import widths_of
from kiosk.shell.screens.show.paging import Line, Section, pages_of
from kiosk.shell.shell_model import ShellModel
from kiosk.shell.words import Words
from kiosk.shell.written import briefly, in_words

_GAP = 5.0
_MONTH = re.compile(r"\d{4}-\d\d")
_HEIGHTS = st.integers(10, 60).map(float)


@st.composite
def _section(draw, number):
    joined = draw(st.lists(st.booleans(), min_size=1, max_size=30))
    rows = [Line(f"{number}.{row}", draw(_HEIGHTS), joined=also and row > 0) for row, also in enumerate(joined)]
    head = [Line(f"{number}.head", draw(_HEIGHTS))] if draw(st.booleans()) else []
    tail = [Line(f"{number}.tail", draw(_HEIGHTS))] if draw(st.booleans()) else []
    return Section(tuple(head), tuple(rows), tuple(tail))


_SECTIONS = st.integers(0, 4).flatmap(lambda count: st.tuples(*(_section(number) for number in range(count))))


def _kinds(lines, *ends):
    return [line.kind for line in lines if line.kind.endswith(ends)] if ends else [line.kind for line in lines]


@given(_SECTIONS, st.integers(180, 600))
def test_each_line_stands_on_one_page_in_order_and_none_is_cut(sections, height):
    pages = pages_of(sections, height, _GAP)
    shown = [line.kind for page in pages for line in page if line.kind != "space" and not line.kind.endswith("head")]
    assert shown == [line.kind for section in sections for line in (*section.rows, *section.tail)]
    assert all(sum(line.height for line in page) <= height for page in pages)


@given(_SECTIONS, st.integers(180, 600))
def test_each_page_begins_with_the_header_of_its_rows_and_totals_are_never_alone(sections, height):
    heads = {section.rows[0].kind.split(".")[0]: section.head for section in sections}
    for page in pages_of(sections, height, _GAP):
        kinds = [line.kind for line in page]
        assert not kinds or kinds[0] != "space"
        for number in {kind.split(".")[0] for kind in kinds if kind != "space"}:
            own = [kind for kind in kinds if kind.startswith(f"{number}.")]
            assert [kind for kind in own if kind.endswith("head")] == [line.kind for line in heads[number]]
            assert any(kind.split(".")[1].isdigit() for kind in own), "a header or totals without a row"


def test_a_row_that_is_higher_than_a_page_has_one_for_itself():
    rows = tuple(Line(str(number), 500.0) for number in range(3))
    assert [_kinds(page) for page in pages_of([Section((), rows)], 100.0, _GAP)] == [["0"], ["1"], ["2"]]


@given(_section(0), st.integers(180, 600))
def test_lines_that_belong_together_are_parted_only_where_no_page_can_hold_them(section, height):
    pages = pages_of([section], height, _GAP)
    above = sum(line.height for line in (*section.head, *section.tail))
    for page in pages[1:]:
        first = next(line for line in page if line.kind not in {line.kind for line in section.head})
        number = section.rows.index(first)
        begin = max(row for row in range(number + 1) if not section.rows[row].joined)
        end = next((row for row in range(number + 1, len(section.rows)) if not section.rows[row].joined), None)
        record = sum(line.height for line in section.rows[begin:end])
        assert begin == number or record + above > height


def test_nothing_at_all_is_one_empty_page():
    assert pages_of([], 100.0, _GAP) == ((),)


@st.composite
def _wishes(draw):
    columns = draw(st.lists(st.tuples(*[st.floats(0, 500)] * 3), min_size=1, max_size=5))
    must = [one[0] + 1 for one in columns]
    should = [least + one[1] for least, one in zip(must, columns, strict=True)]
    like = [least + one[2] for least, one in zip(should, columns, strict=True)]
    return [must, should, like]


@given(_wishes(), st.floats(50, 3000))
def test_columns_share_the_room_and_get_first_what_they_must_have(wishes, room):
    widths = widths_of(wishes, room)
    assert sum(widths) == pytest.approx(room)
    assert all(width > 0 for width in widths)
    for wish in wishes:
        if sum(wish) <= room:
            assert all(width >= least - 1e-6 for width, least in zip(widths, wish, strict=True))


def test_where_not_all_can_have_what_they_must_the_modest_do():
    assert widths_of([[10.0, 100.0, 200.0]], 150.0) == [10.0, 70.0, 70.0]


@pytest.mark.parametrize(
    ("value", "form", "brief", "zh", "en"),
    [
        ("-1234567.50", "money", "-1,234,567.50", "-1,234,567.50 元", "¥-1,234,567.50"),
        ("some", "money", "some", "some", "some"),
        (1234567, "number", "1,234,567", "1,234,567", "1,234,567"),
        ("2026-01-05", "day", "2026-01-05", "2026 年 1 月 5 日", "2026-01-05"),
        ("2026-02-30", "day", "2026-02-30", "2026-02-30", "2026-02-30"),
        ("2026-01", "month", "2026-01", "2026 年 1 月", "01/2026"),
        (True, "text", "True", "True", "True"),
        (None, "money", "—", "—", "—"),
    ],
)
def test_values_are_written_as_the_flow_says_and_else_as_they_came(value, form, brief, zh, en):
    assert briefly(value, form) == brief
    assert (in_words(value, form, Words("zh")), in_words(value, form, Words("en"))) == (zh, en)


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("size", ["portrait", "landscape"])
@pytest.mark.parametrize("language", ["zh", "en"])  # large English is told value by value
def test_all_rows_can_be_read_one_page_after_another(qapp, language, size, elder):
    shown = Shown("show_many", language=language, size=size, elder=elder)
    view = shown.shell.model.view
    view.turn(-400)
    months = []
    for page in range(1, view.pages + 1):
        assert view.page == page
        months += [cell["text"] for line in view.lines for cell in line["cells"] if _MONTH.fullmatch(cell["text"])]
        view.turn(1)
    assert (len(months), months[0], months[-1]) == (300, "2026-11", "2001-12")
    assert view.page == view.pages
    shown.close()


def test_another_language_is_laid_out_anew_and_the_page_is_kept(qapp):
    shown = Shown("show_many")
    view, before = shown.shell.model.view, shown.shell.model.view.lines
    shown.shell.model.switchLanguage()
    assert view.page == 2
    assert view.lines != before
    assert view.lines[0]["spoken"] == "Payments"
    shown.close()


def test_having_read_it_is_the_answer(qapp):
    stage = PlayedStage()
    SCENES["show"](stage)
    model = ShellModel(stage, Screen(width_px=1080, height_px=1920, language="zh", elder=False, full_screen=False))
    model.view.turn(1)
    assert stage.posted == []
    model.view.goOn()
    (event,) = stage.posted
    assert isinstance(event, Submitted)
    assert event.value.reveal() is True
    assert stage.session.step_id == "progress"
