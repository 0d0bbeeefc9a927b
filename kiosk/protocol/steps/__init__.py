"""The kinds of steps, a module each. A closed union: the engine has a module of the same name for each."""

from typing import Annotated

from pydantic import Field

from kiosk.protocol.steps.call import CallStep
from kiosk.protocol.steps.end import EndStep
from kiosk.protocol.steps.form import FormStep, MonthPreset
from kiosk.protocol.steps.identify import IdentifyStep
from kiosk.protocol.steps.issue import IssueStep
from kiosk.protocol.steps.notice import NoticeStep
from kiosk.protocol.steps.rate import RateStep
from kiosk.protocol.steps.review import ReviewStep

__all__ = [
    "AnyStep",
    "CallStep",
    "EndStep",
    "FormStep",
    "IdentifyStep",
    "IssueStep",
    "MonthPreset",
    "NoticeStep",
    "RateStep",
    "ReviewStep",
]

AnyStep = Annotated[
    NoticeStep | IdentifyStep | FormStep | CallStep | ReviewStep | IssueStep | RateStep | EndStep,
    Field(discriminator="kind"),
]
