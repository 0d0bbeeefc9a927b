"""trouble: what went wrong, in words for residents, and what may be done about it."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.catalogue import CATALOGUE
from drivers.faults import Fault, Role
from kiosk.engine import resume
from kiosk.engine.events import KeptForLater, Left, PartSkipped, Retried, WentBack, WentOn
from kiosk.engine.money import money
from kiosk.engine.parts import may_be_given_up
from kiosk.engine.path import back_target
from kiosk.engine.session import Troubled
from kiosk.engine.trouble import UNCERTAIN, Trouble
from kiosk.protocol.faults import NOT_AGREED, TECHNICIAN_CODES
from kiosk.protocol.records import PaymentState
from kiosk.shell.view import View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1
_SIGNS = {"e_credential": Role.CODE_SCANNER.value, "phone_code": "phone"}
_NO_TROUBLE = Troubled(Trouble("terminal", "INTERNAL"))


@QmlElement
class TroubleView(View):
    """Only what the state allows is offered."""

    changed = Signal()

    @property
    def _state(self) -> Troubled:
        state = self.session.state
        return state if isinstance(state, Troubled) else _NO_TROUBLE

    @Property(str, notify=changed)
    def icon(self) -> str:
        """Name of the picture: the device's, or a general one."""
        source = _SIGNS.get(self._state.trouble.source, self._state.trouble.source)
        return source if source in {*Role, "phone"} else "platform" if source == "platform" else "attention"

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.trouble(self._state.trouble)[0]

    @Property(str, notify=changed)
    def remedy(self) -> str:
        return self.trouble(self._state.trouble)[1]

    def aloud(self) -> str:
        title, remedy = self.trouble(self._state.trouble)
        return self.say("trouble.aloud", title=title, remedy=remedy)

    @Property(str, notify=changed)
    def reassurance(self) -> str:
        """What becomes of the document, and of money that was paid for it; empty where there is neither."""
        session, code = self.session, self._state.trouble.code
        if session.presented:
            return self.say("trouble.document_is_printed")
        payment = session.payment
        if payment is not None and payment.owed:
            return self.say("trouble.paid", amount=money(payment.amount_fen), order=payment.order_number)
        if payment is not None and payment.code and payment.state is PaymentState.ORDERED:
            return self.say("trouble.order", order=payment.order_number)
        if code in UNCERTAIN and session.issue is not None:
            return self.say("trouble.reported", serial=session.issue.serial)
        return ""

    @Property(str, notify=changed)
    def callText(self) -> str:
        """Whom to call."""
        return self.say("trouble.call", hotline=self._stage.hotline)

    @Property(str, notify=changed)
    def technicianCode(self) -> str:
        """The small code for whoever repairs it."""
        trouble = self._state.trouble
        if trouble.source in set(Role) and trouble.code in set(Fault):
            return CATALOGUE[Role(trouble.source), Fault(trouble.code)].code
        return TECHNICIAN_CODES.get((trouble.source, trouble.code), "")

    @Property(bool, notify=changed)
    def retryOffered(self) -> bool:
        return self._state.retry

    @Property(bool, notify=changed)
    def goOnOffered(self) -> bool:
        return self._state.go_on

    @Property(bool, notify=changed)
    def skipOffered(self) -> bool:
        """True where a part of a joint service may be given up for the next."""
        return may_be_given_up(self.session) and not self._state.go_on

    @Property(bool, notify=changed)
    def backOffered(self) -> bool:
        return self._state.back and back_target(self.session) is not None

    @Property(bool, notify=changed)
    def keepOffered(self) -> bool:
        """True when what was entered can be kept and continued another time."""
        return resume.offered(self.session)

    @Property(str, notify=changed)
    def keepText(self) -> str:
        return self.say("trouble.keep")

    @Property(str, notify=changed)
    def retryText(self) -> str:
        return self.say("trouble.choose_again" if self._state.trouble.code == NOT_AGREED else "trouble.retry")

    @Property(str, notify=changed)
    def goOnText(self) -> str:
        return self.say("trouble.start_anew" if self._state.trouble.source == "draft" else "trouble.go_on")

    @Property(str, notify=changed)
    def skipText(self) -> str:
        """What comes instead: the next part by its number, or what came of all."""
        parts = [part.id for part in self.session.flow.parts]
        part = self.session.flow.step(self.session.step_id).part
        after = parts.index(part) + 2 if part in parts else 1
        if after > len(parts):
            return self.say("trouble.skip_last")
        return self.say("trouble.skip", part=after, parts=len(parts))

    @Property(str, notify=changed)
    def backText(self) -> str:
        to_another_way = back_target(self.session) is self.session.flow.step(self.session.step_id)
        return self.say("identify.another" if to_another_way else "trouble.back")

    @Property(str, notify=changed)
    def leaveText(self) -> str:
        return self.say("trouble.leave")

    @Slot()
    def retry(self) -> None:
        self.post(Retried())

    @Slot()
    def goOn(self) -> None:
        self.post(WentOn())

    @Slot()
    def keep(self) -> None:
        self.post(KeptForLater())

    @Slot()
    def skip(self) -> None:
        self.post(PartSkipped())

    @Slot()
    def back(self) -> None:
        self.post(WentBack())

    @Slot()
    def leave(self) -> None:
        self.post(Left())
