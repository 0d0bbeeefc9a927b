"""Layers, history and the way to the terminal: through the real service and real heartbeats."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kiosk.central.audit.models import AuditEvent
from kiosk.central.configuration import service
from kiosk.central.configuration.models import Change, Layer, Report, Value
from kiosk.central.configuration.reports import Agreement, agreement
from kiosk.central.fleet.models import Desired, District, Place, Terminal
from kiosk.protocol.api import HEARTBEAT, HeartbeatReply
from kiosk.protocol.configuration import SETTINGS, Configuration, merged, revision
from kiosk.settings import Screen
from tests.central.test_heartbeat import SAID


def beat(client, **changes):
    return HeartbeatReply.model_validate_json(client.post(HEARTBEAT, SAID | changes).content)


def put(layer, scope, **values):
    return service.set_values(layer, scope, values, who="staff", why="test")


@pytest.fixture
def placed(terminal):
    """The terminal has a model and stands in a district."""
    district = District.objects.get_or_create(code="420102", defaults={"name": "江岸区"})[0]
    place = Place.objects.create(name="江岸政务大厅", district=district)
    Terminal.objects.update(model="K1", place=place)
    return terminal


def test_the_narrower_layer_wins_and_each_value_says_where_it_comes_from(placed):
    put(Layer.ALL, "", elder=True, home_idle_s=50, language="zh")
    put(Layer.MODEL, "K1", home_idle_s=40)
    put(Layer.DISTRICT, "420102", home_idle_s=30, language="en")
    put(Layer.TERMINAL, placed.terminal_id, home_idle_s=20)
    found = {name: (one.value, one.layer) for name, one in service.effective(placed.terminal).items()}
    assert found == {
        "elder": (True, Layer.ALL),
        "language": ("en", Layer.DISTRICT),
        "home_idle_s": (20, Layer.TERMINAL),
    }
    desired = Desired.objects.get(terminal=placed.terminal_id)
    assert desired.configuration == {"elder": True, "language": "en", "home_idle_s": 20}
    assert desired.configuration_revision == revision(desired.configuration)


def test_only_what_a_layer_touches_is_told(placed, other_terminal):
    put(Layer.DISTRICT, "420102", elder=True)
    assert beat(placed).configuration == {"elder": True}
    assert beat(other_terminal).configuration is None


def test_a_terminal_that_joins_or_moves_is_told_what_holds_there(placed, other_terminal):
    put(Layer.DISTRICT, "420102", elder=True)
    moved = other_terminal.terminal
    moved.place = placed.terminal.place
    moved.save()
    assert beat(other_terminal).configuration == {"elder": True}


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_saved(placed):
    with pytest.raises(service.ChangeRefused) as refusal:
        put(Layer.ALL, "", home_idle_s=600, language="fr", open_hours="18:00-09:00", volume=11)
    assert set(refusal.value.problems) == {"home_idle_s", "language", "open_hours", "volume"}
    assert not Value.objects.exists()
    assert not Change.objects.exists()


@pytest.mark.parametrize(("layer", "scope"), [(Layer.ALL, "x"), (Layer.DISTRICT, "999999"), (Layer.TERMINAL, "WH9")])
def test_a_scope_that_is_none_is_refused(placed, layer, scope):
    with pytest.raises(service.ChangeRefused, match="scope"):
        put(layer, scope, elder=True)


def test_each_change_is_kept_and_audited_and_can_be_taken_back(placed):
    put(Layer.ALL, "", elder=True)
    (changed,) = put(Layer.ALL, "", elder=False)
    assert (changed.old, changed.new, changed.who, changed.why) == (True, False, "staff", "test")
    back = service.take_back(changed, who="chief", why="wrong")
    assert (back.old, back.new, back.takes_back) == (False, True, changed)
    assert Desired.objects.get(terminal=placed.terminal_id).configuration == {"elder": True}
    assert service.take_back(changed, who="chief", why="again") is None
    assert Change.objects.count() == 3
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["configuration.change", "configuration.change", "configuration.take_back"]


def test_what_is_saved_again_unchanged_is_no_change(placed):
    put(Layer.ALL, "", elder=True)
    assert put(Layer.ALL, "", elder=True) == []
    assert put(Layer.ALL, "")[0].new is None
    assert beat(placed, configuration_revision="0" * 16).configuration == {}


def test_the_reply_brings_it_until_the_terminal_runs_or_refuses_it(placed):
    put(Layer.ALL, "", elder=True)
    named = beat(placed).configuration_revision
    assert beat(placed).configuration == {"elder": True}
    report = lambda: Report.objects.filter(terminal=placed.terminal_id).first()  # noqa: E731
    desired = Desired.objects.get(terminal=placed.terminal_id)
    assert agreement(desired, report()) is Agreement.WAITING
    assert beat(placed, configuration_refused=named, configuration_problem="elder: no").configuration is None
    assert agreement(desired, report()) is Agreement.REFUSED
    assert report().problem == "elder: no"
    assert beat(placed, configuration_revision=named).configuration is None
    assert agreement(desired, report()) is Agreement.SAME


def test_a_heartbeat_that_says_nothing_new_asks_the_database_no_more(placed):
    put(Layer.ALL, "", elder=True)
    named = beat(placed).configuration_revision
    beat(placed, configuration_revision=named)
    with CaptureQueriesContext(connection) as seen:
        beat(placed, configuration_revision=named)
    asked = [one["sql"] for one in seen if "configuration_" in one["sql"] or "commands_" in one["sql"]]
    assert len(asked) == 1  # the one that reads the key
    assert "fleet_terminal" in asked[0]


layers = st.lists(st.dictionaries(st.sampled_from(SETTINGS), st.integers(0, 3)), max_size=4)


@given(layers)
def test_what_layers_come_to_is_the_last_word_of_each_setting(found):
    whole = merged(found)
    for name in SETTINGS:
        said = [layer[name] for layer in found if name in layer]
        assert whole.get(name) == (said[-1] if said else None)
    assert revision(whole) == revision(dict(reversed(whole.items())))
    assert (revision(whole) == "") is (whole == {})


def test_no_setting_can_make_a_privacy_time_out_longer_than_installed():
    bounds = Configuration.model_json_schema()["properties"]["home_idle_s"]["anyOf"][0]
    assert bounds["maximum"] == Screen().home_idle_s
