"""branch: one of several ways on. Written as a tree, which becomes conditions of the steps in it when a flow is read.

    branch c1: [a], c2: [b], otherwise: [d]   →   a when c1 · b when !c1 && c2 · d when !c1 && !c2

So a session knows nothing of branches: each step says by itself when it applies. See docs/adr/0018.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from kiosk.protocol.steps.kinds import AnyStep
from kiosk.protocol.steps.step import Expression, StepId, Strict


class BranchCase(Strict):
    """A way on: taken when its condition is true and none before it was."""

    when: Expression
    steps: "tuple[WrittenStep, ...]" = Field(description="[] to go on behind the branch")


class BranchStep(Strict):
    """Takes the first way whose condition is true, else `otherwise`. No screen and no answer."""

    id: StepId
    kind: Literal["branch"]
    cases: tuple[BranchCase, ...]
    otherwise: "tuple[WrittenStep, ...]" = Field(description="the steps when no case is true; [] if there are none")


WrittenStep = Annotated[AnyStep | BranchStep, Field(discriminator="kind")]
"""A step as it stands in a flow document."""

BranchCase.model_rebuild()
BranchStep.model_rebuild()


def every(steps: "tuple[WrittenStep, ...]") -> "Iterator[WrittenStep]":
    """Yield each step and branch as it is written, with those inside branches."""
    for step in steps:
        yield step
        for way in ways(step):
            yield from every(way)


def ways(step: "WrittenStep") -> "tuple[tuple[WrittenStep, ...], ...]":
    """Return the ways on from a branch, `otherwise` the last; none for any other step."""
    return (*(case.steps for case in step.cases), step.otherwise) if isinstance(step, BranchStep) else ()


def flattened(steps: "tuple[WrittenStep, ...]", conditions: tuple[str, ...] = ()) -> tuple[AnyStep, ...]:
    """Return the steps in the order they are written, each with all the conditions that it stands under."""
    flat: list[AnyStep] = []
    for step in steps:
        if not isinstance(step, BranchStep):
            flat.append(under(step, conditions))
            continue
        refused = conditions
        for case in step.cases:
            flat += flattened(case.steps, (*refused, case.when))
            refused = (*refused, f"!({case.when})")
        flat += flattened(step.otherwise, refused)
    return tuple(flat)


def under(step: AnyStep, conditions: tuple[str, ...]) -> AnyStep:
    """Return `step` with those conditions before its own."""
    own = () if step.when is None else (step.when,)
    every_one = (*conditions, *own)
    when = " && ".join(f"({one})" for one in every_one) if len(every_one) > 1 else "".join(every_one) or None
    return step if when == step.when else step.model_copy(update={"when": when})
