"""What must hold between the steps of a flow. Each text names its step; what stands after ` | ` is the remedy."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from kiosk.protocol.answer_rules import answer_problems, listing
from kiosk.protocol.fault_rules import fault_problems
from kiosk.protocol.files import has_files
from kiosk.protocol.migration import migration_problems
from kiosk.protocol.model_problems import did_you_mean
from kiosk.protocol.portraits import portrait_of, portraits_in
from kiosk.protocol.steps.branch import BranchStep, WrittenStep, every, ways
from kiosk.protocol.steps.call import CallStep
from kiosk.protocol.steps.capture import MOST_PAGES
from kiosk.protocol.steps.form import FormStep
from kiosk.protocol.steps.identify import IdentifyStep
from kiosk.protocol.steps.on_fault import targets
from kiosk.protocol.steps.pay import PayStep
from kiosk.protocol.steps.verify_face import VerifyFaceStep

LEAST_ENGINE = {
    **dict.fromkeys(("branch", "choose", "show", "sign", "pay", "on_fault"), 2),
    **dict.fromkeys(("values", "file", "answers", "email", "send", "summary", "identify.by"), 3),
    **dict.fromkeys(("capture", "copies", "verify_face", "keep_days", "migrations"), 3),
}
"""The first engine that knows a kind of step, or a part of one; every other was there from 1 on."""

FACTS = frozenset({"today", "terminal", "flow", "fees", "detours"})
"""What expressions see besides the answers, see `kiosk.engine.scope`: no step may have such a name."""

_NAMES_TAKEN = FACTS | {"item"}  # what the words of a `choose` call the thing that they are about

_NOTHING = frozenset({""})
Written = tuple[WrittenStep, ...]


def step_problems(steps: Written, engine: int, operations: tuple[str, ...] | None) -> Iterator[str]:
    """Yield what is wrong with `steps` as they are written.

    `operations`: those that the header lists, None when that list is wrong itself.
    """
    yield from _names(steps)
    yield from _ends(steps)
    yield from answer_problems(steps)
    yield from _issues(steps, _NOTHING, {}, listing(steps))[0]
    yield from _payments(steps)
    yield from _pages(steps)
    yield from _faces(steps)
    yield from fault_problems(steps)
    for step in every(steps):
        asked = step.operation if isinstance(step, CallStep | VerifyFaceStep) else None
        if asked is not None and operations is not None and asked not in operations:
            yield f"step {step.id!r} calls {asked!r}, which is not listed under operations"
        if isinstance(step, BranchStep) and not step.cases:
            yield f"step {step.id!r} has no case | write a case, or its steps without the branch"
        least = LEAST_ENGINE.get(step.kind, 1)
        if engine < least:
            told = f"step {step.id!r} is of kind {step.kind!r}, which engine {engine} does not know"
            yield f"{told} | write engine: {least}"
        if engine < LEAST_ENGINE["verify_face"] and step.kind == "call" and portrait_of(step.result):
            yield f"step {step.id!r} has a portrait, which engine {engine} does not know | write engine: 3"
        if engine < LEAST_ENGINE["file"] and _has_file(step):
            yield f"step {step.id!r} has a file, which engine {engine} does not know | write engine: 3"
        yield from _newer_parts(step, engine)
        yield from _newer_fields(step, engine)
        if isinstance(step, IdentifyStep) and step.by is not None and engine < LEAST_ENGINE["identify.by"]:
            yield f"step {step.id!r} has by, which engine {engine} does not know | write engine: 3"
        if engine < LEAST_ENGINE["on_fault"] and not isinstance(step, BranchStep) and step.on_fault:
            yield f"step {step.id!r} has on_fault, which engine {engine} does not know | write engine: 2"
        if engine < LEAST_ENGINE["values"] and not isinstance(step, BranchStep) and step.values:
            yield f"step {step.id!r} has values, which engine {engine} does not know | write engine: 3"


def keeping_problems(steps: Written, header: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what the header says of drafts: `keep_days` and `migrations`."""
    engine, migrations = header.get("engine", 3), header.get("migrations", ())
    for name, written in (("keep_days", header.get("keep_days", 7) != 7), ("migrations", bool(migrations))):
        if written and engine < LEAST_ENGINE[name]:
            yield f"{name}: engine {engine} does not know it | write engine: {LEAST_ENGINE[name]}"
    names = {step.id for step in every(steps)}
    names |= {f"{step.id}.{field.id}" for step in every(steps) if step.kind == "form" for field in step.fields}
    yield from migration_problems(migrations, header.get("version", 1), names)


