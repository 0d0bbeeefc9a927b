"""What a walk leaves: the states, the ways between them, and what is wrong there. The same for the same flow."""

from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.engine.events import Event
from kiosk.explorer.moment import Moment
from kiosk.protocol.flow import Flow

CARRIED_OUT, EVALUATED = "every_step_can_be_carried_out", "every_expression_can_be_evaluated"


class Node(NamedTuple):
    """A state as it was first reached: by `event` from the node of number `parent`, -1 at the start."""

    moment: Moment
    parent: int
    event: Event | None


class Edge(NamedTuple):
    """`event` leads from the node of number `source` to that of number `target`; the ledger wrote `writes` times."""

    source: int
    target: int
    event: Event
    writes: int


@dataclass(frozen=True)
class Violation:
    """`promise` is not kept at the end of the way to `node`, or when `event` then happens."""

    promise: str
    step: str
    why: str
    node: int
    event: Event | None = None


@dataclass
class Walk:
    """All of it. `tried` counts the events that were handed to sessions."""

    flow: Flow
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    tried: int = 0

    def today(self, number: int) -> str:
        """Return the day on which the way to that node is gone."""
        return self.nodes[max(number, 0)].moment.session.facts.today if self.nodes else ""

    def way(self, number: int) -> tuple[Event, ...]:
        """Return the shortest way to a node."""
        events: list[Event] = []
        while number >= 0 and (event := self.nodes[number].event) is not None:
            events.append(event)
            number = self.nodes[number].parent
        return tuple(reversed(events))

    def steps(self, number: int) -> tuple[str, ...]:
        """Return the step that each event of that way leads to."""
        steps: list[str] = []
        while number >= 0 and self.nodes[number].event is not None:
            steps.append(self.nodes[number].moment.session.step_id)
            number = self.nodes[number].parent
        return tuple(reversed(steps))
