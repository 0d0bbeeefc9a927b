"""A joint service put together: its flow with the steps of its members in place of the step of kind joint.

    joint: [fund, archive]   →   notice · card · form · fund's steps · archive's steps

Everything still knows the file that it stands in. See docs/adr/0027.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from kiosk.protocol.document import Document, Location, Part, Problem
from kiosk.protocol.joint_form import Asked
from kiosk.protocol.member import Joined, Wanted, member_of
from kiosk.protocol.members import joints, members, prefixes_in
from kiosk.protocol.model_problems import model_problems
from kiosk.protocol.package_texts import read_words, together
from kiosk.protocol.part_body import Node
from kiosk.protocol.steps.identify import Way
from kiosk.protocol.steps.joint import JointStep

LEAST_ENGINE = 3
KINDS_OF_CARDS = ("resident", "hmt", "foreign")
_CARD_ALONE = [Way.ID_CARD.value]


def joined(flow: Document, documents: Mapping[str, Document]) -> tuple[Document, list[Problem]]:
    """Return the flow with its members put in, and what is wrong with joining them.

    The fragments of `flow` are in it already; those of the members are among `documents`.
    """
    if not any(members(flow.value)) and not any(joints(flow.value)):
        return flow, []
    joining = _Joining(flow, documents)
    return joining.whole(), joining.problems


@dataclass
class _Joining:
    flow: Document
    documents: Mapping[str, Document]
    problems: list[Problem] = field(default_factory=list)
    places: list[Part] = field(default_factory=list)
    steps: list[Any] = field(default_factory=list)
    unneeded: set[str | None] = field(default_factory=set)

    def whole(self) -> Document:
        for at, _ in list(joints(self.flow.value)):
            if len(at) > 2 or len(list(joints(self.flow.value))) > 1:
                self.problems.append(self.flow.problem(at, "a flow has one joint step, outside its branches"))
                return self.flow
        header: dict[str, Any] = {}
        for index, step in enumerate(self.flow.value["steps"]):
            if isinstance(step, dict) and step.get("kind") == "joint":
                header = self._join(step, ("steps", index))
            else:
                self._take(step, self.flow, ("steps", index))
        return self.flow.assembled({**self.flow.value, **header, "steps": self.steps}, tuple(self.places))

    def _join(self, raw: dict[str, Any], at: Location) -> dict[str, Any]:
        self._note_engine((*at, "kind"), LEAST_ENGINE, "engine {} knows no joint")
        try:
            step = JointStep.model_validate(raw)
        except ValidationError as error:
            document = self.flow.within(at, raw)
            self.problems += model_problems(lambda _: document, error, JointStep)
            return {}
        texts = together(read_words(self.documents, []), prefixes_in(self.flow.value))
        asked, joined_ones = Asked(texts), list[Joined]()
        for index, part in enumerate(step.parts):
            place = (*at, "parts", index)
            if any(one.prefix == part.prefix for one in step.parts[:index]):
                told = f"prefix {part.prefix!r} is used twice"
                self.problems.append(self.flow.problem((*place, "prefix"), told, "give each part its own"))
                continue
            one = member_of(Wanted(self.flow, place, step, part), self.documents, self.problems)
            if one is not None:
                joined_ones.append(one)
                self._note_engine(
                    (*place, "flow"), one.engine, f"{part.flow} needs engine {one.engine}, this flow has {{}}"
                )
        for one in joined_ones:
            for question in one.questions:
                asked.ask(question, one.prefix)
        self.problems += asked.problems
        self._notice(step, at, joined_ones)
        self._card(step, at, joined_ones)
        self._form(step, at, asked, joined_ones)
        self._check(step, asked, joined_ones)
        for one in joined_ones:
            self._part(one, f"{step.id}_form" if not asked.asked else "")
        return self._header(joined_ones)

    def _note_engine(self, at: Location, least: int, told: str) -> None:
        engine = self.flow.value.get("engine")
        if isinstance(engine, int) and engine < least:
            self.problems.append(self.flow.problem(at, told.format(engine), f"write engine: {least}"))

    def _take(self, step: Any, document: Document, there: Location) -> Location:
        at: Location = ("steps", len(self.steps))
        self.places.append(Part(at, document, there))
        self.steps.append(step)
        return at

    def _notice(self, step: JointStep, at: Location, ones: list[Joined]) -> None:
        """Its own points, then those of the parts, except what its own already say."""
        notice, known = step.notice, {key for one in ones for key, _ in one.points}
        points: list[tuple[str, Document, Location]] = [
            (key, self.flow, (*at, "notice", "points", index)) for index, key in enumerate(notice.points)
        ]
        for one in ones:
            points += [(key, one.document, there) for key, there in one.points if key not in notice.said]
        for index, key in enumerate(notice.said):
            if key not in known and len(ones) == len(step.parts):
                hint = f"the parts say {', '.join(sorted(known))}"
                self.problems.append(self.flow.problem((*at, "notice", "said", index), f"no part says {key!r}", hint))
        raw = {
            "id": f"{step.id}_notice",
            "kind": "notice",
            "title": notice.title,
            "points": [key for key, _, _ in points],
            "consent_text": notice.consent_text,
        }
        placed = self._take(raw, self.flow, (*at, "notice"))
        raw |= self._values("notice", placed, ones)
        self.places += [Part((*placed, "points", n), document, there) for n, (_, document, there) in enumerate(points)]

    def _card(self, step: JointStep, at: Location, ones: list[Joined]) -> None:
        """What every part accepts; what one of them does about a fault is done for all."""
        cards = [(one, card) for one in ones for card in one.cards]
        if not cards:
            return
        accept = list(KINDS_OF_CARDS)
        on_fault: dict[str, Any] = {}
        for one, (card, there) in cards:
            allowed = card.get("accept", KINDS_OF_CARDS)
            both = [kind for kind in accept if isinstance(allowed, list | tuple) and kind in allowed]
            if not both:
                told = "accepts no card that the parts before it accept"
                self.problems.append(one.document.problem((*there, "accept"), told, "join other services"))
            accept = both or accept
            for name, remedy in card.get("on_fault", {}).items():
                if on_fault.setdefault(name, remedy) != remedy or "go_to" in remedy:
                    told = f"does something else about {name} than the other parts can: the card is read once for all"
                    self.problems.append(one.document.problem((*there, "on_fault", name), told, "leave it out"))
        ways = self._ways(cards)
        waits = [card["timeout_s"] for _, (card, _) in cards if "timeout_s" in card]
        raw = {"id": f"{step.id}_card", "kind": "identify", "title": step.card.title, "accept": accept}
        raw |= {"by": ways} if ways != _CARD_ALONE else {}
        raw |= ({"timeout_s": max(waits)} if waits else {}) | ({"on_fault": on_fault} if on_fault else {})
        raw |= self._values("card", self._take(raw, self.flow, (*at, "card")), ones)

    def _ways(self, cards: list[tuple[Joined, tuple[dict[str, Any], Location]]]) -> list[str]:
        """Return the ways in which every part knows a resident. A device that only another way needs is not needed."""
        common: list[str] = _ways_of(cards[0][1][0])
        for one, (card, there) in cards:
            both = [way for way in common if way in _ways_of(card)]
            if not both:
                told = "knows nobody in a way that the parts before it know"
                self.problems.append(one.document.problem((*there, "by"), told, "join other services"))
            common = both or common
        other = {way for _, (card, _) in cards for way in _ways_of(card)} - set(common)
        self.unneeded |= {Way(way).role for way in other if way in set(Way)}
        return common

    def _form(self, step: JointStep, at: Location, asked: Asked, ones: list[Joined]) -> None:
        if not asked.asked:
            return
        if step.form is None:
            told = f"the parts ask {len(asked.asked)} questions, and there is no form"
            self.problems.append(self.flow.problem(at, told, "write form: {title: …}"))
            return
        raw = {"id": f"{step.id}_form", "kind": "form", "title": step.form.title, "fields": asked.fields()}
        placed = self._take(raw, self.flow, (*at, "form"))
        raw |= self._values("form", placed, ones)
        for number, question in enumerate(asked.asked.values()):
            self.places.append(Part((*placed, "fields", number), question.document, question.there))

    def _values(self, name: str, at: Location, ones: list[Joined]) -> dict[str, Any]:
        """Return `{values: …}` for what the words of the members' steps of that name have in braces."""
        found: dict[str, Any] = {}
        for one in ones:
            for of, value_name, value, there in one.values:
                if of != name:
                    continue
                if found.setdefault(value_name, value) != value:
                    told = (
                        f"is another value than {value_name!r} in the parts before it, and their words stand together"
                    )
                    self.problems.append(one.document.problem(there, told, "give it another name", at_key=True))
                self.places.append(Part((*at, "values", value_name), one.document, there))
        return {"values": found} if found else {}

    def _check(self, step: JointStep, asked: Asked, ones: list[Joined]) -> None:
        """Where a part lists what it asked, one list of what all asked comes behind the one form, in its words."""
        found = [(check, one.document, there) for one in ones for check, there in one.checks]
        if not found or not asked.asked:
            return
        check, document, there = found[0]
        raw = {"id": f"{step.id}_check", "kind": "review", "title": check.get("title"), "answers": [f"{step.id}_form"]}
        raw |= self._values("check", self._take(raw, document, there), ones)

    def _part(self, one: Joined, unasked: str) -> None:
        """Put the steps of a part in. `unasked`: the one form, where all that it would ask is given."""
        for node in one.body:
            self._asked_for(node, one.document, unasked)
            at: Location = ("steps", len(self.steps))
            self.steps.append(self._emitted(node, at, one.document))

    def _asked_for(self, node: Node, document: Document, unasked: str) -> None:
        """A list in the middle of a part may be of the one form; nobody can look through what nobody answered."""
        for way in (*node.ways, node.otherwise):
            for inner in way:
                self._asked_for(inner, document, unasked)
        listed = node.step.get("answers")
        if node.step.get("kind") == "review" and isinstance(listed, list) and unasked in listed:
            told = "lists answers that this joint service gives itself: nobody is asked for them"
            self.problems.append(document.problem((*node.there, "answers"), told, "let at least one of them be asked"))

    def _emitted(self, node: Node, at: Location, document: Document) -> dict[str, Any]:
        """Return the raw step, and note where it and all in it stand."""
        self.places.append(Part(at, document, node.there))
        if not node.branches:
            return node.step
        cases = [
            {**case, "steps": self._list(way, (*at, "cases", number, "steps"), document)}
            for number, (case, way) in enumerate(zip(node.step.get("cases", []), node.ways, strict=True))
        ]
        otherwise = self._list(node.otherwise, (*at, "otherwise"), document)
        return {**node.step, "cases": cases, "otherwise": otherwise}

    def _list(self, nodes: list[Node], at: Location, document: Document) -> list[dict[str, Any]]:
        return [self._emitted(node, (*at, index), document) for index, node in enumerate(nodes)]

    def _header(self, ones: list[Joined]) -> dict[str, Any]:
        """What the parts need and cost, the whole needs and costs."""
        value = self.flow.value
        fees = list(_listed(value, "fees"))
        for one in ones:
            for raw, there in one.fees:
                self.places.append(Part(("fees", len(fees)), one.document, there))
                fees.append(raw)
        return {
            "devices": [role for role in _together(value, "devices", ones) if role not in self.unneeded],
            "operations": _together(value, "operations", ones),
            "fees": fees,
            "parts": [one.listed for one in ones],
        }


def _ways_of(card: dict[str, Any]) -> list[str]:
    given = card.get("by")
    return list(given) if isinstance(given, list | tuple) and given else _CARD_ALONE


def _listed(value: Any, name: str) -> Iterator[Any]:
    given = value.get(name) if isinstance(value, dict) else None
    return iter(given if isinstance(given, list) else [])


def _together(value: Any, name: str, ones: list[Joined]) -> list[Any]:
    known = list(_listed(value, name))
    for one in ones:
        known += [needed for needed in _listed(one.document.value, name) if needed not in known]
    return known
