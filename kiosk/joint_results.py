"""What the one receipt of a joint service says of each part."""

from kiosk.documents.binder import JointResult
from kiosk.engine.parts import PartOutcome, PartState, outcomes
from kiosk.engine.session import Session
from kiosk.engine.shown import values_of
from kiosk.protocol.filling import filled
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps import SummaryStep


def joint_results(session: Session, package: FlowPackage) -> list[JointResult]:
    """Return what became of each part, in Chinese, as receipts are. The flow has words for what a fault stopped."""
    step = session.flow.step(session.step_id)
    assert isinstance(step, SummaryStep), "a receipt without a document in hand is that of a summary"
    assert step.fault_text is not None, "the model asks for it where there is a receipt"
    results = []
    for one in outcomes(session):
        reason = _reason(session, package, one, step.fault_text) if one.state is PartState.NOT_DONE else None
        papers = tuple((paper.issue_id, paper.copies) for paper in one.papers)
        results.append(JointResult(package.text("zh", one.part.title), papers, reason))
    return results


def _reason(session: Session, package: FlowPackage, one: PartOutcome, otherwise: str) -> str:
    """Return the flow's own words for why a part is not done, with the values of the step where it stopped."""
    if one.trouble is None or not one.trouble.text:
        return package.text("zh", otherwise)
    values = values_of(session, session.flow.step(one.step_id)).reveal()
    shown = {name: "—" if value is None else value for name, value in values.items()}
    return filled(package.text("zh", one.trouble.text), "zh", shown)
