"""capture: papers are laid under the document camera, one after another; each page is looked at before it counts.

    taking a page → the page is shown → one more: taking the next → …
                                      → again: the same one anew
                                      → done: the way goes on

- The pages so far are the step's draft: they stay when the resident goes back, and are wiped with the session.
- The way goes on with no fewer pages than the flow wants, and no more are ever taken.
- A sheet that was taken is taken again only when it was asked for: else it must be changed first.
"""

from typing import Any

from drivers.faults import Fault, Role
from kiosk.engine.effects import CancelWork, TakePage
from kiosk.engine.events import DeviceFailed, DeviceHeldUp, Event, PageTaken, Retried, Submitted, WentOn
from kiosk.engine.remedies import met
from kiosk.engine.session import ASKING, Change, Doing, Session, Troubled, Working, replace
from kiosk.engine.trouble import of_device
from kiosk.protocol.personal import Personal
from kiosk.protocol.steps import AnyStep, CaptureStep

AGAIN, MORE, DONE = "again", "more", "done"
_AGAIN_AFTER_S = 4.0  # whoever wants it again turns or smooths it first

JUDGED = (Fault.NO_PAGE, Fault.IMAGE_BLURRED, Fault.IMAGE_GLARE)
"""What is wrong with how the sheet lies: told at once, and waited for until it is mended."""

Pages = tuple[dict[str, Any], ...]


def enter(session: Session, step: CaptureStep) -> Change:
    """Show the pages that were taken before the resident went back, else take the first."""
    if pages(session, step):
        return replace(session, state=ASKING), ()
    return _take(session, step, same_after_s=_patience_s(session, step))


def handle(session: Session, step: CaptureStep, event: Event) -> Change:
    match event:
        case Submitted(value=value):
            return _chosen(session, step, value.reveal())
        case Retried():
            return _take(replace(session, attempt=session.attempt + 1), step, same_after_s=_patience_s(session, step))
        case WentOn() if enough(session, step):
            return _done(session, step)
        case _ if isinstance(session.state, Working):
            return _told_by_the_camera(session, step, event)
        case _:
            return session, ()


def _told_by_the_camera(session: Session, step: CaptureStep, event: Event) -> Change:
    match event:
        case PageTaken(page=page):
            session = _holding(session, step, (*pages(session, step), dict(page.reveal())))
            return replace(session, state=ASKING, sheet_on_mat=step.sheet), ()
        case DeviceHeldUp(fault=fault):
            return replace(session, state=_lying(fault)), ()
        case DeviceFailed(fault=fault):
            return _offering_the_way_on(met(session, step, of_device(Role.DOCUMENT_CAMERA, fault)), step), ()
        case _:
            return session, ()


def _lying(fault: Fault | None) -> Working:
    """An empty mat is no trouble: the sheet is still to come."""
    if fault is None:
        return Working(Doing.HOLDING_STILL)
    return Working(Doing.TAKING_PAGE, None if fault is Fault.NO_PAGE else of_device(Role.DOCUMENT_CAMERA, fault))


def pages(session: Session, step: AnyStep) -> Pages:
    """Return the pages at hand, in the order taken: those of the answer, else those so far."""
    held = session.answers.get(step.id) or session.drafts.get(step.id)
    value = held.reveal() if held is not None else {}
    return tuple(value.get("pages", ()))


def located(session: Session, image: Any) -> tuple[str, int] | None:
    """Return which page that picture is: its step, and its number from 0."""
    for step in session.flow.steps:
        if isinstance(step, CaptureStep):
            for number, page in enumerate(pages(session, step)):
                if page["image"] == image:
                    return step.id, number
    return None


def enough(session: Session, step: CaptureStep) -> bool:
    """True when the way may go on with the pages at hand: enough of them, or none where none are needed."""
    count = len(pages(session, step))
    return count >= step.pages.min or (step.optional and count == 0)


def room(session: Session, step: CaptureStep) -> bool:
    """True while one more page may be taken."""
    return len(pages(session, step)) < step.pages.max


def goes_on_early(session: Session) -> bool:
    """True while a page is waited for that is not needed: the resident need not wait for it."""
    step = session.flow.step(session.step_id)
    return isinstance(step, CaptureStep) and isinstance(session.state, Working) and enough(session, step)


def _chosen(session: Session, step: CaptureStep, choice: Any) -> Change:
    anew = replace(session, attempt=session.attempt + 1)
    if choice == AGAIN:
        anew = _holding(anew, step, pages(session, step)[:-1], again=True)
        return _take(anew, step, same_after_s=_AGAIN_AFTER_S)
    if choice == MORE and room(session, step):
        return _take(anew, step, same_after_s=step.timeout_s)
    if choice == DONE and len(pages(session, step)) >= step.pages.min:
        return _done(session, step)
    return session, ()


def _done(session: Session, step: CaptureStep) -> Change:
    """Go on; a camera that still looks for a page is told that none is wanted any more."""
    cancel = (CancelWork(session.ticket),) if isinstance(session.state, Working) else ()
    answer = _answer(pages(session, step))
    return replace(session, state=ASKING).answered(step.id, Personal(answer)), cancel


def _take(session: Session, step: CaptureStep, *, same_after_s: float) -> Change:
    take = TakePage(session.ticket, step.sheet, step.timeout_s, same_after_s)
    return replace(session, state=Working(Doing.TAKING_PAGE)), (take,)


def _patience_s(session: Session, step: CaptureStep) -> float:
    """Return how long a sheet that was taken already may lie there before it is taken again."""
    draft = session.drafts.get(step.id)
    if draft is not None and draft.reveal().get("again"):
        return _AGAIN_AFTER_S
    return step.timeout_s if session.sheet_on_mat else 0.0


def _holding(session: Session, step: CaptureStep, held: Pages, *, again: bool = False) -> Session:
    return session.drafted(step.id, Personal({**_answer(held), "again": again}))


def _answer(held: Pages) -> dict[str, Any]:
    return {"pages": list(held), "count": len(held)}


def _offering_the_way_on(session: Session, step: CaptureStep) -> Session:
    state = session.state
    if not isinstance(state, Troubled) or state.trouble.text or not enough(session, step):
        return session
    return replace(session, state=Troubled(state.trouble, retry=state.retry, go_on=True, back=state.back))
