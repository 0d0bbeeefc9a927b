"""What the one receipt of a joint service says of each part."""

from kiosk.documents.binder import JointResult
from kiosk.engine.parts import PartState, outcomes
from kiosk.engine.session import Session
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps import SummaryStep


def joint_results(session: Session, package: FlowPackage) -> list[JointResult]:
    """Return what became of each part, in Chinese, as receipts are. The flow has words for what a fault stopped."""
    step = session.flow.step(session.step_id)
    assert isinstance(step, SummaryStep), "a receipt without a document in hand is that of a summary"
    assert step.fault_text is not None, "the model asks for it where there is a receipt"
    results = []
    for one in outcomes(session):
        why = one.trouble.text if one.trouble and one.trouble.text else step.fault_text
        reason = package.text("zh", why) if one.state is PartState.NOT_DONE else None
        papers = tuple(paper.issue_id for paper in one.papers)
        results.append(JointResult(package.text("zh", one.part.title), papers, reason))
    return results
