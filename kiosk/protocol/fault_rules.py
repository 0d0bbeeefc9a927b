"""What must hold of `on_fault`. Each text names step and fault; what stands after ` | ` is the remedy."""

from collections.abc import Iterator, Mapping

from drivers.faults import Role
from kiosk.protocol.faults import UNCERTAIN, codes_of
from kiosk.protocol.model_problems import did_you_mean
from kiosk.protocol.steps.branch import BranchStep, WrittenStep, ways
from kiosk.protocol.steps.identify import IdentifyStep
from kiosk.protocol.steps.kinds import AnyStep
from kiosk.protocol.steps.on_fault import ANY
from kiosk.protocol.steps.review import ReviewStep
from kiosk.protocol.steps.verify_face import VerifyFaceStep

MET_BY: Mapping[str, tuple[str, ...]] = {
    "identify": ("terminal",),
    "call": ("platform", "file", "terminal"),
    "verify_face": ("face", Role.FACE_CAMERA.value, "terminal"),
    "capture": (Role.DOCUMENT_CAMERA.value, "terminal"),
    "show": ("terminal",),
    "send": ("terminal",),
    "review": ("terminal",),
    "pay": ("pay", "platform", "terminal"),
    "issue": (Role.DOCUMENT_PRINTER.value, Role.RECEIPT_PRINTER.value, "terminal"),
}
"""Whose faults a kind of step can meet; every other kind only asks, and meets none."""


def met_by(step: AnyStep) -> tuple[str, ...]:
    """Return whose faults `step` can meet: of `identify`, those of its ways; of a list of answers, none.

    A face that an authority compares meets those of the way to it, too.
    """
    sources = MET_BY.get(step.kind, ())
    if isinstance(step, VerifyFaceStep) and step.operation is not None:
        return (*sources, "platform")
    if isinstance(step, ReviewStep) and step.answers is not None:
        return ()
    if not isinstance(step, IdentifyStep):
        return sources
    devices = tuple(way.role.value for way in step.ways if way.role)
    asked = tuple(way.value for way in step.ways if way.asks_platform)
    return (*devices, *asked, *(("platform",) if asked else ()), *sources)


def fault_problems(steps: tuple[WrittenStep, ...], behind: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield what is wrong. `behind`: the steps that follow when these are through, in the lists around them."""
    for number, step in enumerate(steps):
        later = (*(one.id for one in steps[number + 1 :] if not isinstance(one, BranchStep)), *behind)
        if isinstance(step, BranchStep):
            for way in ways(step):
                yield from fault_problems(way, later)
        else:
            yield from _names(step)
            yield from _targets(step, later)


def _names(step: AnyStep) -> Iterator[str]:
    sources = met_by(step)
    for name, remedy in step.on_fault.items():
        told = f"step {step.id!r}: on_fault {name!r}"
        source, _, code = name.partition(".")
        if not sources:
            yield f"{told} never happens: a step of kind {step.kind!r} meets no fault | remove on_fault"
        elif name != ANY and source not in sources:
            hint = did_you_mean(source, sources) or f"it meets {', '.join(sources)}"
            yield f"{told} never happens at a step of kind {step.kind!r} | {hint}"
        elif code and code not in codes_of(source):
            hint = did_you_mean(code, codes_of(source)) or f"one of {', '.join(sorted(codes_of(source)))}"
            yield f"{told}: {source} has no fault {code!r} | {hint}"
        elif code in UNCERTAIN and remedy.end is None:
            yield f"{told} cannot go on: nobody knows what was printed | write {{end: words}}, or leave it out"


def _targets(step: AnyStep, later: tuple[str, ...]) -> Iterator[str]:
    for name, remedy in step.on_fault.items():
        if remedy.go_to is not None and remedy.go_to not in later:
            hint = (
                did_you_mean(remedy.go_to, later) or "name a later step of its own way, no branch and none inside one"
            )
            short = name == ANY and getattr(step, "otherwise", None) is not None
            told = f"step {step.id!r}: {'otherwise' if short else f'on_fault {name!r}'} goes to {remedy.go_to!r}"
            yield f"{told}, which does not come after it | {hint}"
