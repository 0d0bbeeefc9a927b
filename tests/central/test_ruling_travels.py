"""A doubtful document from the cut to the acknowledged ruling: the terminal's real code, central over HTTP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kit.ledger_walk import ISSUE, SERVICE, TRANSACTION, WALKS, open_ledger

from kiosk.central.fleet import joining
from kiosk.central.fleet.models import Terminal, in_a_day
from kiosk.central.intake.models import Issue
from kiosk.central.rulings.models import Ruling
from kiosk.ledger.clock import SystemClock
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.api import VERIFY, Heartbeat
from kiosk.protocol.records import IssueState
from kiosk.settings import Platform
from kiosk.sync.client import PlatformClient
from kiosk.sync.heart import Heart
from kiosk.sync.identity import Identity
from kiosk.sync.link import Link
from kiosk.sync.outbox import OutboxSender
from kiosk.sync.rulings import RulingWorker

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Machine:
    """One run of a terminal's program, without screen and devices. Its workers work when a test says so."""

    heart: Heart
    ledger: Ledger
    outbox: OutboxSender
    rulings: RulingWorker
    client: PlatformClient

    def beat(self) -> None:
        """One heartbeat, and what it leads to, up to the empty outbox."""
        self.heart.work()
        self.rulings.work()
        while self.ledger.outbox_left():
            assert self.outbox.work() == 0

    def end(self) -> None:
        self.client.close()
        self.ledger.close()


def started(place: Path, platform: Platform) -> Machine:
    clock, identity = SystemClock(), Identity.load(place / "identity.json")
    ledger = open_ledger(place, clock=clock, terminal_id=lambda: identity.terminal_id)
    ledger.recover()
    client = PlatformClient(platform, identity, clock)
    rulings = RulingWorker(ledger.rulings, lambda: None)
    heart = Heart(
        client,
        identity,
        Link(),
        code=platform.enrolment_code,
        model="kiosk",
        say=lambda: Heartbeat(software="1", engine=1),
        on_standing=lambda _: None,
        on_flows=lambda *_: None,
        on_orders=lambda reply: rulings.hear(reply.rulings),
    )
    return Machine(heart, ledger, OutboxSender(ledger, client), rulings, client)


@pytest.fixture
def platform(live_server, tmp_path) -> Iterator[Platform]:
    code = joining.new_enrolment_code("lin", expires_at=in_a_day(), auto_approve=True).code
    return Platform(
        url=live_server.url, public_url=live_server.url, trusted_root=tmp_path / "none.json", enrolment_code=code
    )


def test_what_staff_found_is_in_the_terminals_ledger_and_known_to_be(platform, tmp_path, admin_client, client):
    machine = started(tmp_path, platform)
    machine.beat()
    machine.ledger.open_transaction(TRANSACTION, SERVICE, 3, "0" * 12)
    machine.ledger.reserve_issue(ISSUE, TRANSACTION, "缴存证明")
    for step in WALKS[IssueState.PRINTING]:
        machine.ledger.mark_issue(ISSUE, step, pages=2, digest="ab" * 32)
    machine.end()  # the power goes while it prints

    machine = started(tmp_path, platform)
    machine.beat()
    issue = Issue.objects.get()
    assert (issue.state, verdict(client, issue)) == ("doubtful", "正在核实")
    form = {"issues": issue.pk, "finding": "void", "reason": "只有一页，已收回"}
    assert admin_client.post("/admin/intake/issue/ruling/", form).status_code == 302
    assert verdict(client, issue) == "文件已作废"

    machine.heart.work()  # it hears, and the power goes before anything was sent
    machine.rulings.work()
    machine.end()
    machine = started(tmp_path, platform)
    for _ in range(2):
        machine.beat()
    issue.refresh_from_db()
    assert (issue.state, issue.sequence, Ruling.objects.get().state) == ("voided", 4, "applied")
    assert verdict(client, issue) == "文件已作废"
    assert Terminal.objects.get().desired.rulings_waiting == 0
    machine.end()


def verdict(client, issue: Issue) -> str:
    page = client.get(f"{VERIFY}{issue.serial}", {"code": issue.verification_code}).content.decode()
    found = re.search("正在核实|文件已作废|文件真实有效|未查到该文件", page)
    assert found
    return found[0]
