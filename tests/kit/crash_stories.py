"""What is played while processes are killed: every scenario of every flow that is shipped, and paid services.

What the world does (paper that comes out, money that is taken) is noted where no kill can undo it.
"""

import queue
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from kiosk.conductor import Conductor
from kiosk.documents.binder import Binder
from kiosk.documents.given import samples_in
from kiosk.engine import scenario as scenarios
from kiosk.engine.effects import AskPayment
from kiosk.engine.events import CallDone, Event
from kiosk.engine.scenario import KnownFiles, Scenario
from kiosk.ledger.clock import Clock
from kiosk.ledger.ledger import Ledger
from kiosk.place import Place
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueState, Outcome, PaymentState
from kit.crash_points import Notes, Points
from kit.packages import real_package

FLOWS = Path(__file__).parents[2] / "flows"
PAID = {
    "paid: a document for money": (),
    "paid: no document, so a claim": ("no document",),
    "paid: after it had expired": ("late",),
}
_COMPOSED_S = 60.0


@dataclass(frozen=True)
class Told:
    """What a story is told in: the terminal's parts, the world, and what sends the outbox."""

    ledger: Ledger
    clock: Clock
    world: Notes
    points: Points
    send: Callable[[], None]


def stories() -> list[str]:
    """Return the names of all: `department/service/scenarios/name.yaml`, then the paid ones."""
    return [str(file.relative_to(FLOWS)) for file in sorted(FLOWS.glob("*/*/scenarios/*.yaml"))] + list(PAID)


def tell(story: str, session: str, told: Told) -> None:
    """Play one story to its end. Any exception is a defect, of the story or of the terminal."""
    if story in PAID:
        _pay(session, told, *PAID[story])
    else:
        _serve(story, session, told)


class _Quiet:
    """Devices, departments and timers that are asked and say nothing: the scenario says what they answer."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


class _Printer(_Quiet):
    job = ""

    def print_document(self, *_: Any, job_name: str, **__: Any) -> None:
        self.job = job_name


class _Till(_Quiet):
    """Keeps the order whose code is shown last."""

    order = ""

    def ask(self, order: AskPayment, **_: Any) -> None:
        self.order = order.order_number


def _serve(story: str, session: str, told: Told) -> None:
    scenario = Scenario.model_validate(yaml.safe_load((FLOWS / story).read_text("utf-8")))
    todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    printer, till, quiet, binder = _Printer(), _Till(), _Quiet(), Binder()
    conductor = Conductor(
        ledger=told.ledger,
        binder=binder,
        hands=printer,
        departments=quiet,
        payments=till,
        drafts=quiet,
        identities=quiet,
        timers=quiet,
        deliver=todo.put,
        clock=told.clock,
        place=Place(told.ledger._terminal_id, "示范街道", "12345", "https://example.invalid"),
    )
    package = real_package(Path(story).parents[1].as_posix())
    known = samples_in(package.files)[0]
    conductor.begin(package, session_id=session, today=scenario.today, resuming=scenario.code)
    for number, line in enumerate(scenario.lines, start=1):
        assert conductor.session is not None, f"{story}: ended before line {number}"
        if line.do.composed is not None or line.do.draft or line.do.then == "mail_kept":  # the terminal's own work
            todo.get(timeout=_COMPOSED_S)()
        else:
            if line.do.printed is not None:
                told.points.at("before the paper comes")
                told.world.note("paper", printer.job)
                told.points.at("before anybody hears of the paper")
            if line.do.payment == "paid":
                told.points.at("before money is taken")
                told.world.note("money", till.order)
                told.points.at("before anybody hears of the money")
            conductor.post(_with_bytes(scenarios.event_of(conductor.session, line.do, known), package, known))
            todo.get(timeout=_COMPOSED_S)()
        assert conductor.apology is None, f"{story}: broken off at line {number}"
        told.send()
    outcome = scenario.lines[-1].expect.outcome
    assert outcome is None or conductor.session is None, f"{story}: not ended"
    binder.close()


def _with_bytes(event: Event, package: FlowPackage, known: KnownFiles) -> Event:
    """Let a department give the files of the folder that the reply speaks of."""
    if not isinstance(event, CallDone):
        return event
    return replace(event, files=Personal({one["sha256"]: package.files[name] for name, one in known.items()}))


def _pay(session: str, told: Told, how: str = "") -> None:
    """What a paid service asks of the ledger, in the order of `kiosk.ledger.ledger`."""
    ledger, payment, issue, order = told.ledger, f"{session[:-2]}f1", f"{session[:-2]}f2", f"P-{session}"
    ledger.open_transaction(session, "housing/paid", 1, "000000000000")
    ledger.order_payment(payment, session, order, 1050)
    told.send()
    if how == "late":
        ledger.mark_payment(payment, PaymentState.EXPIRED)
    told.points.at("before money is taken")
    told.world.note("money", order)
    told.points.at("before anybody hears of the money")
    ledger.mark_payment(payment, PaymentState.PAID)
    told.send()
    if how == "no document":
        ledger.close_transaction(session, Outcome.FAILED, "issue")
        told.send()
        return
    ledger.reserve_issue(issue, session, "档案证明")
    ledger.mark_issue(issue, IssueState.PRINTING, pages=1, digest="ab" * 32)
    told.points.at("before the paper comes")
    told.world.note("paper", issue)
    told.points.at("before anybody hears of the paper")
    ledger.mark_issue(issue, IssueState.PRESENTED)
    told.send()
    ledger.mark_payment(payment, PaymentState.FULFILLED)
    ledger.rate(session, 5, [510])
    ledger.mark_issue(issue, IssueState.TAKEN)
    ledger.close_transaction(session, Outcome.COMPLETED, "end")
    told.send()
