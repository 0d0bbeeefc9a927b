"""The outbox on a bad line: nothing is lost, nothing is counted twice, and it never stands still."""

import json

import pytest
from kit.ledger_walk import open_ledger
from kit.patience import until
from kit.platform_server import answering, breaking_off, losing_the_reply, stalling

from drivers.faults import Fault
from kiosk.protocol.records import AlarmRecord
from kiosk.sync.backoff import Backoff
from kiosk.sync.outbox import BATCH, OutboxSender


def fill(ledger, count: int) -> None:
    for number in range(count):
        ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY, detail=str(number)))


def kept_details(server) -> list:
    return [item["record"]["detail"] for item in server.kept.values()]


@pytest.fixture
def sender(ledger, client, member):
    return OutboxSender(ledger, client, backoff=Backoff(first_s=0.01, limit_s=0.02))


@pytest.fixture
def running(sender):
    sender.start()
    yield sender
    assert sender.stop()


def test_everything_goes_in_order_and_in_batches(ledger, server, running):
    fill(ledger, BATCH + 20)
    running.nudge()
    until(lambda: ledger.outbox_left() == 0)
    assert kept_details(server) == [str(number) for number in range(BATCH + 20)]
    assert all(len(json.loads(asked.body)["items"]) <= BATCH for asked in server.asked)


def test_what_comes_later_is_sent_when_nudged(ledger, server, running):
    running.nudge()
    fill(ledger, 1)
    running.nudge()
    until(lambda: ledger.outbox_left() == 0)
    fill(ledger, 1)
    running.nudge()
    until(lambda: ledger.outbox_left() == 0)
    assert len(server.kept) == 2


@pytest.mark.parametrize("behaviour", [losing_the_reply, breaking_off, stalling])
def test_a_lost_reply_counts_nothing_twice(ledger, server, running, behaviour):
    server.next_up.extend([behaviour] * 3)
    fill(ledger, 3)
    running.nudge()
    until(lambda: ledger.outbox_left() == 0)
    batches = [[item["id"] for item in json.loads(asked.body)["items"]] for asked in server.asked]
    assert len(batches) >= 4
    assert len(server.kept) == len({one for batch in batches for one in batch}) == 3


@pytest.mark.usefixtures("member")
def test_the_same_ids_are_sent_after_a_restart(tmp_path, ledger, server, client, clock):
    fill(ledger, 2)
    sender = OutboxSender(ledger, client)
    server.next_up.extend([losing_the_reply] * 2)
    assert sender.work() > 0
    ledger.close()
    again = open_ledger(tmp_path, clock=clock)
    assert OutboxSender(again, client).work() == 0
    assert again.outbox_left() == 0
    again.close()
    assert len(server.kept) == 2
    assert server.asked[0].body == server.asked[-1].body


@pytest.mark.parametrize("status", ["accepted", "duplicate"])
def test_each_verdict_is_final(ledger, server, sender, status):
    fill(ledger, 1)
    (envelope,) = ledger.pending(1)
    reply = {"results": [{"id": envelope.id, "status": status, "error": "x"}]}
    server.next_up.append(answering(200, json.dumps(reply).encode()))
    assert sender.work() == 0
    assert ledger.outbox_left() == 0


def test_what_central_rejects_is_kept_with_its_reason_and_reported_once(ledger, server, sender):
    fill(ledger, 1)
    (envelope,) = ledger.pending(1)
    reply = {"results": [{"id": envelope.id, "status": "rejected", "error": "record: unknown"}]}
    server.next_up.append(answering(200, json.dumps(reply).encode()))
    assert sender.work() == 0
    assert dead_letters(ledger) == [(envelope.id, "record: unknown", 1)]
    (alarm,) = ledger.pending(9)
    assert (alarm.record.code, alarm.record.detail) == ("RECORD_REFUSED", f"{envelope.id}: record: unknown")
    # A central that does not know that alarm either is not told of it again and again.
    reply = {"results": [{"id": alarm.id, "status": "rejected", "error": "record: unknown"}]}
    server.next_up.append(answering(200, json.dumps(reply).encode()))
    assert sender.work() == 0
    assert ledger.pending(9) == []
    assert [letter[0] for letter in dead_letters(ledger)] == [envelope.id, alarm.id]


def dead_letters(ledger) -> list:
    with ledger._database.reading() as connection:
        return connection.execute("SELECT id, reason, held_by_central FROM dead_letters ORDER BY position").fetchall()


@pytest.mark.parametrize("status", [400, 413, 422])
@pytest.mark.parametrize("bad", [[0], [3], [6], [0, 1], [2, 5, 6]])
def test_what_central_does_not_hear_of_stands_in_nobodys_way(ledger, server, running, bad, status):
    server.spurned = {f'"detail":"{number}"': status for number in bad}
    fill(ledger, 7)
    ids = [envelope.id for envelope in ledger.pending(7)]
    running.nudge()
    until(lambda: len(server.kept) >= 7 - len(bad))
    ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY, detail="later"))
    running.nudge()
    until(lambda: ledger.outbox_left() == 0)
    good = [str(number) for number in range(7) if number not in bad]
    refused = [item["record"] for item in server.kept.values() if item["record"]["code"] == "RECORD_REFUSED"]
    assert sorted(detail for detail in kept_details(server) if len(detail) == 1) == good
    assert sorted(dead_letters(ledger)) == sorted((ids[number], f"{status}: unfit", 0) for number in bad)
    assert sorted(record["detail"][:36] for record in refused) == sorted(ids[number] for number in bad)


