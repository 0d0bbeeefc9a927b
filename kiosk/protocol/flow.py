"""The flow document: what central staff write and a terminal carries out.

A flow is a folder: `flow.yaml` (this model), `texts.<lang>.yaml` (the words, by key), Typst templates, a receipt and
`scenarios/` that must pass. Every string field named `*_text` or `title` is a key into the texts; every field
of type `Expression` is CEL over the answers so far, by step id, and the values of `kiosk.engine.scope`.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo

from kiosk import ENGINE_VERSION
from kiosk.protocol.flow_rules import keeping_problems, step_problems
from kiosk.protocol.header import Header
from kiosk.protocol.part_rules import part_problems
from kiosk.protocol.steps import AnyStep, WrittenStep
from kiosk.protocol.steps.branch import flattened
from kiosk.protocol.steps.detours import with_detours
from kiosk.protocol.steps.on_fault import targets

LANGUAGES = ("zh", "en")
CHECKED = {"checked": True}
"""The context in which to validate a flow that was dumped: its steps are flat and were checked as written."""


def _read(written: tuple[WrittenStep, ...], info: ValidationInfo) -> tuple[AnyStep, ...]:
    """Return the steps one after another; see `kiosk.protocol.steps.branch`."""
    if info.context is not CHECKED:
        header = info.data  # without what is wrong by itself, and told by itself
        problems = list(step_problems(written, header.get("engine", ENGINE_VERSION), header.get("operations")))
        problems += part_problems(written, header["parts"]) if "parts" in header else []
        problems += keeping_problems(written, header)
        if problems:
            raise ValueError("; ".join(problems))
    return flattened(written) if info.context is CHECKED else with_detours(flattened(written))


if TYPE_CHECKING:
    _Steps = tuple[AnyStep, ...]
else:  # a document's steps are a tree; a flow's are what it comes to
    _Steps = Annotated[tuple[WrittenStep, ...], Field(min_length=2), AfterValidator(_read)]


class Flow(Header):
    """One service: its header, and the way through it."""

    steps: _Steps

    def step(self, step_id: str) -> AnyStep:
        """Return the step of that id; KeyError names it."""
        return self._by_id[step_id]

    def steps_of(self, part: str) -> tuple[str, ...]:
        """Return the ids of the steps of a part, in their order; none for what is no part."""
        return self._by_part.get(part, ())

    @cached_property
    def order(self) -> dict[str, int]:
        """Each step's place among all, from 0, by its id."""
        return {step.id: place for place, step in enumerate(self.steps)}

    @cached_property
    def leading_away(self) -> tuple[AnyStep, ...]:
        """The steps that a fault may lead away from, in their order."""
        return tuple(step for step in self.steps if targets(step.on_fault))

    @cached_property
    def passed_over(self) -> tuple[str, ...]:
        """The ids of the steps that a session may go past, in their order."""
        return tuple(step.id for step in self.steps if step.when is not None or step.part)

    @cached_property
    def _by_part(self) -> dict[str, tuple[str, ...]]:
        return {part.id: tuple(step.id for step in self.steps if step.part == part.id) for part in self.parts}

    @cached_property
    def _by_id(self) -> dict[str, AnyStep]:
        return {step.id: step for step in self.steps}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; a copy with other steps finds those."""
        copied = super().model_copy(update=update, deep=deep)
        for known in ("order", "leading_away", "passed_over", "_by_id", "_by_part"):
            copied.__dict__.pop(known, None)
        return copied
