"""What a flow may do and an author should think twice about: told by `kiosk flow check`, and refused by nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kiosk.protocol.document import Document, Problem
from kiosk.protocol.faults import NOT_AGREED
from kiosk.protocol.flow_places import written_steps
from kiosk.protocol.steps.on_fault import ANY

ADVICE = {
    "face-only": "whoever does not agree to have their face compared finds no other way in the flow",
}


def advice_on(document: Document) -> Iterator[Problem]:
    """Yield it for the flow in `document`, which can be read."""
    for at, step in written_steps(document.value):
        if step.get("kind") == "verify_face" and not _has_another_way(step):
            message = f"step {step.get('id')!r} leaves whoever does not agree nothing but a counter"
            told = document.problem(at, message, "name a later step by `otherwise`: a code by message, a signature")
            yield replace(told, code="face-only")


def _has_another_way(step: Mapping[str, Any]) -> bool:
    """True when `otherwise` or `on_fault` leads on without a face."""
    on_fault: Mapping[str, Mapping[str, Any]] = step.get("on_fault") or {}
    named = next((name for name in (f"face.{NOT_AGREED}", "face", ANY) if name in on_fault), None)
    return "otherwise" in step if named is None else "go_to" in on_fault[named]
