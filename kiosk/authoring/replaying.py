"""A trace played again, against the flow that it was made with or against a candidate for the next version.

The values are gone, so each event is filled with what the explorer tries of the same class, and what the flow's own
scenarios bring. Which value of a class it was may matter only steps later; so all of them are followed, until one leads
where the trace went or none does. The first line that nothing leads to is where the candidate goes another way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce

from kiosk.engine import tracing
from kiosk.engine.advance import advance, begin
from kiosk.engine.events import CardRead, Event
from kiosk.engine.rules import RuleError
from kiosk.engine.scenario import Do, event_of
from kiosk.engine.session import Doing, Facts, Session, Working
from kiosk.engine.trace import Happened, Then, Trace, TraceLine
from kiosk.explorer.arrivals import arrivals
from kiosk.explorer.cards import every_card
from kiosk.explorer.merging import Key, Merging
from kiosk.explorer.moment import Moment
from kiosk.explorer.readings import readings
from kiosk.explorer.replies import Replies
from kiosk.explorer.walk import SESSION, next_world
from kiosk.explorer.world import World, carried_out
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal

MOST_TRIED = 200_000
"""Events handed to sessions before a replay is given up."""
UNDONE = "cannot be carried out"


_Standing = tuple[tuple[Event, ...], Iterator[tuple[Event, Moment]]]


@dataclass(frozen=True)
class Difference:
    """At line `number`, from 1 (0: the start), the trace goes to `trace` and the candidate to one of `candidate`.

    `candidate` is empty when nothing of that class can happen there.
    """

    number: int
    happened: str
    trace: str
    candidate: tuple[str, ...]

    def __str__(self) -> str:
        there = " or ".join(self.candidate) if self.candidate else f"no {self.happened} can happen there"
        place = f"line {self.number} ({self.happened})" if self.number else "the start"
        return f"differs at {place}: trace: {self.trace}; candidate: {there}"


@dataclass(frozen=True)
class Replay:
    """`events`: a way that goes as far with the trace as any does. `difference`: None when that is all of it."""

    events: tuple[Event, ...]
    difference: Difference | None


@dataclass
class _Search:
    trace: Trace
    flow: Flow
    examples: tuple[Do, ...]
    furthest: tuple[Event, ...] = ()
    elsewhere: dict[int, set[Then | str]] = field(default_factory=dict)
    tried: int = 0

    def __post_init__(self) -> None:
        read = readings(self.flow)
        self._replies, self._merging = Replies(read), Merging(self.flow, read)
        self._failed: set[tuple[int, Key]] = set()

    def run(self) -> Replay:
        facts = Facts(self.trace.today, "WH0000", "示范街道")
        session, effects = begin(
            self.flow, session_id=SESSION, facts=facts, resuming=_code(resuming=self.trace.resuming)
        )
        if (went := tracing.then(session)) != self.trace.start:
            return Replay((), Difference(0, "begin", str(self.trace.start), (str(went),)))
        world = reduce(lambda so_far, effect: carried_out(so_far, effect, session.step_id), effects, World())
        whole = self._whole(Moment(session, world))
        return Replay(self.furthest, None if whole else self._difference())

    def _whole(self, start: Moment) -> bool:
        """Go depth first, as far as any way leads; a state that led nowhere at a line is not entered there again."""
        stack: list[_Standing] = [((), iter(self._steps(start, 0)))]
        while stack:
            way, following = stack[-1]
            if len(way) > len(self.furthest):
                self.furthest = way
            if len(way) == len(self.trace.lines):
                return True
            step = next(following, None) if self.tried < MOST_TRIED else None
            if step is None:
                stack.pop()
                continue
            event, moment = step
            name = (len(way) + 1, self._merging.key(moment.session, moment.world))
            if name not in self._failed:
                self._failed.add(name)
                stack.append(((*way, event), iter(self._steps(moment, len(way) + 1))))
        return False

    def _steps(self, moment: Moment, number: int) -> list[tuple[Event, Moment]]:
        """Return what of that line's class leads where the trace went; the nearest first."""
        if number == len(self.trace.lines):
            return []
        line, found = self.trace.lines[number], list[tuple[int, Event, Moment]]()
        for event in (*arrivals(moment.session, moment.world, self._replies), *self._examples(moment.session)):
            after = self._tried(moment, event, line, number)
            if after is not None:
                found.append((*after[:1], event, after[1]))
        return [(event, after) for _, event, after in sorted(found, key=lambda one: one[0])]

    def _examples(self, session: Session) -> Iterator[Event]:
        """Yield what the scenarios bring for where the session stands, and each kind of card with each validity."""
        kind = session.flow.step(session.step_id).kind if isinstance(session.state, Working) else ""
        if isinstance(session.state, Working) and session.state.doing is Doing.FETCHING:
            yield from (event_of(session, do) for do in self.examples if do.fetched is not None)
        elif kind == "call":
            yield from (event_of(session, do) for do in self.examples if do.reply is not None)
        elif kind == "identify":
            yield from (CardRead(session.ticket, Personal(card)) for card in every_card(session.facts))
            yield from (event_of(session, do) for do in self.examples if do.card or do.social_card)
        elif not kind:
            yield from (event_of(session, do) for do in self.examples if "submit" in do.model_fields_set)

    def _tried(self, moment: Moment, event: Event, line: TraceLine, number: int) -> tuple[int, Moment] | None:
        if type(event).__name__ != line.happened.event:
            return None
        self.tried += 1
        try:
            change = advance(moment.session, event)
            happened = tracing.happened(moment.session, event, change[0])
        except RuleError:
            self.elsewhere.setdefault(number, set()).add(UNDONE)
            return None
        if not _alike(happened, line.happened):
            return None
        went = tracing.then(change[0])
        if went != line.then:
            self.elsewhere.setdefault(number, set()).add(went)
            return None
        return len({*happened.near} ^ {*line.happened.near}), Moment(change[0], next_world(moment, event, change))

    def _difference(self) -> Difference:
        number = len(self.furthest)
        line = self.trace.lines[number]
        went = tuple(sorted(map(str, self.elsewhere.get(number, ()))))
        return Difference(number + 1, str(line.happened), str(line.then), went)


def _alike(one: Happened, other: Happened) -> bool:
    return (one.how, one.of) == (other.how, other.of)


def replay(trace: Trace, flow: Flow, examples: tuple[Do, ...] = ()) -> Replay:
    """Play `trace` through `flow`, whatever version it is. `examples`: what the flow's scenarios let happen."""
    return _Search(trace, flow, examples).run()


def traced(flow: Flow, events: tuple[Event, ...], today: str, *, resuming: bool = False) -> Trace:
    """Return the trace of a session to which `events` happened, each a second after the other."""
    facts = Facts(today, "WH0000", "示范街道")
    session, _ = begin(flow, session_id=SESSION, facts=facts, resuming=_code(resuming=resuming))
    start, lines = tracing.then(session), list[TraceLine]()
    for number, event in enumerate(events, start=1):
        after, effects = advance(session, event)
        if after is not session or effects:
            line = TraceLine(at_s=number, happened=tracing.happened(session, event, after), then=tracing.then(after))
            lines.append(line)
        session = after
    return Trace(
        service=flow.service,
        flow_version=flow.version,
        today=today,
        because="asked",
        resuming=resuming,
        start=start,
        lines=tuple(lines),
    )


def _code(*, resuming: bool) -> Personal[str] | None:
    """Any code will do: what it stands for is brought by an event."""
    return Personal("") if resuming else None
