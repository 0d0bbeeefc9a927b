"""The conductor writes while the sender empties: nobody waits for long, nothing is lost and nothing sent twice."""

import threading

import pytest
from kit.ledger_walk import ITEM, SERVICE, record_id

from kiosk.protocol.records import IssueState, Outcome

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

WRITERS, SESSIONS = 3, 15


def live(ledger, writer: int, serials: list) -> None:
    for number in range(SESSIONS):
        transaction, issue = (record_id(writer * 10_000 + number * 10 + part) for part in (1, 2))
        ledger.open_transaction(transaction, SERVICE, 3, ITEM)
        serials.append(ledger.reserve_issue(issue, transaction, "a").serial)
        for state in (IssueState.PRINTING, IssueState.PRESENTED, IssueState.TAKEN):
            ledger.mark_issue(issue, state)
        ledger.close_transaction(transaction, Outcome.COMPLETED, "end")


def test_writers_and_a_sender_do_not_disturb_each_other(ledger):
    serials, received, done = [], [], threading.Event()

    def send() -> None:
        while not (done.is_set() and ledger.outbox_left() == 0):
            envelopes = ledger.pending(7)
            received.extend(envelopes)
            ledger.acknowledge([envelope.id for envelope in envelopes])

    writers = [threading.Thread(target=live, args=(ledger, writer, serials)) for writer in range(WRITERS)]
    sender = threading.Thread(target=send)
    for thread in (*writers, sender):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    sender.join()

    assert len(set(serials)) == WRITERS * SESSIONS
    assert len({envelope.id for envelope in received}) == len(received) == WRITERS * SESSIONS * 5
    for serial in serials:
        mine = [one.record for one in received if one.record.kind == "issue" and one.record.serial == serial]
        assert [record.sequence for record in mine] == [1, 2, 3, 4]
