"""What every kind of step is made of."""

from pydantic import Field

from kiosk.protocol.notation import Expression, Identifier, StepId, Strict, TextKey
from kiosk.protocol.steps.on_fault import OnFault
from kiosk.protocol.steps.value import Value

__all__ = ["Expression", "Identifier", "Step", "StepId", "Strict", "TextKey"]


class Step(Strict):
    """One step of a flow; each kind says what it asks and what its answer is."""

    id: StepId
    title: TextKey
    when: Expression | None = Field(None, description="the step is passed over unless this is true")
    values: dict[Identifier, Value] = Field(default_factory=dict, description="what its words have in {braces}")
    on_fault: OnFault = Field(default_factory=dict, description="where the defaults for faults will not do")
    part: Identifier | None = Field(None, description="of a joint service: the part that this is a step of")
