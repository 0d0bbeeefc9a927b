"""One member of a joint service, taken apart: what all members do alike, and what it does for itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.protocol.document import Document, Location, Problem
from kiosk.protocol.flow_places import written_steps
from kiosk.protocol.fragments import assembled
from kiosk.protocol.joint_form import Question, questions
from kiosk.protocol.members import folder_of, joints
from kiosk.protocol.model_problems import did_you_mean
from kiosk.protocol.part_body import Node, body, every
from kiosk.protocol.part_names import PartNames
from kiosk.protocol.steps.joint import JointStep, Member

_ASKED_ONCE = {"notice": "notice", "identify": "card", "form": "form", "review": "check"}
"""What every member has, by kind; what the joint service calls it."""

Placed = tuple[dict[str, Any], Location]


@dataclass(frozen=True)
class Joined:
    """`points`: keys of what its notices tell, and where; `cards`: how it reads the card; `fees`: with new names.

    `checks`: how it lists the answers of the one form before it begins.
    `values`: by what the joint service calls the step, what its words have in braces, and where.
    """

    prefix: str
    document: Document
    engine: int
    points: tuple[tuple[str, Location], ...]
    values: tuple[tuple[str, str, Any, Location], ...]
    cards: tuple[Placed, ...]
    checks: tuple[Placed, ...]
    questions: tuple[Question, ...]
    body: tuple[Node, ...]
    fees: tuple[Placed, ...]
    listed: dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """The member `part` of `joint`, which stands at `at` in `flow`."""

    flow: Document
    at: Location
    joint: JointStep
    part: Member


def member_of(wanted: Wanted, documents: Mapping[str, Document], problems: list[Problem]) -> Joined | None:
    """Return the member; None when it cannot be had, and `problems` then say why."""
    flow, at, part = wanted.flow, wanted.at, wanted.part
    document = documents.get(f"{folder_of(part.flow)}/flow.yaml")
    if document is None or not isinstance(document.value, dict) or not isinstance(document.value.get("steps"), list):
        problems.append(
            flow.problem((*at, "flow"), f"there is no service {part.flow!r}", "flows/ has none of that name")
        )
        return None
    document, found = assembled(document, documents)
    problems += found
    if document.value.get("service") != part.flow or any(joints(document.value)):
        told = f"{part.flow!r} is " + ("a joint service itself" if any(joints(document.value)) else "another service")
        problems.append(flow.problem((*at, "flow"), told, "name the services that it is made of"))
        return None
    return _Taking(wanted, document, problems).taken()


@dataclass
class _Taking:
    wanted: Wanted
    document: Document
    problems: list[Problem]

    def taken(self) -> Joined:
        value, steps = self.document.value, self.document.value["steps"]
        first = _first_of_its_own(steps)
        names = self._names(steps[:first], steps)
        renamed = names.renamed(steps)
        for there, form in names.whole:
            told = f"speaks of the form {form!r} as a whole, and one form asks what all parts ask"
            self.problems.append(self.document.problem(there, told, f"name its fields: {form}.…"))
        nodes = body(renamed, ("steps",), first, self.wanted.part.prefix)
        self._targets(nodes)
        opening = [(step, ("steps", index)) for index, step in enumerate(renamed[:first])]
        return Joined(
            prefix=self.wanted.part.prefix,
            document=self.document,
            engine=value.get("engine") if isinstance(value.get("engine"), int) else 1,
            points=tuple(
                (key, (*there, "points", number))
                for step, there in opening
                if step["kind"] == "notice"
                for number, key in enumerate(step.get("points", []))
            ),
            values=tuple(
                (_ASKED_ONCE[step["kind"]], str(name), value, (*there, "values", name))
                for step, there in opening
                if isinstance(step.get("values"), dict)
                for name, value in step["values"].items()
            ),
            cards=tuple((step, there) for step, there in opening if step["kind"] == "identify"),
            checks=tuple((step, there) for step, there in opening if step["kind"] == "review"),
            questions=tuple(
                Question(plain.name, one.raw, one.document, one.there)
                for number, (step, there) in enumerate(opening)
                if step["kind"] == "form"
                for plain, one in zip(
                    questions(self.document, steps[number], there),
                    questions(self.document, step, there),
                    strict=True,
                )
                if plain.said not in self.wanted.part.given
            ),
            body=tuple(nodes),
            fees=tuple(
                ({**fee, **self._fee(names, fee)}, ("fees", index))
                for index, fee in enumerate(value.get("fees", []))
                if isinstance(fee, dict)
            ),
            listed={
                "id": self.wanted.part.prefix,
                "title": names.text(str(value.get("title"))),
                "summary": names.text(str(value.get("summary"))),
                "department": names.text(str(value.get("department"))),
            },
        )

    def _names(self, opening: list[dict[str, Any]], steps: list[Any]) -> PartNames:
        prefix, joint = self.wanted.part.prefix, self.wanted.joint.id
        known = {str(step.get("id")) for _, step in written_steps({"steps": steps})}
        new = {name: f"{prefix}_{name}" for name in known}
        fields: dict[tuple[str, ...], str] = {}
        forms: set[str] = set()
        for step in opening:
            name = str(step.get("id"))
            new[name] = f"{joint}_{_ASKED_ONCE[step['kind']]}"
            if step["kind"] == "form":
                forms |= {name} if isinstance(step.get("fields"), list) else set()
                for question in questions(self.document, step, ()):
                    fields[question.name] = f"{joint}_form.{question.id_under(prefix)}"
                    self._offered(question)
        self._given(fields)
        return PartNames(prefix, folder_of(self.wanted.part.flow), new, fields, frozenset(forms))

    def _given(self, fields: dict[tuple[str, ...], str]) -> None:
        known = {".".join(name): name for name in fields}
        for said, expression in self.wanted.part.given.items():
            if said in known:
                fields[known[said]] = f"({expression})"
                continue
            hint = did_you_mean(said, known) or (f"it asks {', '.join(known)}" if known else "it asks nothing at once")
            told = f"{self.wanted.part.flow} asks no {said!r} before it begins"
            self.problems.append(self.wanted.flow.problem((*self.wanted.at, "given", said), told, hint, at_key=True))

    def _offered(self, question: Question) -> None:
        """An answer that is given as it stands is one of those that the question offers."""
        said = re.fullmatch(r"(['\"])(\w*)\1", self.wanted.part.given.get(question.said, "").strip())
        options = question.raw.get("options")
        known = {str(one.get("id")) for one in options if isinstance(one, dict)} if isinstance(options, list) else set()
        if said and known and said[2] not in known:
            told = f"{said[2]!r} is no option of {question.said!r}"
            hint = did_you_mean(said[2], known) or f"one of {', '.join(sorted(known))}"
            self.problems.append(self.wanted.flow.problem((*self.wanted.at, "given", question.said), told, hint))

    def _targets(self, nodes: list[Node]) -> None:
        """Nothing may lead to what the joint service leaves out, and the card is read once."""
        ids = {node.step.get("id") for node in every(nodes)}
        for node in every(nodes):
            if node.step.get("kind") == "identify":
                told = "reads the card in the middle of the service; a joint service reads it once, before all parts"
                self.problems.append(self.document.problem(node.there, told, "read it before everything else"))
            if node.step.get("kind") == "send":
                told = "sends a receipt of its own, and a joint service has one for all parts"
                self.problems.append(self.document.problem(node.there, told, "leave it to the service by itself"))
            remedies = node.step.get("on_fault")
            for name, remedy in remedies.items() if isinstance(remedies, dict) else ():
                target = remedy.get("go_to") if isinstance(remedy, dict) else None
                if target is not None and target not in ids:
                    own = str(target).removeprefix(f"{self.wanted.part.prefix}_")
                    told = f"leads to {own!r}, which a joint service has in another place"
                    place = (*node.there, "on_fault", name)
                    self.problems.append(self.document.problem(place, told, "write {end: words}, or leave it out"))

    def _fee(self, names: PartNames, fee: dict[str, Any]) -> dict[str, Any]:
        words = {name: names.text(str(fee[name])) for name in ("name", "basis") if fee.get(name) is not None}
        return {"id": f"{self.wanted.part.prefix}_{fee.get('id')}", **words}


def _first_of_its_own(steps: list[Any]) -> int:
    """Return the number of the first step that is not asked once for all: it hangs on something, or does something."""
    for number, step in enumerate(steps):
        if not isinstance(step, dict) or step.get("kind") not in _ASKED_ONCE or "when" in step:
            return number
        if step["kind"] == "review" and "answers" not in step:
            return number
    return len(steps)
