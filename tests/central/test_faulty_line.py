"""Terminal and central over a line that fails in every way: nothing is lost, nothing is there twice, all is in order.

The terminal's real workers against central over HTTP, with a proxy between them that goes through a plan of faults.
When the line is well again, central holds exactly what the terminal said.
"""

from collections import Counter
from datetime import timedelta
from itertools import chain

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st
from kit.fault_proxy import PASS, CutAnswer, CutRequest, FaultProxy, Late, Page, Slow, Twice
from kit.line_machine import LineMachine

from kiosk.central.alarms.models import Alarm
from kiosk.central.commands import service as commands
from kiosk.central.commands.models import Attachment, Command
from kiosk.central.drafts.models import Draft
from kiosk.central.fleet import joining, keys
from kiosk.central.fleet.models import Terminal, in_a_day
from kiosk.central.intake.models import DeadLetter, Issue, Payment, Received, Transaction
from kiosk.central.mail.models import Delivery
from kiosk.central.ratings.models import Rating
from kiosk.protocol.records import CommandRecord, Envelope
from kiosk.sync.heart import Membership

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.no_cover]  # over and over the same lines

JSON = "application/json"
PARTS = st.floats(0, 1)
PAGES = st.sampled_from(
    [
        *[Page(status) for status in (200, 302, 307, 400, 401, 403, 404, 422, 429, 500, 502, 503, 511)],
        Page(200, JSON, b"{}"),
        Page(200, JSON, b'{"status": "login"}'),
        Page(200, JSON),
        Page(204, body=b""),
        Page(401, JSON, b'{"message": "sign in"}'),
        Page(403, JSON, b'{"error": "sign in"}'),
        Page(500, JSON, b'{"error": "x"}'),
    ]
)
FAULTS = st.one_of(
    st.just(PASS),
    st.builds(CutRequest, PARTS),
    st.builds(CutAnswer, PARTS),
    st.builds(Late, st.integers(1, 6)),
    st.just(Twice()),
    PAGES,
)
PASSED_OVER = {400, 422}
"""After these a record may be passed over, so that it stands in nobody's way: it comes later than those behind it."""
DEEDS = ("serve", "keep", "fail", "mend", "misunderstand", "command", "rotate", "restart", "idle")
HOURS = st.sampled_from([0, 0, 3, -3, 26, -26])


@pytest.fixture
def line(live_server):
    host, _, port = live_server.url.removeprefix("http://").partition(":")
    proxy = FaultProxy((host, int(port)))
    yield proxy
    proxy.close()


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    faults=st.lists(FAULTS, min_size=3, max_size=24),
    deeds=st.lists(st.sampled_from(DEEDS), min_size=2, max_size=8),
    hours=HOURS,
)
@example(  # an answer that never ends, and a login page that never does, while all kinds of records wait
    faults=[PASS, PASS, PASS, Slow(), Slow(of_page=True), Twice(), Late(2), CutAnswer(0.5), Page(401), Page(403)],
    deeds=list(DEEDS),
    hours=-8,
)
@example(  # a command that was done, whose answer waits over a restart, comes again with each heartbeat
    faults=[PASS, PASS, PASS, Page(500), PASS, Page(500)], deeds=["command", "restart", "idle"], hours=0
)
@example(  # offline for long: waits come to their limit
    faults=[PASS, PASS, *[CutRequest(0.5)] * 60], deeds=["serve", "idle"], hours=0
)
def test_all_of_it_arrives_once_and_in_order(line, tmp_path_factory, faults, deeds, hours):
    note(f"{faults=} {deeds=} {hours=}")
    code = joining.new_enrolment_code("lin", expires_at=in_a_day(), auto_approve=True).code
    line.plan.extend(faults)
    line.met.clear()
    machine = LineMachine(
        tmp_path_factory.mktemp("line"), line.url, code, ahead=timedelta(hours=hours), read_timeout_s=0.5
    )
    try:
        live(machine, line, deeds)
        assert line.deliver_late() >= 0  # what was held longest comes when all is long over
        settle(machine)
        assert_all_arrived(machine, in_order=not any(getattr(one, "status", 0) in PASSED_OVER for one in line.met))
        if not (hours and "restart" in deeds):  # central tells time in whole seconds: each start may learn another one
            assert_alarms_stand_as_last_said(machine)
    finally:
        machine.close()


