"""The resident's papers, on the desk's mat: a sheet is laid, and the one before it taken away first."""

from kiosk.desk.client import DeskClient
from kiosk.desk.state import MatScene
from kiosk.engine.session import Session
from kiosk.protocol.steps import CaptureStep


def lay(desk: DeskClient, session: Session) -> None:
    """Lay what the step of `session` asks for; nothing when it asks for no paper."""
    step = session.flow.step(session.step_id)
    if isinstance(step, CaptureStep):
        take_away(desk)
        scene = MatScene.CARD if step.sheet == "id_card" else MatScene.STRAIGHT
        desk.see(scene)


def take_away(desk: DeskClient) -> None:
    desk.see(MatScene.EMPTY)
