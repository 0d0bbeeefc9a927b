"""One finger on the glass: real touch events on a shown window."""

import pytest
from kit.shell_window import Shown, lay_out
from kit.touch import tap, touch

from kiosk.engine.events import Left, Submitted, Timer, TimerFired, Touched
from kiosk.walk import scene

SERVICE = "service_housing_provident_fund_statement"


@pytest.fixture
def shown(qapp):
    made = []

    def show(name: str, **how: object) -> Shown:
        made.append(Shown(name, **how))
        return made[-1]

    yield show
    for one in made:
        one.close()


def _screen(glass: Shown) -> str:
    (kind,) = scene.screens(glass.window)
    return kind


def test_a_touch_anywhere_wakes_the_terminal_and_a_second_begins_a_service(shown):
    glass = shown("attract")
    touch(glass.window, "screen_attract")
    assert _screen(glass) == "home"
    touch(glass.window, SERVICE)
    assert glass.stage.begun == ["housing/provident-fund-statement"]
    assert _screen(glass) == "notice"


def test_a_service_that_is_not_offered_cannot_be_begun(shown):
    glass = shown("home_offline")
    item = scene.named(glass.window, SERVICE)
    assert item is not None
    assert not item.isEnabled()


def test_the_whole_way_can_be_gone_by_touch(shown):
    glass = shown("home")
    player = glass.stage.begin("housing/provident-fund-statement") or glass.stage.player
    touch(glass.window, "consent")
    assert _screen(glass) == "identify"
    player.read_card()
    glass.stage.changed()
    touch(glass.window, "preset_custom", "first_month_on", "last_month_back", "next")
    assert _screen(glass) == "call"
    player.answer_call()
    player.compose(1)
    glass.stage.changed()
    touch(glass.window, "zoom", "zoom", "print")
    assert _screen(glass) == "issue"
    player.print_document()
    player.print_receipt()
    glass.stage.changed()
    touch(glass.window, "rate_1", "reason_115", "submit_rating", "taken")
    assert _screen(glass) == "attract"
    answers = [event.value.reveal() for event in glass.stage.posted if isinstance(event, Submitted)]
    assert answers == [
        True,
        {"preset": "custom", "first": "2026-01", "last": "2026-10"},
        True,
        {"satisfaction": 1, "reasons": [115]},
        True,
    ]


def test_the_way_out_is_asked_about_and_then_taken(shown):
    glass = shown("form")
    touch(glass.window, "leave", "stay")
    assert _screen(glass) == "form"
    touch(glass.window, "leave", "leave_confirm")
    assert isinstance(glass.stage.posted[-1], Left)
    assert _screen(glass) == "attract"


def test_what_lies_below_an_overlay_cannot_be_touched(shown):
    glass = shown("notice_help")
    for name in ("consent", "back", "help", "leave", "elder", "language"):
        item = scene.named(glass.window, name)
        assert item is not None
        assert scene.reachable(glass.window, item), name


@pytest.mark.parametrize(
    ("finger", "event"),
    [("stay", Touched), ("leave_confirm", Left), ("key_5", Touched)],
    ids=["stay", "leave", "beside"],
)
def test_a_touch_of_the_idle_warning_does_not_fall_on_what_lies_below(shown, finger, event):
    """Long after the last touch, as such a warning always is: this one is the first that the shell notices."""
    glass = shown("form_citizen_number")
    glass.stage.post(TimerFired(Timer.IDLE))
    lay_out(glass.window)
    item = scene.named(glass.window, finger)
    where = scene.centre(item).toPoint() if finger.startswith("key") else scene.must_reach(glass.window, item).toPoint()
    typed = glass.shell.model.view.input.parts
    tap(glass.window, where)
    assert [type(one) for one in glass.stage.posted] == [TimerFired, event]
    assert glass.shell.model.overlay.kind == ""
    if event is Touched:
        assert glass.shell.model.view.input.parts == typed


def test_back_cannot_be_touched_while_paper_is_on_its_way(shown):
    glass = shown("issue")
    item = scene.named(glass.window, "back")
    assert item is not None
    assert not item.isEnabled()


def test_touches_are_noticed_wherever_they_fall(shown):
    glass = shown("notice_help")
    touch(glass.window, "stay")
    assert glass.stage.posted == [Touched()]


def test_the_large_version_is_one_touch_away_and_back(shown):
    glass = shown("home")
    before = scene.named(glass.window, SERVICE).height()
    touch(glass.window, "elder")
    assert scene.named(glass.window, SERVICE).height() > before
    touch(glass.window, "elder")
    assert scene.named(glass.window, SERVICE).height() == before


@pytest.mark.parametrize(
    ("name", "key", "then"),
    [("rate", "skip", "end"), ("form", "preset_this_year", "call"), ("review", "print", "issue")],
)
def test_the_second_of_two_quick_taps_chooses_nothing(shown, qtbot, name, key, then):
    glass = shown(name, still=False)
    model = glass.shell.model
    qtbot.waitUntil(lambda: not model.settling)
    where = scene.must_reach(glass.window, scene.named(glass.window, key)).toPoint()
    tap(glass.window, where)
    assert (model.screen, model.settling) == (then, True)
    tap(glass.window, where)
    assert model.screen == then
    assert sum(isinstance(event, Submitted) for event in glass.stage.posted) == 1
    qtbot.waitUntil(lambda: not model.settling)
    if then == "end":
        touch(glass.window, "taken")
        assert model.screen == "attract"
