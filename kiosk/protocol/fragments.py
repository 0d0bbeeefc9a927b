"""Fragments of flows: put into the flow that includes them, with each thing still knowing the file it stands in.

    flow.yaml                         steps: [{kind: include, fragment: identity, prefix: my}, …]
    fragments/identity.yaml           steps: [{id: card, kind: identify, title: card.title}, …]
    fragments/identity.texts.zh.yaml  its words; where the flow has words of its own for a key, those count

They lie in `flows/fragments` and are copied into each package that includes them, so what is signed is whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from kiosk.protocol.document import Document, Location, Part, Problem, read_document
from kiosk.protocol.flow_places import written_steps
from kiosk.protocol.model_problems import did_you_mean, model_problems
from kiosk.protocol.notation import Strict
from kiosk.protocol.renaming import prefixed
from kiosk.protocol.steps.include import IncludeStep

FRAGMENTS = "fragments"
"""The folder, in a package and beside the departments."""

M = TypeVar("M", bound=BaseModel)
LEAST_ENGINE = 2


class Fragment(Strict):
    """What the file of a fragment holds; its steps are checked in the flow that they become a part of."""

    steps: list[Any] = Field(min_length=1)


def included(value: Any) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Yield place and value of each include in the raw flow."""
    return ((place, step) for place, step in written_steps(value) if step.get("kind") == "include")


def with_fragments(files: Mapping[str, bytes], shelf: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` of a flow with those of the fragments that it includes, from `shelf`: the names in the folder."""
    document, _ = read_document("flow.yaml", files.get("flow.yaml", b""))
    wanted = {str(step.get("fragment")) for _, step in included(document.value)} if document else set()
    own = {f"{FRAGMENTS}/{name}": content for name, content in shelf.items() if name.split(".")[0] in wanted}
    return {**own, **files}


def assembled(flow: Document, documents: Mapping[str, Document]) -> tuple[Document, list[Problem]]:
    """Return the flow with its fragments put in, and what is wrong with the includes themselves."""
    if not any(included(flow.value)):
        return flow, []
    assembly = _Assembly(flow, documents)
    steps = assembly.steps(flow, ("steps",), flow.value["steps"], ("steps",))
    return flow.assembled({**flow.value, "steps": steps}, tuple(assembly.parts)), assembly.problems


@dataclass
class _Assembly:
    flow: Document
    documents: Mapping[str, Document]
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def steps(self, source: Document, there: Location, given: Any, at: Location) -> Any:
        """Return the list `given`, which stands at `there` in `source` and will stand at `at`."""
        if not isinstance(given, list):
            return given
        taken: list[Any] = []
        for index, step in enumerate(given):
            if _is(step, "include"):
                self._include(source, (*there, index), step, (at, taken))
            else:
                self._take(source, (*there, index), step, (at, taken))
        return taken

    def _take(self, source: Document, there: Location, step: Any, to: tuple[Location, list[Any]]) -> None:
        at = (*to[0], len(to[1]))
        self.parts.append(Part(at, source, there))
        to[1].append(self._branch(source, there, step, at) if _is(step, "branch") else step)

    def _branch(self, source: Document, there: Location, step: dict[str, Any], at: Location) -> dict[str, Any]:
        def inside(owner: dict[str, Any], name: str, way: Location) -> dict[str, Any]:
            if name not in owner:
                return owner
            return {**owner, name: self.steps(source, (*there, *way, name), owner[name], (*at, *way, name))}

        step = inside(step, "otherwise", ())
        cases = step.get("cases")
        if not isinstance(cases, list):
            return step
        each = [inside(one, "steps", ("cases", n)) if isinstance(one, dict) else one for n, one in enumerate(cases)]
        return {**step, "cases": each}

    def _include(self, source: Document, there: Location, step: Any, to: tuple[Location, list[Any]]) -> None:
        if source is not self.flow:
            self.problems.append(source.problem(there, "a fragment includes no other", "include both in the flow"))
            return
        include = self._valid(source.within(there, step), IncludeStep)
        if include is None:
            return
        self._note_engine(source, there)
        document = self._fragment(source, there, include.fragment)
        fragment = self._valid(document, Fragment) if document else None
        if document is None or fragment is None:
            return
        for index, one in enumerate(prefixed(fragment.steps, include.prefix) if include.prefix else fragment.steps):
            if _is(one, "include"):
                self._include(document, ("steps", index), one, to)
            else:
                self._take(document, ("steps", index), one, to)

    def _fragment(self, source: Document, there: Location, name: str) -> Document | None:
        document = self.documents.get(f"{FRAGMENTS}/{name}.yaml")
        if document is None:
            files = (file.split("/")[-1] for file in self.documents if file.startswith(f"{FRAGMENTS}/"))
            known = {file.split(".")[0] for file in files}
            hint = did_you_mean(name, known) or f"flows/{FRAGMENTS}/ has none of that name"
            self.problems.append(source.problem((*there, "fragment"), f"there is no fragment {name!r}", hint))
        return document

    def _note_engine(self, source: Document, there: Location) -> None:
        engine = self.flow.value.get("engine")
        if isinstance(engine, int) and engine < LEAST_ENGINE:
            told = f"engine {engine} knows no include"
            self.problems.append(source.problem((*there, "kind"), told, f"write engine: {LEAST_ENGINE}"))

    def _valid(self, document: Document, model: type[M]) -> M | None:
        try:
            return model.model_validate(document.value)
        except ValidationError as error:
            self.problems += model_problems(lambda _: document, error, model)
            return None


def _is(step: Any, kind: str) -> bool:
    return isinstance(step, dict) and step.get("kind") == kind
