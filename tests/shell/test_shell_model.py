"""What stands around every screen: languages, the large version, overlays, idle clocks."""

import pytest
from kit.scenes import SCENES
from kit.stage import PlayedStage
from PySide6.QtCore import QTimer

from kiosk.engine.events import Left, Timer, TimerFired, Touched, WentBack
from kiosk.engine.trouble import Trouble
from kiosk.settings import Screen as ScreenSettings
from kiosk.shell.navigation import Screen, topic_of
from kiosk.shell.shell_model import ShellModel

_SETTINGS = ScreenSettings(width_px=1080, height_px=1920, language="zh", elder=False, full_screen=False)


def _shell(scene: str, *, still: bool = True) -> tuple[ShellModel, PlayedStage]:
    stage = PlayedStage()
    then = SCENES[scene](stage)
    model = ShellModel(stage, _SETTINGS, still=still)
    if then is not None:
        then(model)
    return model, stage


def _clocks(model: ShellModel) -> list[QTimer]:
    return [timer for timer in model.findChildren(QTimer) if timer.isActive()]


def _hurry(model: ShellModel) -> None:
    """Let the clocks that run now go off at once."""
    for timer in _clocks(model):
        timer.setInterval(1)


@pytest.mark.parametrize("scene", ["issue", "issue_held_up", "issue_receipt", "rate", "end"])
def test_there_is_no_way_back_once_paper_may_have_come_out(qapp, scene):
    model, stage = _shell(scene)
    assert not model.backEnabled
    before = stage.session.step_id
    model.back()
    assert stage.session.step_id == before


def test_back_leads_to_the_step_before(qapp):
    model, stage = _shell("form")
    assert model.backEnabled
    model.back()
    assert stage.posted == [WentBack()]
    assert model.screen == "notice"


def test_back_from_home_leads_to_the_greeting(qapp):
    model, stage = _shell("home")
    assert model.backEnabled
    model.back()
    assert (model.screen, stage.posted) == ("attract", [])


def test_leaving_asks_first(qapp):
    model, stage = _shell("form")
    model.leave()
    assert (model.overlay.kind, model.screen, stage.posted) == ("leave", "form", [])
    model.overlay.stay()
    assert (model.overlay.kind, stage.session.step_id, stage.posted) == ("", "period", [])
    model.leave()
    model.overlay.leave()
    assert stage.posted == [Left()]
    assert (model.overlay.kind, model.screen) == ("", "attract")


def test_leaving_home_asks_nothing_for_there_is_nothing_to_lose(qapp):
    model, _stage = _shell("home")
    model.leave()
    assert (model.overlay.kind, model.screen) == ("", "attract")


def test_help_is_that_of_the_topic_and_names_the_hotline(qapp):
    told = set()
    for scene in SCENES:
        model, stage = _shell(scene)
        model.help()
        assert model.overlay.kind == "help"
        assert stage.hotline in model.overlay.note
        told.add((topic_of(stage.session, Screen(model.screen)), model.overlay.body))
    assert len(told) == len({topic for topic, _ in told}) == len({body for _, body in told})
    assert {screen.value for screen in Screen} <= {topic for topic, _ in told}


def test_the_idle_warning_counts_down_and_stops_at_nothing(qtbot):
    model, stage = _shell("notice", still=False)
    stage.post(TimerFired(Timer.IDLE))
    assert model.overlay.kind == "idle"
    assert model.overlay.secondsLeft == stage.session.flow.idle.end_after_s
    assert str(model.overlay.secondsLeft) in model.overlay.body
    ticks = []
    model.changed.connect(lambda: ticks.append(model.overlay.secondsLeft))
    _hurry(model)
    qtbot.waitUntil(lambda: ticks.count(0) > 2)
    assert sorted(set(ticks), reverse=True) == list(range(max(ticks), -1, -1))


def test_who_stays_is_told_on_and_the_warning_goes(qapp):
    model, stage = _shell("notice_idle")
    assert model.overlay.kind == "idle"
    model.overlay.stay()
    assert stage.posted == [Touched()]
    assert (model.overlay.kind, model.overlay.secondsLeft, model.screen) == ("", 0, "notice")


