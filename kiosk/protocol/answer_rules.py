"""What must hold of the reviews that list answers. Each text names its step; behind ` | ` stands the remedy."""

from collections.abc import Iterator

from kiosk.protocol.model_problems import did_you_mean
from kiosk.protocol.steps.branch import WrittenStep, every


def listing(steps: tuple[WrittenStep, ...]) -> frozenset[str]:
    """Return the ids of the reviews that list answers, and have no document ready."""
    return frozenset(step.id for step in every(steps) if step.kind == "review" and step.answers is not None)


def answer_problems(steps: tuple[WrittenStep, ...]) -> Iterator[str]:
    """Yield what is listed and was not asked before, and what is issued though it is only a list."""
    lists, kinds, asked = listing(steps), {step.id: step.kind for step in every(steps)}, list[str]()
    for step in every(steps):
        if step.kind in {"form", "choose"}:
            asked.append(step.id)
        for name in (step.answers or ()) if step.kind == "review" else ():
            if name in asked:
                continue
            told = f"step {step.id!r} lists the answers of {name!r}, which "
            if kinds.get(name) in {"form", "choose"}:
                yield f"{told}comes after it | put the review behind what it lists"
            elif name in kinds:
                yield f"{told}is of kind {kinds[name]!r} | name steps of kind form or choose"
            else:
                yield f"{told}is no step | {did_you_mean(name, asked) or 'name forms and choices before it'}"
        if step.kind == "issue" and step.document in lists:
            told = f"step {step.id!r} issues {step.document!r}, which lists answers and has no document"
            yield f"{told} | name a review with a template or a file"
