"""notice: what the service does and needs, and the resident's consent."""

from typing import Literal

from pydantic import Field

from kiosk.protocol.steps.step import Step, TextKey


class NoticeStep(Step):
    """Tells what the service does and needs; goes on with the resident's consent."""

    kind: Literal["notice"]
    points: tuple[TextKey, ...] = Field(min_length=1)
    consent_text: TextKey
