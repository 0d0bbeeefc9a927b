"""The screen of identify: the ways, what each asks, and the way to another one, touched as a resident touches it."""

import pytest
from kit.shell_window import Shown
from kit.touch import touch

from drivers.faults import Role


@pytest.fixture
def shown(qapp):
    made = []

    def show(scene, **look):
        made.append(Shown(scene, **look))
        return made[-1]

    yield show
    for one in made:
        one.close()


def test_a_way_is_one_touch_away_and_another_one_too(shown):
    screen = shown("identify_ways")
    touch(screen.window, "way_social_card")
    assert screen.stage.session.identifying.way == "social_card"
    touch(screen.window, "another")
    assert screen.stage.session.identifying is None
    touch(screen.window, "way_phone_code")
    assert screen.stage.session.state.field == "number"


def test_a_way_whose_device_is_gone_says_so_and_cannot_be_taken(shown):
    screen = shown("identify_ways")
    screen.stage.ready_devices = frozenset({Role.SOCIAL_CARD})
    screen.stage.online = False
    screen.stage.changed()
    ways = {way["id"]: way for way in screen.shell.model.view.ways}
    assert [name for name, way in ways.items() if way["offered"]] == ["social_card"]
    assert ways["id_card"]["note"] == ways["phone_code"]["note"] == "现在用不了"


def test_a_number_is_typed_and_stays_where_it_was_wrong(shown):
    screen = shown("identify_number")
    touch(screen.window, "next")
    assert "18" in screen.shell.model.view.problem
    assert screen.shell.model.view.typed == "420199 19880"


def test_a_code_is_not_kept_for_another_try(shown):
    screen = shown("identify_code_wrong")
    view = screen.shell.model.view
    assert view.empty
    assert "2" in view.problem
    assert view.halfway() is None


def test_the_phone_is_never_shown_whole(shown):
    assert "138****1234" in shown("identify_code").shell.model.view.hint


def test_another_message_waits_for_its_time(shown):
    assert not shown("identify_code").shell.model.view.againOffered
    late = shown("identify_code_wrong")
    touch(late.window, "again")
    assert late.stage.session.state.doing == "sending_code"


@pytest.mark.parametrize(
    ("scene", "code", "icon"),
    [
        ("identify_social_card_unreadable", "SC013", "social_card"),
        ("identify_e_credential_used", "EC003", "code_scanner"),
        ("identify_too_many", "PC003", "phone"),
    ],
)
def test_from_each_trouble_another_way_is_one_touch_away(shown, scene, code, icon):
    screen = shown(scene)
    view = screen.shell.model.view
    assert (view.technicianCode, view.icon, view.backText) == (code, icon, "换一种方式")
    touch(screen.window, "trouble_back")
    assert screen.stage.session.identifying is None


def test_with_one_way_there_is_no_other(shown):
    assert shown("identify").shell.model.view.anotherText == ""
