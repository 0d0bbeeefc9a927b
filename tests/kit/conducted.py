"""The conductor with a real ledger and real documents; devices, departments and clocks answer when the test says."""

import uuid
from collections import deque
from datetime import UTC, datetime

from kiosk.conductor import Conductor
from kiosk.documents.binder import Binder
from kiosk.engine.events import CallDone, CardRead, Submitted, Timer
from kiosk.ledger.ledger import Ledger
from kiosk.place import Place
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import IssueRecord
from kit.packages import STATEMENT as STATEMENT_SERVICE
from kit.packages import real_package
from kit.player import CARD, STATEMENT

SESSION = str(uuid.UUID(int=1, version=4))


class Clock:
    def now(self):
        return datetime(2026, 11, 24, 2, 3, tzinfo=UTC)


class World:
    """Records what it is asked for. `fail` names a call that raises, as a defect would."""

    def __init__(self):
        self.asked: list[tuple[str, str]] = []
        self.cancelled: list[str] = []
        self.timers: dict[Timer, object] = {}
        self.pdf = b""
        self.receipts = []
        self.lights = {}
        self.fail = ""

    def _ask(self, what: str, ticket: str) -> None:
        self.asked.append((what, ticket))
        if what == self.fail:
            raise ZeroDivisionError

    def read_card(self, ticket, role, *, timeout_s, post):
        self._ask("read_card", ticket)

    def watch_card(self, ticket, role, *, timeout_s, post):
        self._ask("watch_card", ticket)

    def look_for_card(self, ticket, role, *, after_s, found):
        self._ask("look_for_card", ticket)

    def look_for_verifier(self, ticket, *, post):
        self._ask("look_for_verifier", ticket)

    def verify_face(self, verify, *, post):
        self._ask("verify_face", verify.ticket)

    def take_page(self, take, *, post):
        self._ask("take_page", take.ticket)

    def watch_mat(self, ticket, sheet, *, timeout_s, post):
        self._ask("watch_mat", ticket)

    def look_for_sheet(self, ticket, sheet, *, after_s, found):
        self._ask("look_for_sheet", ticket)
        self.found = found

    def forget(self):
        self.asked.append(("forget", ""))

    def watch_document(self, ticket, *, post):
        self._ask("watch_document", ticket)

    def look_for_document(self, issue_id):
        self._ask("look_for_document", issue_id)

    def light(self, lights):
        self.lights = dict(lights)

    def print_document(self, ticket, pdf, *, job_name, pages, copies, timeout_s, post):
        self.pdf, self.copies = pdf, copies
        self._ask("print_document", ticket)

    def print_receipt(self, ticket, receipt, *, post):
        self.receipts.append(receipt)
        self._ask("print_receipt", ticket)

    def call(self, call, *, transaction_id, service, post):
        self._ask("call", call.ticket)

    def ask(self, order, *, transaction_id, service, description, post):
        self._ask(f"ask {description}", order.ticket)

    reachable = True

    def take(self, effect, *, transaction_id, post):
        self._ask("take", effect.ticket)

    def close(self, ticket, payment_id, *, post):
        self._ask("close", ticket)

    def cancel(self, ticket):
        self.cancelled.append(ticket)

    def start(self, timer, after_s, fire):
        self.timers[timer] = fire

    def stop(self, timer):
        self.timers.pop(timer, None)


class Stage:
    def __init__(self, tmp_path, service=STATEMENT_SERVICE, step_watch=None):
        self.queue: deque = deque()
        self.world = World()
        self.ledger = Ledger(tmp_path / "ledger.sqlite", b"k" * 32, "WH0001", Clock())
        self.binder = Binder()
        self.conductor = Conductor(
            ledger=self.ledger,
            binder=self.binder,
            hands=self.world,
            departments=self.world,
            payments=self.world,
            drafts=self.world,
            identities=self.world,
            timers=self.world,
            deliver=self.queue.append,
            clock=Clock(),
            place=Place(lambda: "WH0001", "示范街道", "12345", "https://example.invalid"),
            step_watch=step_watch,
        )
        self.conductor.begin(real_package(service), session_id=SESSION, today="2026-11-24")

    @property
    def session(self):
        return self.conductor.session

    def pump(self):
        while self.queue:
            self.queue.popleft()()

    def post(self, event):
        self.conductor.post(event)
        self.pump()

    def submit(self, value):
        self.post(Submitted(self.session.step_id, Personal(value)))

    def settle(self):
        """Let the documents' thread finish, then take what it posted."""
        self.binder._thread.submit(lambda: None).result(timeout=30)
        self.pump()

    def to_preview(self):
        self.submit(True)
        self.post(CardRead(self.session.ticket, Personal(CARD)))
        self.submit({"preset": "this_year"})
        self.post(CallDone(self.session.ticket, Personal(STATEMENT)))
        self.settle()

    def records(self):
        return [envelope.record for envelope in self.ledger.pending(100)]

    def issue_states(self):
        return [record.state for record in self.records() if isinstance(record, IssueRecord)]
