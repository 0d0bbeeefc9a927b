"""Every expression of a flow, checked in the scope that it will have: what is answered there, and what may be absent.

It walks the document as it is written, not the flow that it becomes, so that each flaw has its place; and a flow with
other mistakes is walked, too: a step that cannot be read answers anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from kiosk.authoring.expressions import Written, of_field, of_item, of_step
from kiosk.authoring.source import pinned
from kiosk.engine.answers import answer_type, facts_types, field_in_form
from kiosk.engine.cel import Flaw, FlawError, check, parse
from kiosk.engine.cel.scope import Facts, Scope, facts_of
from kiosk.engine.cel.types import BOOL, DYN, IMAGE, Field, ListOf, Record, Type, fits
from kiosk.engine.functions import FUNCTIONS
from kiosk.protocol.document import Document, Location, Problem
from kiosk.protocol.flow import Flow
from kiosk.protocol.flow_places import written_steps
from kiosk.protocol.header import Fee
from kiosk.protocol.model_problems import did_you_mean
from kiosk.protocol.steps import AnyStep, ChooseStep, FormStep, ShowStep
from kiosk.protocol.steps.on_fault import targets

_STEP: TypeAdapter[AnyStep] = TypeAdapter(AnyStep)
_FEES: TypeAdapter[tuple[Fee, ...]] = TypeAdapter(tuple[Fee, ...])
_NONE: Facts = frozenset()
_READ = frozenset({"facts", "tables", "timeline", "receipt_data", "values"})
"""Where a value is written in words."""


@dataclass(frozen=True)
class Seen:
    """A step that could be read, where it stands, and what its expressions see."""

    step: AnyStep
    at: Location
    scope: Scope


@dataclass
class Walk:
    """What walking a flow brought: its steps with their scopes, and what is wrong with their expressions."""

    document: Document
    files: Mapping[str, bytes]
    names: dict[str, Type]
    unready: dict[str, str]
    guards: dict[str, Facts] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    detours: dict[str, Facts] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    part: str | None = None

    def scope(self, facts: Facts) -> Scope:
        """Return what is seen where `facts` hold; of another part nothing: it may have been given up."""
        others = {name: part for name, part in self.parts.items() if part != self.part}
        names = {name: kind for name, kind in self.names.items() if name not in others}
        given_up = {
            name: f"`{name}` is an answer of part {part!r}, which may be given up" for name, part in others.items()
        }
        return Scope(names, dict(self.guards), {**self.unready, **given_up}, facts)

    def steps(self, given: Any, at: Location, facts: Facts) -> Facts | None:
        """Walk a list of steps where `facts` hold. Return what holds behind it; None where nobody comes."""
        for index, step in enumerate(given if isinstance(given, list) else []):
            if not isinstance(step, dict):
                continue
            place = (*at, index)
            self.detours.pop(str(step.get("id")), None)
            self.part = _part_of(step)
            within = facts.union(*self.detours.values())
            each = self._branch if step.get("kind") == "branch" else self._step
            after = each(step, place, within)
            if after is None:
                return None
            facts |= after - within
        return facts

    def _branch(self, step: dict[str, Any], at: Location, facts: Facts) -> Facts | None:
        ends: list[Facts | None] = []
        cases = step.get("cases")
        for index, case in enumerate(cases if isinstance(cases, list) else []):
            if not isinstance(case, dict):
                continue
            place = (*at, "cases", index)
            true, false = self._condition(case.get("when"), (*place, "when"), facts)
            ends.append(self.steps(case.get("steps"), (*place, "steps"), facts | true))
            facts |= false
        ends.append(self.steps(step.get("otherwise"), (*at, "otherwise"), facts))
        open_ends = [end for end in ends if end is not None]
        return frozenset.intersection(*open_ends) if open_ends else None

    def _step(self, raw: dict[str, Any], at: Location, facts: Facts) -> Facts | None:
        true, false = self._condition(raw.get("when"), (*at, "when"), facts)
        try:
            step = _STEP.validate_python(raw)
        except ValidationError:
            self._answered(raw.get("id"), DYN, _NONE)
            return facts
        scope = self.scope(facts | true)
        self.seen.append(Seen(step, at, scope))
        self.problems += self._expressions(step, at, scope)
        answer = _picked(step, scope) if isinstance(step, ChooseStep) else answer_type(step)
        self._answered(step.id, answer, facts | true | self._detour(step))
        if step.kind != "end":
            return facts
        return None if step.when is None else facts | false

    def _detour(self, step: AnyStep) -> Facts:
        """Return what must be known to be sure of the step's answer, and of all that a detour from it passes over."""
        led = targets(step.on_fault)
        stayed = facts_of(parse(f"detours.{step.id} == ''")) if led else _NONE
        for target in led:
            self.detours[target] = self.detours.get(target, _NONE) | stayed
        return stayed

    def _answered(self, step_id: Any, kind: Type, guard: Facts) -> None:
        if isinstance(step_id, str):
            self.unready.pop(step_id, None)
            self.names[step_id] = kind
            if guard:
                self.guards[step_id] = guard

    def _condition(self, when: Any, at: Location, facts: Facts) -> tuple[Facts, Facts]:
        """Check `when`; return what is known where it is true, and where it is false."""
        if not isinstance(when, str) or not when:
            return _NONE, _NONE
        self.problems += self.flawed(Written(at, when, BOOL), self.scope(facts))
        try:
            node = parse(when)
        except FlawError:
            return _NONE, _NONE
        return facts_of(node), facts_of(node, true=False)

    def _expressions(self, step: AnyStep, at: Location, scope: Scope) -> Iterator[Problem]:
        for written in of_step(step):
            yield from self.flawed(_under(at, written), scope)
        if isinstance(step, ShowStep):
            yield from self._columns(step, at, scope)
        if isinstance(step, ChooseStep):
            inside = scope.binding("item", _item(step, scope))
            for written in of_item(step):
                yield from self.flawed(_under(at, written), inside)
        if isinstance(step, FormStep):
            before: dict[str, Field] = {}
            for index, one in enumerate(step.fields):
                inside = scope.binding(step.id, Record(dict(before), f"the fields of `{step.id}` above this one"))
                for written in of_field(one):
                    yield from self.flawed(_under((*at, "fields", index), written), inside)
                before[one.id] = field_in_form(one)

    def _columns(self, step: ShowStep, at: Location, scope: Scope) -> Iterator[Problem]:
        """Each column shows a field that the rows have, where it is known which they have."""
        for index, table in enumerate(step.tables):
            match _type_of(table.rows, scope):
                case ListOf(of=Record(fields=known)):
                    unknown = [(place, one.field) for place, one in enumerate(table.columns) if one.field not in known]
                case _:
                    unknown = []
            for place, name in unknown:
                told = self.document.problem(
                    (*at, "tables", index, "columns", place, "field"),
                    f"a row has no field {name!r}",
                    did_you_mean(name, known) or f"its fields are {', '.join(known)}",
                )
                yield replace(told, code="expression-field", width=len(name))

    def flawed(self, written: Written, scope: Scope) -> Iterator[Problem]:
        """Yield what is wrong with one expression."""
        for flaw in _flaws(written, scope):
            plain = self.document.problem(written.at, flaw.message, flaw.hint)
            yield pinned(plain, self.files, written.text, flaw)


