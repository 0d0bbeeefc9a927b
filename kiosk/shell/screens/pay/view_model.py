"""pay: what is to be paid and for what, the code to scan, and the time that is left."""

from datetime import datetime
from math import ceil

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine.events import WentBack
from kiosk.engine.money import money
from kiosk.engine.session import Doing, Working
from kiosk.protocol.steps import PayStep
from kiosk.shell.images import code_source
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PayView(View):
    """The code is shown only while it can be paid. The time is counted from when it is first seen."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._offered_at: datetime | None = None

    @property
    def _step(self) -> PayStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, PayStep), "this screen shows a payment"
        return step

    @property
    def _state(self) -> Working:
        state = self.session.state
        return state if isinstance(state, Working) else Working(Doing.ORDERING)

    @property
    def _offered(self) -> bool:
        return self._state.doing is Doing.AWAITING_PAYMENT

    @property
    def _left_s(self) -> int:
        now = self._stage.now()
        if self._offered_at is None or now < self._offered_at:
            self._offered_at = now  # first seen, or the clock was put back
        return max(0, ceil(self._step.expires_s - (now - self._offered_at).total_seconds()))

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.say("pay.heading") if self._offered else self.say(f"working.{self._state.doing.value}")

    @Property(str, notify=changed)
    def purpose(self) -> str:
        """What is paid for, in the flow's words."""
        return self.say("pay.purpose", purpose=self.of_flow(self._step.purpose))

    @Property(str, notify=changed)
    def amount(self) -> str:
        payment = self.session.payment
        return f"¥ {money(payment.amount_fen)}" if payment is not None else ""

    @Property(bool, notify=changed)
    def offered(self) -> bool:
        """True while the code can be scanned."""
        return self._offered

    @Property(str, notify=changed)
    def code(self) -> str:
        """Where QML finds the picture of the code; empty while there is none to be scanned."""
        payment = self.session.payment
        return code_source(payment.code) if payment is not None and self._offered else ""

    @Property(str, notify=changed)
    def ways(self) -> str:
        return self.say("pay.ways")

    @Property(str, notify=changed)
    def timeLeft(self) -> str:
        if not self._offered:
            return ""
        minutes, seconds = divmod(self._left_s, 60)
        return self.say("pay.time_left", minutes=minutes, seconds=f"{seconds:02d}")

    @Property(bool, notify=changed)
    def heldUp(self) -> bool:
        return self._state.held_up is not None

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What happens after paying; or that the answer takes longer, because nobody can be asked just now."""
        if not self._offered:
            return self.say("pay.checking" if self._state.doing is Doing.CLOSING_ORDER else "working.hint")
        return self.say("pay.held_up" if self.heldUp else "pay.hint")

    @Property(str, notify=changed)
    def order(self) -> str:
        payment = self.session.payment
        return self.say("pay.order", order=payment.order_number) if payment is not None else ""

    @Property(str, notify=changed)
    def cancelText(self) -> str:
        return self.say("pay.cancel")

    @Slot()
    def cancel(self) -> None:
        """Close the order; the way leads back from there, or to a new code."""
        self.post(WentBack())