def _newer_parts(step: WrittenStep, engine: int) -> Iterator[str]:
    written = {
        "copies": step.kind == "issue" and step.copies != 1,
        "answers": step.kind == "review" and step.answers is not None,
    }
    for name in (name for name, has in written.items() if has and engine < LEAST_ENGINE[name]):
        told = f"step {step.id!r} has {name}, which engine {engine} does not know"
        yield f"{told} | write engine: {LEAST_ENGINE[name]}"


def _newer_fields(step: WrittenStep, engine: int) -> Iterator[str]:
    for field in step.fields if isinstance(step, FormStep) else ():
        least = LEAST_ENGINE.get(field.kind, 1)
        if engine < least:
            told = f"step {step.id!r} asks for {field.id!r} of kind {field.kind!r}, which engine {engine} does not know"
            yield f"{told} | write engine: {least}"


def _has_file(step: WrittenStep) -> bool:
    if step.kind == "call":
        return has_files(step.result)
    return step.kind in {"review", "issue"} and step.file is not None


def _names(steps: Written) -> Iterator[str]:
    counted = Counter(step.id for step in every(steps))
    yield from (f"step id {name!r} is used twice" for name in sorted(counted) if counted[name] > 1)
    for name in sorted(_NAMES_TAKEN & counted.keys()):
        yield f"step id {name!r} would hide what expressions know by that name | use another id"


def _ends(steps: Written) -> Iterator[str]:
    """Each way through the flow comes to an end, and nothing stands where nobody comes."""
    if not _closes(steps):
        last = steps[-1]
        if isinstance(last, BranchStep):
            yield (
                f"the last step must be of kind 'end', and step {last.id!r} does not end on each of its ways "
                "| end each case and `otherwise`, or add an end behind the branch"
            )
        else:
            yield f"the last step must be of kind 'end', and step {last.id!r} is not"
    gone_to = frozenset[str]().union(*(_gone_to(step) for step in every(steps)))
    yield from _beyond(steps, gone_to)


def _beyond(steps: Written, gone_to: frozenset[str]) -> Iterator[str]:
    for step, following in pairwise(steps):
        if _ends_always(step) and following.id not in gone_to:
            yield f"step {following.id!r} is never reached: {step.id!r} before it always ends"
    for step in steps:
        for way in ways(step):
            yield from _beyond(way, gone_to)


def _gone_to(step: WrittenStep) -> frozenset[str]:
    return frozenset() if isinstance(step, BranchStep) else targets(step.on_fault)


def _closes(steps: Written) -> bool:
    return bool(steps) and _ends_always(steps[-1])


def _ends_always(step: WrittenStep) -> bool:
    if isinstance(step, BranchStep):
        return all(_closes(way) for way in ways(step))
    return step.kind == "end" and step.when is None


