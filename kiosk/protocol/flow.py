"""The flow document: what central staff write and a terminal carries out.

A flow is a folder: `flow.yaml` (this model), `texts.<lang>.yaml` (the words, by key), Typst templates, a receipt and
`scenarios/` that must pass. Every string field named `*_text` or `title` is a key into the texts; every field
of type `Expression` is CEL over the answers so far, by step id, and the values of `kiosk.engine.scope`.
"""

from pydantic import Field, model_validator

from kiosk.protocol.header import Header
from kiosk.protocol.steps import AnyStep

LANGUAGES = ("zh", "en")


class Flow(Header):
    """One service: its header, and the way through it."""

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
