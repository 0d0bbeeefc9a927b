"""How rulings come from the heart to the ledger."""

from kit.ledger_walk import ISSUE, record_id, walk_to

from kiosk.ledger.errors import LedgerError
from kiosk.protocol.records import IssueState
from kiosk.protocol.rulings import RulingOrder
from kiosk.sync.rulings import RulingWorker

ORDER = RulingOrder(ruling_id=record_id(7), issue_id=ISSUE, state="voided")


def answers(ledger):
    return [envelope.record.result for envelope in ledger.pending(99) if envelope.record.kind == "ruling"]


def test_what_a_heartbeat_brings_is_written_once_and_told(ledger):
    walk_to(ledger, IssueState.DOUBTFUL)
    told: list[int] = []
    worker = RulingWorker(ledger.rulings, lambda: told.append(1))
    for _ in range(3):
        worker.hear([ORDER])
        worker.work()
    RulingWorker(ledger.rulings, lambda: told.append(2)).hear([ORDER])
    assert (answers(ledger), told) == (["applied"], [1])


def test_a_disk_that_takes_nothing_now_is_tried_again(ledger, monkeypatch):
    walk_to(ledger, IssueState.DOUBTFUL)
    worker = RulingWorker(ledger.rulings, lambda: None)
    worker.hear([ORDER])

    def fails(_order):
        raise LedgerError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(ledger.rulings, "hear", fails)
        assert worker.work() < 60
    assert answers(ledger) == []
    assert worker.work() > 60
    assert answers(ledger) == ["applied"]
