"""Requests to the platform over a real socket: what they carry, and every way in which they fail."""

import json
import socket
import threading

import pytest
from kit.ledger_walk import record_id
from kit.patience import until
from kit.platform_server import answering, breaking_off, dripping, dripping_heads, endless, losing_the_reply, stalling

from kiosk.protocol.api import CallRequest, Heartbeat
from kiosk.settings import SettingsError
from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import NotEnrolled, PlatformBroken, PlatformOffline, PlatformRefused, PlatformTimeout

SECRET = "11010119900307123X"
BEAT = Heartbeat(software="1", engine=1)


def wish() -> CallRequest:
    return CallRequest(
        transaction_id=record_id(1), service="housing/fund", idempotency_key="k", input={"number": SECRET}
    )


def test_a_heartbeat_is_signed_and_answered(client, server, member):
    reply = client.heartbeat(BEAT)
    assert (reply.state, reply.timestamp_version) == ("approved", 1)
    (asked,) = server.asked
    assert 'keyid="T0001-k"' in asked.headers["Signature-Input"]


def test_an_enrolment_is_signed_with_the_key_that_it_brings(client, server, identity):
    reply = client.enrol("CODE", "demo")
    assert (reply.terminal_id, reply.fingerprint) == ("T0001", identity.fingerprint)
    assert len(server.asked) == 1


def test_a_call_carries_what_is_personal_and_brings_it_back_wrapped(client, server, member):
    reply = client.call("fund.account", wish(), 5)
    assert reply.data.reveal() == {"balance": "1.00"}
    assert SECRET.encode() in server.asked[0].body
    assert server.asked[0].path == "/api/v1/call/fund.account"
    assert SECRET not in repr(wish())


def test_a_transaction_is_found_or_not(client, server, member):
    assert client.transaction(record_id(1)).outcome == "completed"
    server.next_up.append(answering(404, b'{"error": "nothing"}'))
    assert client.transaction(record_id(2)) is None


def test_a_gateway_that_finds_nothing_does_not_speak_for_central(client, server, member):
    server.next_up.append(answering(404, b"<html>"))
    with pytest.raises(PlatformBroken):
        client.transaction(record_id(2))


def test_the_connection_is_kept(client, server, member):
    for _ in range(3):
        client.heartbeat(BEAT)
    assert len({asked.connection for asked in server.asked}) == 1


def test_nothing_is_asked_before_enrolment(client, server):
    for ask in (lambda: client.heartbeat(BEAT), lambda: client.intake([]), lambda: client.call("a.b", wish(), 1)):
        with pytest.raises(NotEnrolled):
            ask()
    assert server.asked == []


@pytest.mark.parametrize("seconds", [-100_000, -400, 400, 86_400 * 365])
def test_a_wrong_clock_costs_one_request_and_then_none(client, server, member, seconds):
    server.ahead_s = seconds
    client.heartbeat(BEAT)
    assert len(server.asked) == 2
    client.heartbeat(BEAT)
    assert len(server.asked) == 3
    assert abs(client.now() - server.now) < 30


def test_a_batch_says_how_wrong_the_clock_was_by_which_it_is_dated(client, server, member):
    """Also the first batch after a start, of which the platform's refusal tells the time."""
    server.ahead_s = 7200
    client.intake([])
    server.ahead_s = 0
    client.intake([])
    said = [json.loads(asked.body)["clock_offset_s"] for asked in server.asked]
    assert said == [0, 7200, 7200, 0]


def test_a_clock_that_drifts_within_the_window_is_followed_before_it_is_refused(client, server, member):
    server.ahead_s = 200
    client.heartbeat(BEAT)
    server.ahead_s = 400
    client.heartbeat(BEAT)
    assert len(server.asked) == 2


def test_a_refusal_that_is_not_the_clock_is_not_asked_twice(client, server, member):
    server.next_up.append(answering(401, b'{"error": "no terminal has this key", "server_time": 1772685000}'))
    with pytest.raises(PlatformRefused, match="no terminal has this key") as refused:
        client.heartbeat(BEAT)
    assert refused.value.status == 401
    assert len(server.asked) == 1


def test_a_platform_whose_clock_jumps_between_is_asked_twice_at_most(client, server, member):
    for moment in (1_000_000_000, 1_500_000_000, 1_600_000_000):
        server.next_up.append(answering(401, b'{"error": "clock", "server_time": %d}' % moment))
    with pytest.raises(PlatformRefused):
        client.heartbeat(BEAT)
    assert len(server.asked) == 2


def test_nobody_there_is_offline(client, server, member):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client._url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(PlatformOffline):
            client.heartbeat(BEAT)


def test_a_lost_reply_is_asked_again_once_and_then_offline(client, server, member):
    server.next_up.append(losing_the_reply)
    client.heartbeat(BEAT)
    assert len(server.asked) == 2
    server.next_up.extend([losing_the_reply] * 2)
    with pytest.raises(PlatformOffline):
        client.heartbeat(BEAT)
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (stalling, PlatformTimeout),
        (dripping, PlatformTimeout),
        (dripping_heads, PlatformTimeout),
        (breaking_off, PlatformOffline),
        (endless, PlatformBroken),
        (answering(500, b"<html>"), PlatformBroken),
        (answering(503), PlatformBroken),
        (answering(302, b"", Location="http://127.0.0.1:1/login"), PlatformBroken),
        (answering(200, b"<html>sign in to the network</html>"), PlatformBroken),
        (answering(200, b"{}"), PlatformBroken),
        (answering(200, b"not gzip", Content_Encoding="gzip"), PlatformBroken),
        (answering(400, b"<html>"), PlatformBroken),
        (answering(401, b"<html>sign in to the network</html>"), PlatformBroken),
        (answering(403, b"<html>"), PlatformBroken),
        (answering(407, b""), PlatformBroken),
        (answering(511, b"<html>"), PlatformBroken),
        (answering(403, b'{"error": "terminal is revoked", "server_time": 1}'), PlatformRefused),
        (answering(401, b'{"error": "no time in it"}'), PlatformBroken),
    ],
)
def test_each_way_to_fail_has_its_name_and_the_next_request_works(client, server, member, behaviour, error):
    server.next_up.append(behaviour)
    with pytest.raises(error) as raised:
        client.call("fund.account", wish(), 0.5)
    assert SECRET not in str(raised.value)
    assert client.call("fund.account", wish(), 5).status == "done"


def test_an_answer_that_is_no_answer_shows_nothing_of_itself(client, server, member):
    server.next_up.append(answering(200, b'{"status": "%s"}' % SECRET.encode()))
    with pytest.raises(PlatformBroken) as raised:
        client.call("fund.account", wish(), 5)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_long_call_holds_up_no_heartbeat(client, server, member):
    server.next_up.append(stalling)
    ended = threading.Event()

    def call() -> None:
        with pytest.raises(PlatformOffline):
            client.call("fund.account", wish(), 20)
        ended.set()

    caller = threading.Thread(target=call)
    caller.start()
    until(lambda: server.asked)
    assert client.heartbeat(BEAT).state == "approved"
    assert not ended.is_set()
    server.next_up.extend([losing_the_reply])
    server.released.set()
    caller.join(5)
    assert ended.is_set()


@pytest.mark.parametrize("url", ["central:8000", "http://", "https://[::", ""])
def test_an_address_that_is_none_stops_the_start(platform_settings, identity, clock, url):
    with pytest.raises(SettingsError, match=r"platform\.url"):
        PlatformClient(platform_settings.model_copy(update={"url": url}), identity, clock)
