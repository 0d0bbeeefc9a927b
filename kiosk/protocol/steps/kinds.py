"""The closed union of what a session does, one step after another: the engine has a module for each."""

from typing import Annotated

from pydantic import Field

from kiosk.protocol.steps.call import CallStep
from kiosk.protocol.steps.capture import CaptureStep
from kiosk.protocol.steps.choose import ChooseStep
from kiosk.protocol.steps.end import EndStep
from kiosk.protocol.steps.form import FormStep
from kiosk.protocol.steps.identify import IdentifyStep
from kiosk.protocol.steps.issue import IssueStep
from kiosk.protocol.steps.notice import NoticeStep
from kiosk.protocol.steps.pay import PayStep
from kiosk.protocol.steps.rate import RateStep
from kiosk.protocol.steps.review import ReviewStep
from kiosk.protocol.steps.send import SendStep
from kiosk.protocol.steps.show import ShowStep
from kiosk.protocol.steps.sign import SignStep
from kiosk.protocol.steps.summary import SummaryStep
from kiosk.protocol.steps.verify_face import VerifyFaceStep

AnyStep = Annotated[
    NoticeStep
    | IdentifyStep
    | VerifyFaceStep
    | FormStep
    | ChooseStep
    | CallStep
    | ShowStep
    | CaptureStep
    | SignStep
    | SendStep
    | SummaryStep
    | ReviewStep
    | PayStep
    | IssueStep
    | RateStep
    | EndStep,
    Field(discriminator="kind"),
]