def test_the_idle_warning_is_not_hidden_by_help(qapp):
    model, stage = _shell("notice_help")
    stage.post(TimerFired(Timer.IDLE))
    assert model.overlay.kind == "idle"


def test_an_overlay_does_not_outlive_its_screen(qapp):
    model, stage = _shell("notice_help")
    stage.player.submit(True)
    stage.changed()
    assert (model.screen, model.overlay.kind) == ("identify", "")


def test_touches_are_told_on_at_most_once_in_a_while(qtbot):
    model, stage = _shell("notice")
    for _ in range(5):
        model.touched()
    assert stage.posted == [Touched()]
    _hurry(model)
    qtbot.waitUntil(lambda: not _clocks(model))
    model.touched()
    assert stage.posted == [Touched(), Touched()]


def test_touches_between_residents_are_told_to_nobody(qapp):
    model, stage = _shell("attract")
    model.touched()
    assert stage.posted == []


def test_nobody_at_home_for_a_while_brings_the_greeting_back(qtbot):
    model, _stage = _shell("home")
    model.switchLanguage()
    _hurry(model)
    qtbot.waitUntil(lambda: model.screen == "attract")
    assert model.language == "zh"


def test_a_touch_at_home_lets_the_clock_begin_anew(qapp):
    model, _stage = _shell("home")
    (clock,) = _clocks(model)
    clock.stop()
    model.touched()
    assert clock.isActive()


def test_the_clock_of_home_ends_no_session(qtbot):
    model, stage = _shell("home")
    stage.begin("housing/provident-fund-statement")
    _hurry(model)
    qtbot.waitUntil(lambda: not _clocks(model))
    assert model.screen == "notice"


def test_the_next_resident_finds_the_language_and_size_of_the_place(qapp):
    model, stage = _shell("form")
    model.switchLanguage()
    model.switchElder()
    assert (model.language, model.elder) == ("en", True)
    stage.post(Left())
    assert (model.screen, model.language, model.elder) == ("attract", "zh", False)


def test_language_and_size_last_from_home_to_the_end_of_a_session(qapp):
    model, stage = _shell("home")
    model.switchLanguage()
    model.switchElder()
    stage.begin("housing/provident-fund-statement")
    stage.player.go_to("done")
    stage.changed()
    assert (model.screen, model.language, model.elder) == ("end", "en", True)


def test_out_of_service_is_shown_only_between_residents(qapp):
    model, stage = _shell("notice")
    stage.out_of_service = Trouble("terminal", "OUT_OF_SERVICE")
    stage.changed()
    assert model.screen == "notice"
    stage.post(Left())
    assert model.screen == "out_of_service"
    stage.out_of_service = None
    stage.changed()
    assert model.screen == "attract"


def test_whoever_looks_for_a_service_while_the_terminal_cannot_serve_finds_the_list_again(qapp):
    model, stage = _shell("home")
    model.switchLanguage()
    stage.out_of_service = Trouble("cabinet", "DOOR_OPEN")
    stage.changed()
    assert (model.screen, model.language) == ("out_of_service", "en")
    stage.out_of_service = None
    stage.changed()
    stage.changed()
    assert (model.screen, model.language) == ("home", "en")


def test_the_window_is_told_of_a_new_screen_once(qapp):
    model, stage = _shell("notice")
    told = []
    model.screenChanged.connect(lambda: told.append(model.screen))
    stage.changed()
    stage.player.submit(True)
    stage.changed()
    stage.changed()
    assert told == ["identify"]


def test_the_greeting_listens_at_once(qapp):
    model, _ = _shell("home", still=False)
    assert model.settling
    model.back()
    assert (model.screen, model.settling) == ("attract", False)


def test_the_bar_says_whose_service_it_is_when_it_is_another_citys(qapp):
    model, stage = _shell("notice_elsewhere")
    assert "长沙市" in model.origin
    model.switchLanguage()
    assert "Changsha" in model.origin
    stage.post(Left())
    assert (stage.session, model.origin) == (None, "")
    assert _shell("notice")[0].origin == ""
