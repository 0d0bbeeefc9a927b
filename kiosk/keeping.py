"""Keeps what a resident entered, under a code that only the resident has, and gets it back.

The ledger gets what is sealed already, in one write with its way to central: this terminal cannot read it again, and a
power cut loses nothing that a code was shown for.
"""

import base64
import secrets
from datetime import timedelta
from typing import assert_never

from kiosk.engine.effects import FetchDraft, KeepDraft, PrintResumeSlip
from kiosk.engine.events import DraftKept
from kiosk.engine.session import Session
from kiosk.ledger.clock import Clock, moment
from kiosk.ledger.ledger import Ledger
from kiosk.place import Place
from kiosk.ports import Drafts, Hands, Post
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.draft import Draft
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.protocol.records import DraftRecord
from kiosk.protocol.resume_code import RANDOM_BYTES, draft_id, new_code, person_proof, sealed


class Keeping:
    """Carries out what sessions ask about drafts."""

    def __init__(self, ledger: Ledger, hands: Hands, drafts: Drafts, clock: Clock, place: Place) -> None:
        self._ledger, self._hands, self._drafts, self._clock, self._place = ledger, hands, drafts, clock, place

    def carry_out(
        self, effect: KeepDraft | FetchDraft | PrintResumeSlip, session: Session, package: FlowPackage, post: Post
    ) -> None:
        """Carry out one effect.

        Raises:
            LedgerError: what was to be kept is not written.
            DocumentError: the slip's template is malformed.
        """
        match effect:
            case KeepDraft():
                post(self._kept(effect, session))
            case FetchDraft():
                self._drafts.take(effect, transaction_id=session.id, post=post)
            case PrintResumeSlip():
                service = package.text("zh", package.flow.title)
                slip = self._place.resume_slip(effect, service, self._clock.now())
                self._hands.print_receipt(effect.ticket, slip, post=post)
            case _:
                assert_never(effect)

    def cancel(self, ticket: str) -> None:
        """Stop waiting for what `ticket` asked."""
        self._drafts.cancel(ticket)

    def _kept(self, effect: KeepDraft, session: Session) -> DraftKept:
        code = new_code(secrets.token_bytes(RANDOM_BYTES))
        last_day = self._clock.now().astimezone(CHINA) + timedelta(days=effect.days)
        draft = Draft(version=session.flow.version, kept=effect.kept)
        self._ledger.keep_draft(
            DraftRecord(
                draft_id=draft_id(code),
                transaction_id=session.id,
                service=session.flow.service,
                flow_version=session.flow.version,
                stopped_at=effect.stopped_at,
                because=effect.because,
                person=person_proof(code, effect.person.reveal()),
                sealed=base64.b64encode(sealed(code, draft.model_dump_json().encode())).decode(),
                expires_at=moment(last_day.replace(hour=23, minute=59, second=59, microsecond=0)),
            )
        )
        return DraftKept(effect.ticket, Personal(code), f"{last_day:%Y-%m-%d}", self._drafts.reachable)
