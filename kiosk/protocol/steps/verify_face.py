"""verify_face: whether who stands there is who is on the card, and alive."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from kiosk.protocol.faces import FalseAccept
from kiosk.protocol.steps.on_fault import ANY
from kiosk.protocol.steps.step import Step, StepId


class VerifyFaceStep(Step):
    """Asks whether the resident's face may be compared with the photo that `against` gave. Answer: true.

    Nobody gets past it but by a face that is the same, or by a fall-back that the flow names. `otherwise` is the step
    that all else leads to for which `on_fault` says nothing else: a resident who does not agree, a refusal once the
    attempts are used up, a camera that fails, a terminal that cannot compare faces, no photo to compare with.
    """

    kind: Literal["verify_face"]
    against: StepId = Field(
        description="the identify step whose card has the photo, or the call that asks for a portrait"
    )
    attempts: int = Field(3, ge=1, le=5, description="how often a face may be refused")
    otherwise: StepId | None = Field(None, description="the step that leads on without a face; short for on_fault: any")
    false_accept: FalseAccept = Field(
        "1e-4", description="how often, of all strangers, one may be taken for the person on the photo"
    )
    timeout_s: float = Field(60, gt=0, le=120, description="for each attempt")

    @model_validator(mode="before")
    @classmethod
    def _otherwise(cls, given: Any) -> Any:
        """Write `otherwise` as what it is short for."""
        if not isinstance(given, Mapping) or not isinstance(given.get("otherwise"), str):
            return given
        on_fault = given.get("on_fault") or {}
        if not isinstance(on_fault, Mapping):
            return given  # told by itself
        known = on_fault.get(ANY)
        if known is not None and not (isinstance(known, Mapping) and known.get("go_to") == given["otherwise"]):
            raise ValueError(f"says `otherwise` and on_fault {ANY!r}; write one of them")
        return {**given, "on_fault": {**on_fault, ANY: {"go_to": given["otherwise"]}}}
