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


@pytest.mark.parametrize("status", ["accepted", "duplicate", "rejected"])
def test_each_verdict_is_an_acknowledgement(ledger, server, sender, status):
    fill(ledger, 1)
    (envelope,) = ledger.pending(1)
    reply = {"results": [{"id": envelope.id, "status": status, "error": "x"}]}
    server.next_up.append(answering(200, json.dumps(reply).encode()))
    assert sender.work() == 0
    assert ledger.outbox_left() == 0


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
