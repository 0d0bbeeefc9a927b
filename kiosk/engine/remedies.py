"""What is done about trouble: what the flow says in `on_fault`, else the defaults below.

- Nobody is ever without a way on: leaving is always possible, and what is offered here comes on top.
- What may have been printed is never tried again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace as with_words

from drivers.faults import Fault, Role
from kiosk.engine.session import ASKING, Session, Troubled, replace
from kiosk.engine.trouble import Trouble
from kiosk.protocol.faults import (
    COMPOSE_FAILED,
    NO_PHOTO,
    NO_VERIFIER,
    NOT_AGREED,
    NOT_VERIFIED,
    RECEIPT_FAILED,
    SEND_FAILED,
    SHOW_FAILED,
)
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import AnyStep
from kiosk.protocol.steps.detours import detour
from kiosk.protocol.steps.on_fault import ANY, remedy_for


@dataclass(frozen=True)
class Offer:
    """What the resident may choose besides leaving."""

    retry: bool = False
    go_on: bool = False
    back: bool = False


DEFAULTS: Mapping[str, Offer] = {
    ANY: Offer(retry=True, back=True),  # a card laid down anew, a door closed, a line that is back
    f"{Role.DOCUMENT_PRINTER}": Offer(retry=True),  # certainly nothing was printed; the pages were approved
    f"{Role.DOCUMENT_PRINTER}.{Fault.JOB_ABORTED}": Offer(),
    f"{Role.DOCUMENT_PRINTER}.{Fault.JOB_DOUBTFUL}": Offer(),
    f"{Role.RECEIPT_PRINTER}": Offer(retry=True, go_on=True),  # a document without a receipt is still a document
    f"face.{NOT_VERIFIED}": Offer(),  # the attempts are used up: a counter, or where the flow leads
    f"face.{NO_VERIFIER}": Offer(),
    f"face.{NO_PHOTO}": Offer(),
    f"face.{NOT_AGREED}": Offer(retry=True),  # whoever changes their mind is asked again
    "terminal": Offer(retry=True),
    f"terminal.{COMPOSE_FAILED}": Offer(retry=True, back=True),
    f"terminal.{RECEIPT_FAILED}": Offer(go_on=True),  # the same data would fail again
    f"terminal.{SEND_FAILED}": Offer(go_on=True),  # the same data would fail again
    f"terminal.{SHOW_FAILED}": Offer(go_on=True, back=True),
}
"""By `source.CODE`, else by source, else `any`."""


def default_for(trouble: Trouble) -> Offer:
    """Return what is offered when the flow says nothing."""
    names = (f"{trouble.source}.{trouble.code}", trouble.source, ANY)
    return next(DEFAULTS[name] for name in names if name in DEFAULTS)


def met(session: Session, step: AnyStep, trouble: Trouble) -> Session:
    """Return the session in trouble at `step`, or with an answer where the flow goes on at another."""
    remedy, offer = remedy_for(step.on_fault, trouble.source, trouble.code), default_for(trouble)
    if remedy is not None and remedy.go_to is not None:
        return replace(session, state=ASKING).answered(step.id, Personal(detour(remedy.go_to)))
    if remedy is not None and remedy.end is not None:
        return replace(session, state=Troubled(with_words(trouble, text=remedy.end)))
    retry = offer.retry or remedy is not None
    return replace(session, state=Troubled(trouble, retry=retry, go_on=offer.go_on, back=offer.back))
