"""Where the terminal stands, and what its papers say of that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from drivers.receipt_printer.role import Receipt
from kiosk.documents.binder import Imprint
from kiosk.documents.claims import claim_receipt
from kiosk.documents.resume_slips import resume_receipt
from kiosk.engine.effects import PrintClaim, PrintResumeSlip
from kiosk.engine.money import money
from kiosk.ledger.issues import ReservedIssue
from kiosk.protocol.civil_time import CHINA


@dataclass(frozen=True)
class Place:
    """Where the terminal stands and what its documents say of it."""

    terminal_id: Callable[[], str]
    name: str
    hotline: str
    public_url: str

    def imprint(self, reserved: ReservedIssue, at: datetime) -> Imprint:
        """Return what a document of that serial bears."""
        return Imprint(
            serial=reserved.serial,
            verification_code=reserved.verification_code,
            terminal_id=self.terminal_id(),
            place=self.name,
            hotline=self.hotline,
            public_url=self.public_url,
            at=at,
        )

    def claim(self, effect: PrintClaim, service: str, at: datetime) -> Receipt:
        """Return the slip by which the money for `service`, its title, comes back.

        Raises:
            DocumentError: the slip's template is malformed.
        """
        return claim_receipt(
            order=effect.order_number,
            amount=money(effect.amount_fen),
            service=service,
            at=f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            terminal_id=self.terminal_id(),
            place=self.name,
            hotline=self.hotline,
        )

    def resume_slip(self, effect: PrintResumeSlip, service: str, at: datetime) -> Receipt:
        """Return the slip by which `service`, its title, is continued elsewhere.

        Raises:
            DocumentError: the slip's template is malformed.
        """
        return resume_receipt(
            code=effect.code.reveal(),
            expires_on=effect.expires_on,
            service=service,
            at=f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            terminal_id=self.terminal_id(),
            place=self.name,
            hotline=self.hotline,
        )