def live(machine: LineMachine, line: FaultProxy, deeds: list[str]) -> None:
    """Until the plan has been gone through and all that waits has been sent."""
    left = list(deeds)
    for _ in range(200):
        if machine.identity.enrolled and left:
            do(machine, left.pop(0))
        machine.step()
        if not left and not line.plan and machine.quiet:
            return
    raise AssertionError(f"{machine.ledger.outbox_left()} left, {machine.heart.standing}")


def do(machine: LineMachine, deed: str) -> None:
    terminal = Terminal.objects.get(pk=machine.identity.terminal_id)
    if deed == "command":
        deadline = timezone.now() + timedelta(hours=1)
        commands.give([terminal], "self_test", why="a test", deadline=deadline, who="lin")
    elif deed == "rotate":
        keys.ask_to_rotate(terminal, "lin")
    elif deed != "idle":
        getattr(machine, deed)()
    machine.note()


def settle(machine: LineMachine) -> None:
    """Two more beats on a good line: what was late is answered, too."""
    for _ in range(3):
        machine.step()
    assert machine.quiet


def assert_all_arrived(machine: LineMachine, *, in_order: bool) -> None:
    terminal = Terminal.objects.get(pk=machine.identity.terminal_id)
    mine = {"terminal": terminal}
    given = set(Command.objects.filter(**mine).values_list("pk", flat=True))
    refused = [one.id for one in machine.said.values() if _is_unasked(one, given)]
    taken = [envelope_id for envelope_id in machine.said if envelope_id not in refused]
    records = [machine.said[envelope_id].record for envelope_id in taken]
    kinds = Counter(record.kind for record in records)

    order = list(Received.objects.filter(**mine).order_by("received_at").values_list("pk", flat=True))
    assert (order if in_order else sorted(order)) == (taken if in_order else sorted(taken))
    assert sorted(DeadLetter.objects.filter(**mine).values_list("envelope_id", flat=True)) == sorted(refused)
    assert sorted(dead_letters(machine)) == sorted(refused)
    for model, kind in ((Transaction, "transaction"), (Rating, "rating"), (Delivery, "mail"), (Draft, "draft")):
        assert model.objects.filter(**mine).count() == kinds[kind], kind

    last = {record.issue_id: (record.state, record.sequence) for record in records if record.kind == "issue"}
    held = Issue.objects.filter(**mine).values_list("issue_id", "state", "sequence")
    assert {issue: (state, sequence) for issue, state, sequence in held} == last
    last = {record.payment_id: (record.state, record.sequence) for record in records if record.kind == "payment"}
    held = Payment.objects.filter(**mine).values_list("payment_id", "state", "sequence")
    assert {payment: (state, sequence) for payment, state, sequence in held} == last

    words = [record for record in records if record.kind == "alarm"]
    assert sum(Alarm.objects.filter(**mine).values_list("times", flat=True)) == sum(not one.cleared for one in words)
    states = Command.objects.filter(**mine).values_list("state", flat=True)
    assert list(states) == ["done"] * len(given)
    assert len(machine.acted) == len(given) == Attachment.objects.filter(command__terminal=terminal).count()
    assert machine.heart.standing.membership is Membership.APPROVED
    assert [key.key_id for key in terminal.keys.all() if key.counts(timezone.now())] == [machine.identity.key_id]


def assert_alarms_stand_as_last_said(machine: LineMachine) -> None:
    mine = Alarm.objects.filter(terminal=machine.identity.terminal_id, code="PAPER_OUT")
    words = [one.record.cleared for one in machine.said.values() if getattr(one.record, "code", "") == "PAPER_OUT"]
    if not mine.filter(flapping_since__isnull=False).exists():
        assert mine.filter(cleared_at=None).exists() == bool(words and not words[-1])


def _is_unasked(envelope: Envelope, given: set[str]) -> bool:
    return isinstance(envelope.record, CommandRecord) and envelope.record.command_id not in given


def dead_letters(machine: LineMachine) -> list[str]:
    with machine.ledger._database.reading() as connection:
        return list(chain.from_iterable(connection.execute("SELECT id FROM dead_letters").fetchall()))
