"""What exploring a flow gives: plain texts and numbers, which go to people, files and other processes."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from kiosk.engine.events import Event
from kiosk.explorer.counting import counted
from kiosk.explorer.graph import Violation, Walk
from kiosk.explorer.promises.ways import judged
from kiosk.explorer.script import line, scenario


@dataclass(frozen=True)
class Broken:
    """A promise that is not kept. `path`: the shortest way there, an event a line; `scenario`: the same as a file."""

    promise: str
    step: str
    why: str
    path: tuple[str, ...]
    scenario: str

    @property
    def title(self) -> str:
        """The name of the promise in words, and what breaks it."""
        return f"{spoken(self.promise)}: {self.why}"


@dataclass(frozen=True)
class Report:
    """`paths` counts each loop once; `cuts`: moments at which the power went; `took_s`: seconds of one core."""

    service: str
    states: int
    events: int
    paths: int
    loops: int
    cuts: int
    broken: tuple[Broken, ...]
    took_s: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Self:
        """Read back what `as_dict` gave, also by way of JSON."""
        broken = tuple(Broken(**{**one, "path": tuple(one["path"])}) for one in value["broken"])
        return cls(**{**value, "broken": broken})


def report(walk: Walk) -> Report:
    """Return what a walk found."""
    count = counted(walk)
    broken = tuple(_broken(walk, one) for one in judged(walk))
    return Report(walk.flow.service, len(walk.nodes), walk.tried, count.paths, count.loops, count.cuts, broken)


def _broken(walk: Walk, violation: Violation) -> Broken:
    events: tuple[Event, ...] = walk.way(violation.node)
    if violation.event is not None:
        events = (*events, violation.event)
    name = f"{spoken(violation.promise)}: {violation.why}"
    text = scenario(name, walk.today(violation.node), events, walk.steps(violation.node))
    return Broken(violation.promise, violation.step, violation.why, tuple(map(line, events)), text)


def spoken(promise: str) -> str:
    """Return the name of a promise in words."""
    return promise.replace("_", " ")
