"""The kinds of steps, a module each."""

from kiosk.protocol.steps.branch import BranchCase, BranchStep, WrittenStep
from kiosk.protocol.steps.call import CallStep
from kiosk.protocol.steps.capture import CaptureStep
from kiosk.protocol.steps.choose import ChooseStep
from kiosk.protocol.steps.end import EndStep
from kiosk.protocol.steps.form import FormStep
from kiosk.protocol.steps.identify import IdentifyStep, Way
from kiosk.protocol.steps.issue import IssueStep
from kiosk.protocol.steps.kinds import AnyStep
from kiosk.protocol.steps.notice import NoticeStep
from kiosk.protocol.steps.pay import PayStep
from kiosk.protocol.steps.rate import RateStep
from kiosk.protocol.steps.review import ReviewStep
from kiosk.protocol.steps.send import SendStep
from kiosk.protocol.steps.show import ShowStep
from kiosk.protocol.steps.sign import SignStep
from kiosk.protocol.steps.summary import SummaryStep
from kiosk.protocol.steps.verify_face import VerifyFaceStep

__all__ = [
    "AnyStep",
    "BranchCase",
    "BranchStep",
    "CallStep",
    "CaptureStep",
    "ChooseStep",
    "EndStep",
    "FormStep",
    "IdentifyStep",
    "IssueStep",
    "NoticeStep",
    "PayStep",
    "RateStep",
    "ReviewStep",
    "SendStep",
    "ShowStep",
    "SignStep",
    "SummaryStep",
    "VerifyFaceStep",
    "Way",
    "WrittenStep",
]
