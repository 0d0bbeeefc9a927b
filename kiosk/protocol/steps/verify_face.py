"""verify_face: whether who stands there is who is on the card, and alive."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from kiosk.protocol.faces import FACE_FIELD, FalseAccept
from kiosk.protocol.notation import Operation
from kiosk.protocol.steps.on_fault import ANY
from kiosk.protocol.steps.step import Expression, Identifier, Step, StepId, TextKey

_OF_OPERATION = ("input", "recipient", "call_timeout_s", "refusals")


class VerifyFaceStep(Step):
    """Asks whether the resident's face may be compared. Answer: true.

    Either with the photo that `against` gave, here; or by the authority that `operation` asks, which gets one small
    picture of the face and has the photo itself.

    Nobody gets past it but by a face that is the same, or by a fall-back that the flow names. `otherwise` is the step
    that all else leads to for which `on_fault` says nothing else: a resident who does not agree, a refusal once the
    attempts are used up, a camera that fails, a terminal that cannot compare faces, no photo to compare with.
    """

    kind: Literal["verify_face"]
    against: StepId | None = Field(
        None, description="the identify step whose card has the photo, or the call that asks for a portrait"
    )
    operation: Operation | None = Field(None, description="what the authority is asked that compares, instead")
    input: dict[Identifier, Expression] = Field(
        default_factory=dict, description="of the operation: whose face it should be; the picture comes by itself"
    )
    recipient: TextKey | None = Field(
        None, description="who that authority is, as residents are told before they agree"
    )
    call_timeout_s: float = Field(15, gt=0, le=120, description="how long the authority may take")
    refusals: dict[Identifier, TextKey] = Field(
        default_factory=dict, description="what is said when the authority cannot compare, by its reason"
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

    @model_validator(mode="after")
    def _one_way(self) -> "VerifyFaceStep":
        """Compared is here or there; each has parts of its own."""
        for problem in self._mixed():
            raise ValueError(problem)
        return self

    def _mixed(self) -> Iterator[str]:
        if (self.against is None) == (self.operation is None):
            yield "write one of `against` and `operation`"
        if self.operation is None:
            yield from (f"has `{name}` and no `operation`" for name in _OF_OPERATION if self._says(name))
            return
        if self.recipient is None:
            yield "has no `recipient`: residents are told who gets a picture of their face"
        if FACE_FIELD in self.input:
            yield f"names {FACE_FIELD!r} in its input, where the picture of the face comes by itself"
        if self._says("false_accept"):
            yield "has `false_accept` and an operation: whoever compares decides how strict that is"

    def _says(self, name: str) -> bool:
        return bool(getattr(self, name) != type(self).model_fields[name].get_default(call_default_factory=True))
