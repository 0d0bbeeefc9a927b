"""What a signed view refuses, tried on intake: an accepted request would leave a record behind."""

import json
import time

import http_sf
import pytest
from django.test import Client

from kiosk.central.alarms.models import Alarm
from kiosk.protocol import api
from tests.central.conftest import joined


def batch(number=1):
    record = {"kind": "alarm", "source": "terminal", "code": "SCREEN_FAILED"}
    identifier = f"01900000-0000-7000-8000-{number:012d}"
    return {"items": [{"id": identifier, "occurred_at": "2026-01-05T08:00:00Z", "record": record}]}


BODY = json.dumps(batch()).encode()


def assert_refused(response, status=401):
    assert response.status_code == status
    said = api.Unauthorised.model_validate_json(response.content)
    assert abs(said.server_time - time.time()) < 60
    assert said.error
    assert not Alarm.objects.exists()


def test_a_good_signature_is_let_in(terminal):
    assert terminal.post(api.INTAKE, batch()).status_code == 200
    assert Alarm.objects.get().terminal_id == terminal.terminal_id


def test_a_replay_is_answered_and_changes_nothing(terminal):
    headers = terminal.headers("POST", api.INTAKE, BODY)
    first = terminal.send("POST", api.INTAKE, batch(), headers=headers).json()
    again = terminal.send("POST", api.INTAKE, batch(), headers=headers).json()
    assert (first["results"][0]["status"], again["results"][0]["status"]) == ("accepted", "duplicate")
    assert Alarm.objects.get().times == 1


def test_a_changed_body_is_refused(terminal):
    headers = terminal.headers("POST", api.INTAKE, BODY)
    assert_refused(terminal.send("POST", api.INTAKE, batch(2), headers=headers))


def test_a_changed_body_with_a_digest_to_match_is_refused(terminal):
    signed = terminal.headers("POST", api.INTAKE, BODY)
    other = terminal.headers("POST", api.INTAKE, json.dumps(batch(2)).encode())
    signed["Content-Digest"] = other["Content-Digest"]
    assert_refused(terminal.send("POST", api.INTAKE, batch(2), headers=signed))


@pytest.mark.parametrize("offset_s", [-api.SIGNATURE_WINDOW_S - 30, api.SIGNATURE_WINDOW_S + 30])
def test_a_signature_out_of_time_is_refused(terminal, offset_s):
    headers = terminal.headers("POST", api.INTAKE, BODY, now=int(time.time()) + offset_s)
    assert_refused(terminal.send("POST", api.INTAKE, batch(), headers=headers))


@pytest.mark.parametrize("offset_s", [-api.SIGNATURE_WINDOW_S + 30, api.SIGNATURE_WINDOW_S - 30])
def test_a_clock_that_is_somewhat_wrong_is_let_in(terminal, offset_s):
    headers = terminal.headers("POST", api.INTAKE, BODY, now=int(time.time()) + offset_s)
    assert terminal.send("POST", api.INTAKE, batch(), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", api.HEARTBEAT), ("POST", f"{api.INTAKE}?x=1"), ("PUT", api.INTAKE)],
    ids=["path", "query", "method"],
)
def test_a_signature_for_something_else_is_refused(terminal, method, path):
    assert_refused(terminal.send("POST", api.INTAKE, batch(), headers=terminal.headers(method, path, BODY)))


def test_a_query_that_was_added_is_refused(terminal):
    headers = terminal.headers("POST", api.INTAKE, BODY)
    assert_refused(terminal.send("POST", f"{api.INTAKE}?x=1", batch(), headers=headers))


def test_another_terminals_name_is_refused(terminal, other_terminal):
    terminal.key_id = other_terminal.key_id
    assert_refused(terminal.post(api.INTAKE, batch()))


def test_an_unknown_key_is_refused(terminal):
    terminal.key_id = "WH9999-key"
    assert_refused(terminal.post(api.INTAKE, batch()))


@pytest.mark.parametrize("missing", ["Signature", "Signature-Input", "Content-Digest"])
def test_a_missing_header_is_refused(terminal, missing):
    headers = terminal.headers("POST", api.INTAKE, BODY)
    del headers[missing]
    assert_refused(terminal.send("POST", api.INTAKE, batch(), headers=headers))


def test_an_unsigned_request_is_refused_and_told_what_to_sign(db):
    answer = Client().post(api.INTAKE, BODY, content_type="application/json")
    assert_refused(answer)
    assert answer.headers["WWW-Authenticate"] == 'Signature realm="kiosk-terminal"'
    wanted = http_sf.parse(answer.headers["Accept-Signature"].encode(), tltype="dictionary")["terminal"]
    assert tuple(component for component, _ in wanted[0]) == api.SIGNED_COMPONENTS
    assert (wanted[1]["alg"], wanted[1]["tag"]) == (api.SIGNATURE_ALGORITHM, api.SIGNATURE_TAG)


@pytest.mark.parametrize("state", ["pending", "revoked"])
def test_only_an_approved_terminal_may_report(db, state):
    assert_refused(joined(3, state).post(api.INTAKE, batch()), 403)


def test_a_body_that_does_not_fit_is_told_by_place_and_never_by_value(terminal):
    response = terminal.post(api.INTAKE, {"items": "420199198803149995"})
    assert response.status_code == 400
    assert response.json()["error"] == "items: list_type"


def test_get_is_not_post(terminal):
    assert terminal.get(api.INTAKE).status_code == 405
