"""What must hold of the parts of a joint service. Each text names its step; what stands after ` | ` is the remedy."""

from collections.abc import Iterator
from itertools import groupby

from kiosk.protocol.header import JointPart
from kiosk.protocol.steps.branch import BranchStep, WrittenStep, every
from kiosk.protocol.steps.issue import IssueStep
from kiosk.protocol.steps.kinds import AnyStep
from kiosk.protocol.steps.pay import PayStep
from kiosk.protocol.steps.summary import SummaryStep


def part_problems(steps: tuple[WrittenStep, ...], parts: tuple[JointPart, ...]) -> Iterator[str]:
    """Yield what is wrong; `parts` are those that the header lists."""
    flat = [step for step in every(steps) if not isinstance(step, BranchStep)]
    listed = [part.id for part in parts]
    for step in flat:
        if step.part is not None and step.part not in listed:
            yield f"step {step.id!r} is of part {step.part!r}, which is not listed under parts"
        yield from _of_one(step, {one.id: one.part for one in flat})
    found = [(name, [step.id for step in some]) for name, some in groupby(flat, lambda step: step.part)]
    order = [name for name, _ in found if name is not None]
    for number, (name, ids) in enumerate(found):
        before = order.index(name) if name in order else 0
        if name is not None and any(other == name for other, _ in found[:number]):
            yield f"step {ids[0]!r} comes after part {name!r} was over | keep the steps of a part together"
        elif name in listed and [one for one in order if one in listed].index(name) != listed.index(name):
            yield f"step {ids[0]!r} begins part {name!r} out of its place {before + 1} | follow the order of parts"
    if listed and not any(isinstance(step, SummaryStep) for step in _behind_the_last(flat)):
        yield f"step {flat[-1].id!r} ends a joint service whose parts nobody sums up | put a summary behind the parts"


def _behind_the_last(flat: list[AnyStep]) -> list[AnyStep]:
    """Return the steps behind the last part."""
    last = max((number for number, step in enumerate(flat) if step.part is not None), default=-1)
    return flat[last + 1 :]


def _of_one(step: AnyStep, part_of: dict[str, str | None]) -> Iterator[str]:
    if isinstance(step, IssueStep) and (step.receipt is None) != (step.part is not None):
        told = "has no receipt | name one" if step.receipt is None else "has a receipt | the summary prints one for all"
        yield f"step {step.id!r} {'is of a part and ' if step.part else ''}{told}"
    if isinstance(step, SummaryStep) and step.part is not None:
        yield f"step {step.id!r} sums up the parts and cannot be in one | take it out of part {step.part!r}"
    names = step.pays_for if isinstance(step, PayStep) else (step.document,) if isinstance(step, IssueStep) else ()
    for name in names:
        if name in part_of and part_of[name] != step.part:
            yield f"step {step.id!r} needs {name!r}, which is of another part | keep both in one part"