def _issues(
    steps: Written, reviewed: frozenset[str], arriving: dict[str, frozenset[str]], lists: frozenset[str]
) -> tuple[list[str], frozenset[str]]:
    """Return what is issued wrongly, and which review may have composed what is not yet printed ("": none).

    `arriving` collects the same for the steps that faults lead to; `lists` are reviews that compose nothing.
    """
    problems: list[str] = []
    for step in steps:
        reviewed |= arriving.get(step.id, frozenset())
        if isinstance(step, BranchStep):
            found = [_issues(way, reviewed, arriving, lists) for way in ways(step)]
            problems += [problem for some, _ in found for problem in some]
            open_ways = [after for way, (_, after) in zip(ways(step), found, strict=True) if not _closes(way)]
            reviewed = frozenset().union(*open_ways)
            continue
        if step.kind == "issue" and step.file is not None and reviewed != _NOTHING:
            problems.append(
                f"step {step.id!r} issues a file while what a review had ready is not printed "
                "| write `document` with that review, or end it on each of its ways"
            )
        if step.kind == "issue" and step.file is None and reviewed != {step.document} and step.document not in lists:
            problems.append(
                f"step {step.id!r} issues {step.document!r}, which no earlier review has ready: "
                "an issue prints what the last review before it composed, once"
            )
        if step.id in lists:
            continue
        failed = _NOTHING if step.kind in {"review", "issue"} else reviewed
        for target in _gone_to(step):
            arriving[target] = arriving.get(target, frozenset()) | failed
        reviewed = frozenset({step.id}) if step.kind == "review" else _NOTHING if step.kind == "issue" else reviewed
    return problems, reviewed


def _faces(steps: Written) -> Iterator[str]:
    """A face is compared here with the photo of a card that was read before, or a portrait that was asked for."""
    known: list[str] = []
    for step in every(steps):
        if step.kind == "identify":
            known.append(step.id)
        elif step.kind == "call":
            yield from _portraits(step)
            known += [step.id] if portrait_of(step.result) else []
        elif step.kind == "verify_face" and step.against is not None and step.against not in known:
            hint = did_you_mean(step.against, known) or "name an identify step before it, or a call with a portrait"
            yield f"step {step.id!r} compares with a photo of {step.against!r}, which no step before it gives | {hint}"


def _portraits(step: CallStep) -> Iterator[str]:
    depths = list(portraits_in(step.result or {}))
    if len(depths) > 1:
        yield f"step {step.id!r} asks for more than one portrait | ask for each by a call of its own"
    elif depths and depths[0] > 1:
        yield f"step {step.id!r} has a portrait inside another part of its result | name it in the result itself"


def _pages(steps: Written) -> Iterator[str]:
    """All pages of a flow fit into one request, whichever of them a call takes along."""
    counts = {step.id: step.pages.max for step in every(steps) if step.kind == "capture"}
    if sum(counts.values()) > MOST_PAGES:
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        yield f"more than {MOST_PAGES} pages may be taken in all ({told}) | lower pages.max"


def _payments(steps: Written) -> Iterator[str]:
    """What is paid for comes after the payment: the paper that proves the money's worth."""
    order = list(every(steps))
    for number, step in enumerate(order):
        if step.kind == "pay":
            later = {other.id for other in order[number:] if other.kind == "issue"}
            for name in step.pays_for:
                if name not in later:
                    yield (
                        f"step {step.id!r} pays for {name!r}, which is no issue step behind it "
                        "| name the issue steps that the money buys"
                    )
            yield from _unpaid(step, order)
            yield from _files_behind(step, order[number:])


def _files_behind(pay: PayStep, later: list[WrittenStep]) -> Iterator[str]:
    """A file that cannot be used is found out before anything is paid: the resident is told so."""
    for step in later:
        if step.kind == "call" and has_files(step.result):
            yield f"step {step.id!r} gets a file behind the payment {pay.id!r} | call it before anything is paid"


def _unpaid(pay: PayStep, order: list[WrittenStep]) -> Iterator[str]:
    """A fault at the payment, or before it, leads past all that the money buys: nothing of it is given for nothing."""
    places = {step.id: number for number, step in enumerate(order)}
    for step in order[: places[pay.id] + 1]:
        for target in sorted(set(_gone_to(step)) & places.keys()):
            if places[target] <= places[pay.id]:
                continue  # the payment is still to come
            for name in pay.pays_for:
                if name in places and places[name] >= places[target]:
                    yield (
                        f"step {step.id!r}: on_fault goes to {target!r}, and {name!r} behind it would come unpaid "
                        f"| go to a step behind all that {pay.id!r} pays for"
                    )
