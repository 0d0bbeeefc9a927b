"""What changes for a resident between two versions of a flow, in plain words; what residents never see is left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.protocol.flow_places import text_keys
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.steps import IssueStep, ReviewStep, SummaryStep

_UNSEEN = {"version", "engine", "item_code", "keywords", "steps"}
_OF_A_STEP = {
    "when": "when it is asked or done",
    "timeout_s": "how many seconds it waits",
    "optional": "whether it may be left empty",
    "copies": "how many copies are printed",
    "answers": "whose answers are listed",
    "accept": "which cards are taken",
    "refusals": "what is said when the department refuses",
}
_OF_A_SERVICE = {
    "devices": "the devices that a terminal must have",
    "operations": "what the department is asked",
    "expected_minutes": "how many minutes it takes",
    "opening": "when it may be begun",
    "audience": "who may use it",
    "fees": "what it costs",
    "origin": "whose service it is",
    "offline": "whether it is offered without a network",
    "idle": "how long nobody may touch the screen",
}

Leaves = dict[tuple[str, ...], Any]


def differences(old: FlowPackage, new: FlowPackage) -> list[str]:
    """Return a sentence for each change, the service first, then its steps in their order, then paper."""
    return [*_service(old, new), *_steps(old, new), *_papers(old, new)]


def _service(old: FlowPackage, new: FlowPackage) -> Iterator[str]:
    before, after = _seen(old), _seen(new)
    for way in _changed(before, after):
        if way[0] not in _UNSEEN:
            yield _sentence("the service", way, before.get(way), after.get(way), _OF_A_SERVICE)


def _steps(old: FlowPackage, new: FlowPackage) -> Iterator[str]:
    before, after = _by_step(old), _by_step(new)
    for step_id in [one for one in before if one not in after]:
        yield f"no longer: {_called(step_id, before[step_id])}"
    for step_id in after:
        if step_id not in before:
            yield f"new: {_called(step_id, after[step_id])}, {_after(step_id, list(after))}"
    yield from _moved(list(before), list(after))
    for step_id, leaves in after.items():
        known = before.get(step_id, leaves)
        for way in _changed(known, leaves):
            yield _sentence(f"step {step_id}", way, known.get(way), leaves.get(way), _OF_A_STEP)


def _moved(before: list[str], after: list[str]) -> Iterator[str]:
    was, now = [one for one in before if one in after], [one for one in after if one in before]
    if was != now:
        yield f"the order of the steps: {', '.join(now)}; it was {', '.join(was)}"


def _papers(old: FlowPackage, new: FlowPackage) -> Iterator[str]:
    for step in new.flow.steps:
        match step:
            case ReviewStep(template=str(name)):
                what = "the document"
            case IssueStep(receipt=str(name)) | SummaryStep(receipt=str(name)):
                what = "the receipt"
            case _:
                continue
        if name in old.files and old.files[name] != new.files[name]:
            yield f"{what} of step {step.id} is made otherwise: {name} changed"
    pictures = (name for name in new.files if name.endswith((".svg", ".png", ".jpg")))
    yield from (f"a picture changed: {name}" for name in pictures if old.files.get(name) not in {None, new.files[name]})


def _seen(package: FlowPackage) -> Leaves:
    """Return every value of the flow by its way, words in place of keys; lists of named things by their ids."""
    raw = package.flow.model_dump(mode="json")
    keys = dict(text_keys(raw))
    return dict(_leaves(raw, (), (), _words(package, keys)))


def _words(package: FlowPackage, keys: Mapping[tuple[str | int, ...], str]) -> dict[tuple[str | int, ...], str]:
    return {at: " / ".join(package.text(language, key) for language in package.texts) for at, key in keys.items()}


def _leaves(
    value: Any, way: tuple[str, ...], at: tuple[str | int, ...], words: Mapping[tuple[str | int, ...], str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    if at in words:
        yield way, words[at]
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, (*way, key), (*at, key), words)
    elif isinstance(value, list) and value and (isinstance(value[0], dict) or (*at, 0) in words):
        for index, inner in enumerate(value):
            name = inner.get("id", str(index + 1)) if isinstance(inner, dict) else str(index + 1)
            yield from _leaves(inner, (*way, str(name)), (*at, index), words)
    elif value not in (None, [], {}):
        yield way, ", ".join(map(str, value)) if isinstance(value, list) else value


def _by_step(package: FlowPackage) -> dict[str, Leaves]:
    steps: dict[str, Leaves] = {step.id: {} for step in package.flow.steps}
    for way, value in _seen(package).items():
        if way[0] == "steps":
            steps[way[1]][way[2:]] = value
    return steps


def _changed(before: Leaves, after: Leaves) -> list[tuple[str, ...]]:
    return [way for way in {**before, **after} if before.get(way) != after.get(way) and way != ("id",)]


def _called(step_id: str, leaves: Leaves) -> str:
    return f"step {step_id} ({leaves[('kind',)]}: {leaves[('title',)]})"


def _after(step_id: str, order: list[str]) -> str:
    at = order.index(step_id)
    return f"after {order[at - 1]}" if at else "the first"


def _sentence(whose: str, way: tuple[str, ...], before: Any, after: Any, known: Mapping[str, str]) -> str:
    what = next((known[part] for part in reversed(way) if part in known), "")
    named = f"{whose}, {' › '.join(way)}{f' ({what})' if what else ''}"
    if before is None:
        return f"{named}: now {after}"
    if after is None:
        return f"{named}: no longer {before}"
    return f"{named}: {after}, was {before}"
