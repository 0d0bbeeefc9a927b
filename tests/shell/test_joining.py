"""The screen of a machine that is no terminal yet: a code is typed, and what becomes of it is told."""

from collections.abc import Iterator

import pytest
from kit.joining_scenes import KEY, THERE
from kit.shell_window import Shown
from kit.stage import PlayedStage
from kit.touch import touch

from kiosk.shell.stage import Joining
from kiosk.walk import scene


@pytest.fixture
def shown(qapp: object) -> Iterator[Shown]:
    shown = Shown("joining")  # with ten signs of twelve
    yield shown
    shown.close()


def words(shown: Shown) -> str:
    items = scene.shown(shown.window.contentItem())
    return "\n".join(str(item.property("text")) for item in items if item.property("text"))


def tell(shown: Shown, joining: Joining | None) -> None:
    stage: PlayedStage = shown.stage
    stage.joining = joining
    stage.changed()


def test_a_code_is_handed_on_when_it_is_whole(shown: Shown) -> None:
    stage: PlayedStage = shown.stage
    assert KEY in words(shown)
    touch(shown.window, "key_T")
    assert not scene.named(shown.window, "enter_code").isEnabled()
    touch(shown.window, "key_B", "key_Z", "enter_code")
    assert stage.joined == ["K7QM-2XWD-9FTB"]


def test_one_code_is_tried_at_a_time(shown: Shown) -> None:
    touch(shown.window, "key_T", "key_B")
    tell(shown, Joining(KEY, asking=True, trouble="refused"))
    assert not scene.named(shown.window, "enter_code").isEnabled()
    assert "登记码不对" not in words(shown)
    tell(shown, Joining(KEY, trouble="refused"))
    assert "登记码不对" in words(shown)
    touch(shown.window, "key_delete", "key_A", "enter_code")
    assert shown.stage.joined == ["K7QM-2XWD-9FTA"]


def test_the_scanner_reads_codes_while_one_is_asked_for_and_is_spoken_of_only_then(shown: Shown) -> None:
    assert shown.stage.watched == [True]
    assert "扫码窗口" in words(shown)
    tell(shown, Joining(KEY))
    assert "扫码窗口" not in words(shown)
    tell(shown, None)
    assert shown.stage.watched == [True, False]
    assert shown.shell.model.screen == "attract"


def test_whose_place_it_takes_is_told_with_the_fingerprint(shown: Shown) -> None:
    tell(shown, Joining(KEY, terminal_id="WH0012", place=THERE, replaces=True))
    assert all(told in words(shown) for told in ("接替原 WH0012", THERE, KEY))
    assert scene.named(shown.window, "enter_code") is None or not scene.named(shown.window, "enter_code").isVisible()
    assert "不一样" not in words(shown)


def test_another_place_than_in_the_settings_is_noticed(shown: Shown) -> None:
    tell(shown, Joining(KEY, terminal_id="WH0012", place="汉阳区 样例社区便民服务站"))
    assert "不一样" in words(shown)


def test_the_technician_reads_it_in_either_language(shown: Shown) -> None:
    touch(shown.window, "language")
    assert "Enrol this terminal" in words(shown)
