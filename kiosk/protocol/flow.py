"""The flow document: what central staff write and a terminal carries out.

A flow is a folder: `flow.yaml` (this model), `texts.<lang>.yaml` (the words, by key), Typst templates, a receipt and
`scenarios/` that must pass. Every string field named `*_text` or `title` is a key into the texts; every field
of type `Expression` is CEL over the answers so far, by step id, and the values of `kiosk.engine.scope`.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from drivers.faults import Role
from kiosk.protocol.steps import AnyStep
from kiosk.protocol.steps.step import Identifier, Strict, TextKey

ServicePath = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", description="department/service")]
LANGUAGES = ("zh", "en")


class Idle(Strict):
    """When nobody touches the screen: a warning after `warn_after_s`, the end `end_after_s` later."""

    warn_after_s: float = Field(60, ge=15, le=600)
    end_after_s: float = Field(20, ge=10, le=120)


class Flow(Strict):
    """One service, in one version."""

    service: ServicePath
    version: int = Field(ge=1)
    engine: int = Field(ge=1, description="least engine version that knows everything in here")
    item_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{12,33}$", description="national item code, GB/T 39554")]
    department: TextKey
    theme: Identifier
    title: TextKey
    summary: TextKey
    keywords: tuple[str, ...] = ()
    expected_minutes: int = Field(ge=1, le=60)
    devices: tuple[Role, ...]
    operations: tuple[str, ...] = ()
    offline: Literal["unavailable", "available"] = "unavailable"
    idle: Idle = Idle(warn_after_s=60, end_after_s=20)
    steps: tuple[AnyStep, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _holds_together(self) -> "Flow":
        problems = [*_step_problems(self.steps), *_operation_problems(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def step(self, step_id: str) -> AnyStep:
        """Return the step of that id; KeyError names it."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


def _step_problems(steps: tuple[AnyStep, ...]) -> list[str]:
    ids = [step.id for step in steps]
    problems = [f"step id {name!r} is used twice" for name in sorted({x for x in ids if ids.count(x) > 1})]
    if steps[-1].kind != "end" or any(step.kind == "end" for step in steps[:-1]):
        problems.append("the last step, and only the last, must be of kind 'end'")
    reviewed = ""  # what is composed and not yet printed; a later review replaces it
    for step in steps:
        if step.kind == "review":
            reviewed = step.id
        if step.kind == "issue":
            if step.document != reviewed:
                problems.append(
                    f"step {step.id!r} issues {step.document!r}, which no earlier review has ready: "
                    "an issue prints what the last review before it composed, once"
                )
            reviewed = ""
    return problems


def _operation_problems(flow: Flow) -> list[str]:
    return [
        f"step {step.id!r} calls {step.operation!r}, which is not listed under operations"
        for step in flow.steps
        if step.kind == "call" and step.operation not in flow.operations
    ]
