"""What a member does for itself: its steps behind the card and the form, as a part of the joint service.

Its rating, its end and its receipts fall away: the joint service has one of each. Where a way of the member ended
before others, the others are put under the condition that it was not gone:

    branch c: [a, end], otherwise: [] · b     →     branch c: [a], otherwise: [] · branch c: [], otherwise: [b]
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kiosk.protocol.document import Location

_DONE_ONCE = ("rate", "end")
_OF_THE_RECEIPT = ("receipt", "receipt_data")


@dataclass
class Node:
    """A raw step, where it stands in the member, and what is inside it if it is a branch."""

    step: dict[str, Any]
    there: Location
    ways: list[list["Node"]] = field(default_factory=list)
    otherwise: list["Node"] = field(default_factory=list)

    @property
    def branches(self) -> bool:
        return self.step.get("kind") == "branch"


def body(steps: list[Any], there: Location, first: int, part: str) -> list[Node]:
    """Return the steps from number `first` on, which stand at `there`, as those of `part`."""
    return _Body(part).nodes(steps, there, first)[0]


def every(nodes: list[Node]) -> Iterator[Node]:
    """Yield each node, with those inside branches."""
    for node in nodes:
        yield node
        for way in (*node.ways, node.otherwise):
            yield from every(way)


@dataclass
class _Body:
    part: str

    def nodes(self, steps: Any, there: Location, first: int = 0) -> tuple[list[Node], list[str]]:
        """Return the nodes, and the conditions under which the member ended among them."""
        taken: list[Node] = []
        for index, step in enumerate(steps if isinstance(steps, list) else []):
            if index < first:
                continue
            place = (*there, index)
            if not isinstance(step, dict):
                continue
            ends = [self._condition(step)] if step.get("kind") == "end" else []
            if step.get("kind") == "branch":
                node, ends = self._branch(step, place)
                taken.append(node)
            elif step.get("kind") not in _DONE_ONCE:
                taken.append(Node(self._own(step), place))
            if ends:
                rest, more = self.nodes(steps, there, index + 1)
                return taken + self._unless(ends, rest, step, place), ends + more
        return taken, []

    def _branch(self, step: dict[str, Any], there: Location) -> tuple[Node, list[str]]:
        node, ends, refused = Node(step, there), list[str](), list[str]()
        cases = step.get("cases")
        for index, case in enumerate(cases if isinstance(cases, list) else []):
            given = case if isinstance(case, dict) else {}
            way, inside = self.nodes(given.get("steps"), (*there, "cases", index, "steps"))
            node.ways.append(way)
            when = str(given.get("when"))
            ends += [_all((*refused, when, one)) for one in inside]
            refused.append(f"!({when})")
        node.otherwise, inside = self.nodes(step.get("otherwise"), (*there, "otherwise"))
        return node, ends + [_all((*refused, one)) for one in inside]

    def _unless(self, ends: list[str], rest: list[Node], step: dict[str, Any], there: Location) -> list[Node]:
        if not rest or "true" in ends:
            return []
        when = ends[0] if len(ends) == 1 else " || ".join(f"({one})" for one in ends)
        branch = {"id": f"{step.get('id')}_over", "kind": "branch", "cases": [{"when": when}]}
        return [Node(branch, there, [[]], rest)]

    def _own(self, step: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in step.items() if name not in _OF_THE_RECEIPT}
        return {**(kept if step.get("kind") == "issue" else step), "part": self.part}

    @staticmethod
    def _condition(step: dict[str, Any]) -> str:
        return str(step.get("when", "true"))


def _all(conditions: tuple[str, ...]) -> str:
    kept = [one for one in conditions if one != "true"]
    return kept[0] if len(kept) == 1 else " && ".join(f"({one})" for one in kept) or "true"