def _part_of(raw: dict[str, Any]) -> str | None:
    """Return the part of a joint service that a step is of; a branch is of the part of the steps in it."""
    inside = (step.get("part") for _, step in written_steps({"steps": [raw]}))
    return next((part for part in inside if isinstance(part, str)), None)


def walk(document: Document, files: Mapping[str, bytes]) -> Walk:
    """Walk the flow in `document`, which `files` hold."""
    raw = document.value if isinstance(document.value, dict) else {}
    ids = [step["id"] for _, step in written_steps(raw) if isinstance(step.get("id"), str)]
    unready = {step_id: f"`{step_id}` has no answer here yet" for step_id in ids}
    parts = {str(step.get("id")): step["part"] for _, step in written_steps(raw) if isinstance(step.get("part"), str)}
    found = Walk(document, files, facts_types(_readable(raw)), unready, parts=parts)
    found.steps(raw.get("steps"), ("steps",), _NONE)
    return found


def _flaws(written: Written, scope: Scope) -> tuple[Flaw, ...]:
    text = written.text
    try:
        node = parse(text)
    except FlawError as error:
        return (error.flaw,)
    checked = check(text, node, scope, FUNCTIONS)
    if not checked.flaws and checked.type == IMAGE != written.wanted and _READ & set(written.at):
        return (
            Flaw(
                0,
                len(text),
                "an image is no text to be read",
                "hand it to a call, or show it by a fact with image: true",
            ),
        )
    if checked.flaws or fits(checked.type, written.wanted):
        return checked.flaws
    return (Flaw(0, len(text), f"{written.wanted} is wanted here, this gives {checked.type}"),)


def _type_of(text: str, scope: Scope) -> Type:
    try:
        return check(text, parse(text), scope, FUNCTIONS).type
    except FlawError:
        return DYN


def _item(step: ChooseStep, scope: Scope) -> Type:
    match _type_of(step.items, scope):
        case ListOf(of=kind):
            return kind
        case _:
            return DYN


def _picked(step: ChooseStep, scope: Scope) -> Type:
    """Return the type of the answer: an item; where the flow goes on without any, each of its fields may be absent."""
    kind = _item(step, scope)
    if step.empty.then == "stop" or not isinstance(kind, Record):
        return kind
    return replace(kind, fields={name: replace(one, optional=True) for name, one in kind.fields.items()})


def _under(at: Location, written: Written) -> Written:
    return Written((*at, *written.at), written.text, written.wanted)


def _readable(raw: dict[str, Any]) -> Flow:
    """Return of the raw flow what its facts are made of, as far as it can be read."""
    steps = []
    for _, step in written_steps(raw):
        try:
            steps.append(_STEP.validate_python(step))
        except ValidationError:
            continue
    try:
        fees = _FEES.validate_python(raw.get("fees", ()))
    except ValidationError:
        fees = ()
    known: dict[str, Any] = {"fees": fees, "steps": tuple(steps)}
    return Flow.model_construct(**known)