def test_what_is_too_large_for_a_proxy_is_a_dead_letter_without_the_platforms_word(ledger, server, sender):
    server.spurned, server.word = {'"detail":"1"': 413}, b"<html>413 Request Entity Too Large</html>"
    fill(ledger, 3)
    while ledger.outbox_left():
        sender.work()
    assert [reason for _id, reason, _held in dead_letters(ledger)] == ["413: no reason given"]


@pytest.mark.parametrize("status", [400, 422])
def test_a_gateway_that_dislikes_one_record_condemns_nothing(ledger, server, sender, status):
    server.spurned, server.word = {'"detail":"1"': status}, b"<html>"
    fill(ledger, 3)
    for _ in range(30):
        sender.work()
    assert kept_details(server) == ["0", "2"]
    assert (dead_letters(ledger), ledger.outbox_left()) == ([], 1)


def test_a_gateway_that_refuses_everything_condemns_nothing(ledger, server, sender):
    server.spurned = {"items": 400}
    fill(ledger, 9)
    for _ in range(60):
        sender.work()
    assert dead_letters(ledger) == []
    server.spurned = {}
    while ledger.outbox_left():
        sender.work()
    assert sorted(kept_details(server)) == [str(number) for number in range(9)]


def test_the_only_one_is_not_condemned_before_another_was_taken(ledger, server, sender):
    server.spurned = {'"detail":"0"': 400}
    fill(ledger, 1)
    assert any(sender.work() > 0 for _ in range(5))
    assert dead_letters(ledger) == []
    ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY, detail="later"))
    while ledger.outbox_left():
        sender.work()
    assert len(dead_letters(ledger)) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_what_is_said_to_the_terminal_condemns_no_record(ledger, server, sender, status):
    server.spurned = {'"detail":"0"': status}
    fill(ledger, 1)
    for number in range(10):
        sender.work()
        ledger.alarm(AlarmRecord(source="terminal", code=Fault.BUSY, detail=f"later {number}"))
    assert dead_letters(ledger) == []
    assert ledger.outbox_left() == 11


def test_a_dead_letter_that_central_holds_is_forgotten_in_time_and_no_other(ledger, clock):
    fill(ledger, 2)
    first, second = [envelope.id for envelope in ledger.pending(2)]
    ledger.refuse({first: "x", "somebody-else": "x"}, held_by_central=True)
    ledger.refuse({second: "x\n\x1b[31m" + "y" * 999}, held_by_central=False)
    clock.go(days=400)
    ledger.acknowledge([])
    ((kept, reason, held),) = dead_letters(ledger)
    assert (kept, held, len(reason)) == (second, 0, 200)
    assert reason.isprintable()


def test_only_what_central_named_is_forgotten(ledger, server, sender):
    fill(ledger, 3)
    first, second, third = [envelope.id for envelope in ledger.pending(3)]
    reply = {"results": [{"id": second, "status": "accepted"}, {"id": "somebody-else", "status": "accepted"}]}
    server.next_up.append(answering(200, json.dumps(reply).encode()))
    assert sender.work() == 0
    assert [envelope.id for envelope in ledger.pending(3)] == [first, third]


@pytest.mark.parametrize(
    "behaviour",
    [
        answering(200, b'{"results": []}'),
        answering(200, b"[]"),
        answering(200, b"<html>"),
        answering(400, b"{}"),
        answering(403, b'{"error": "terminal is pending", "server_time": 1772685000}'),
        answering(500),
        answering(302, b"", Location="/"),
    ],
)
def test_no_bad_reply_ends_the_thread_or_loses_a_thing(ledger, server, running, behaviour):
    server.next_up.extend([behaviour] * 3)
    fill(ledger, 2)
    running.nudge()
    until(lambda: ledger.outbox_left() == 0)
    assert kept_details(server) == ["0", "1"]
    assert len(server.asked) >= 4


def test_waits_grow_while_it_fails_and_are_short_again_afterwards(ledger, server, client, member):
    sender = OutboxSender(ledger, client, backoff=Backoff(first_s=8, limit_s=60))
    fill(ledger, 1)
    server.next_up.extend([answering(500)] * 3)
    first, second, third = [sender.work() for _ in range(3)]
    assert 4 <= first <= 8
    assert 8 <= second <= 16 <= third <= 32
    assert sender.work() == 0
    fill(ledger, 1)
    server.next_up.append(answering(500))
    assert sender.work() <= 8


def test_before_enrolment_nothing_is_sent_and_nothing_is_lost(ledger, server, client):
    fill(ledger, 1)
    assert OutboxSender(ledger, client).work() > 0
    assert server.asked == []
    assert ledger.outbox_left() == 1


def test_a_ledger_that_cannot_be_read_ends_no_thread(tmp_path, client, member, caplog):
    broken = open_ledger(tmp_path / "broken")
    with broken._database.writing() as connection:
        connection.execute("ALTER TABLE outbox RENAME TO gone")
    assert OutboxSender(broken, client).work() > 0
    assert "no such table" in caplog.text
    broken.close()
