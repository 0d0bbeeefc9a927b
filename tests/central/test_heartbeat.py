from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.central.fleet.models import FleetEvent, LastState, Terminal
from kiosk.central.fleet.reachability import reachability
from kiosk.protocol.api import HEARTBEAT, HeartbeatReply
from tests.central.conftest import joined

SAID = {
    "software": "1.0",
    "engine": 1,
    "release_seq": 3,
    "flows": {"housing/fund": 2},
    "devices": {"id_card": "online"},
    "faults": {},
    "screen": "home",
}


def beat(client, **changes):
    return HeartbeatReply.model_validate_json(client.post(HEARTBEAT, SAID | changes).content)


def events():
    return list(FleetEvent.objects.order_by("id").values_list("kind", "detail"))


def test_it_is_told_when_to_come_again_within_the_bounds(terminal, settings):
    settings.HEARTBEAT_S = (2.0, 3.0)
    drawn = {beat(terminal).next_in_s for _ in range(10)}
    assert all(2 <= seconds <= 3 for seconds in drawn)
    assert len(drawn) > 1


def test_the_last_state_is_kept_and_nothing_else(terminal):
    for _ in range(3):
        beat(terminal)
    state = LastState.objects.get()
    assert (state.software, state.flows, state.screen) == ("1.0", {"housing/fund": 2}, "home")
    assert events() == []


def test_what_changed_becomes_an_event(terminal):
    beat(terminal)
    beat(terminal, release_seq=4, flows={"housing/fund": 3}, faults={"document_printer": ["PAPER_OUT"]})
    assert events() == [
        ("release", "3 → 4"),
        ("flows", "housing/fund: 2 → 3"),
        ("faults", "document_printer: – → PAPER_OUT"),
    ]
    beat(terminal, release_seq=4, flows={"housing/fund": 3}, devices={"id_card": "offline"}, software="1.1")
    assert events()[3:] == [
        ("software", "1.0 → 1.1"),
        ("devices", "id_card: online → offline"),
        ("faults", "document_printer: PAPER_OUT → –"),
    ]


def test_a_screen_is_timed_from_when_it_came_up(terminal):
    beat(terminal)
    since = timezone.now() - timedelta(minutes=9)
    LastState.objects.update(screen_since=since)
    beat(terminal)
    assert LastState.objects.get().screen_since == since
    beat(terminal, screen="rate")
    assert LastState.objects.get().screen_since > since


def test_coming_back_after_silence_is_an_event(terminal):
    beat(terminal)
    LastState.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    beat(terminal)
    assert [kind for kind, _ in events()] == ["returned"]


def test_staff_take_a_terminal_out_of_service(terminal):
    assert not beat(terminal).out_of_service
    Terminal.objects.update(out_of_service=True)
    assert beat(terminal).out_of_service


def test_a_revoked_terminal_learns_it_and_leaves_no_trace(db):
    reply = beat(joined(5, "revoked"))
    assert (reply.state, reply.out_of_service) == ("revoked", True)
    assert not LastState.objects.exists()


def test_it_is_told_the_version_of_the_published_flows(terminal, settings, tmp_path):
    settings.FLOWS_DIR = tmp_path
    assert beat(terminal).timestamp_version == 0
    (tmp_path / "metadata").mkdir()
    file = tmp_path / "metadata" / "timestamp.json"
    file.write_text('{"signed": {"version": 17}}')
    assert beat(terminal).timestamp_version == 17
    file.write_text("<html>")
    assert beat(terminal).timestamp_version == 0


def test_unknown_words_from_a_newer_terminal_do_no_harm(terminal):
    assert beat(terminal, invented_later=[1]).state == "approved"


@pytest.mark.parametrize("number", [-1, 2**31, 10**30])
def test_odd_numbers_do_no_harm(terminal, number):
    assert beat(terminal, release_seq=number, engine=number, outbox_left=number).state == "approved"
    assert 0 <= LastState.objects.get().release_seq < 2**31


def test_overlong_words_are_cut(terminal):
    beat(terminal, screen="x" * 500, software="y" * 500)
    beat(terminal, screen="x" * 500, software="y" * 500)
    assert len(LastState.objects.get().screen) == 80
    assert events() == []


@pytest.mark.parametrize(
    ("silent_s", "interval_s", "expected"),
    [
        (2.5, 2.5, "online"),
        (8, 2.5, "online"),
        (10, 2.5, "late"),
        (18, 2.5, "offline"),
        (94, 60, "online"),
        (100, 60, "late"),
        (191, 60, "offline"),
    ],
)
def test_reachability_follows_the_interval_that_was_issued(silent_s, interval_s, expected):
    assert reachability(silent_s, interval_s) == expected
