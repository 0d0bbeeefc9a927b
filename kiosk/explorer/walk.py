"""The walk: breadth first from the start, every event at every state, each state once. Same flow, same walk."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kiosk.engine.advance import advance, begin
from kiosk.engine.effects import Effect, ForLedger, StopTimer
from kiosk.engine.events import Event
from kiosk.engine.parts import trouble_of
from kiosk.engine.replacing import replace
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Answers, Change, Facts, Session
from kiosk.explorer.alike import Alike
from kiosk.explorer.arrivals import arrivals
from kiosk.explorer.late import Late, a_late_answer_changes_nothing
from kiosk.explorer.merging import Key, Merging
from kiosk.explorer.moment import Deed, Moment, Move, Words
from kiosk.explorer.outcomes import Outcome, Outcomes
from kiosk.explorer.promises import deeds, moves
from kiosk.explorer.promises.moments import MOMENTS, after_a_power_cut
from kiosk.explorer.readings import Reading, days, readings
from kiosk.explorer.replies import Replies
from kiosk.explorer.world import World, arrived, carried_out, is_work
from kiosk.protocol.flow import Flow
from kiosk.protocol.personal import Personal, revealed
from kiosk.protocol.steps import PayStep, Way

SESSION = "00000000-0000-0000-0000-000000000000"
"""As in scenarios, so that a path is replayed as it was walked."""
MOST_STATES = 200_000
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


def walk(flow: Flow, words: Words, *, facts: Facts) -> Walk:
    """Walk every path of `flow`; what is wrong is among the violations, the first of its kind at a step."""
    walker = _Walker(flow, words)
    walker.run(facts)
    return walker.walk


class _Walker:
    def __init__(self, flow: Flow, words: Words) -> None:
        self.walk = Walk(flow)
        self._words = words
        self._read: tuple[Reading, ...] = readings(flow)
        self._replies = Replies(self._read)
        self._late = Late(self._replies)
        self._merging = Merging(flow, self._read)
        self._secrets = _Secrets(flow, _own_words(flow, self._read), self._merging.alike)
        self._known: dict[Key, int] = {}
        self._outcomes = Outcomes(self._merging.alike)
        self._to_do: deque[int] = deque()
        self._told: set[tuple[str, str]] = set()

    def run(self, facts: Facts) -> None:
        for today in days(self._read, facts.today):
            self._begin(replace(facts, today=today))
        while self._to_do:
            if len(self.walk.nodes) > MOST_STATES:
                self._violated("every_path_ends", "", f"more than {MOST_STATES} states", len(self.walk.nodes) - 1)
                return
            self._leave(self._to_do.popleft())

    def _begin(self, facts: Facts) -> None:
        try:
            session, effects = begin(self.walk.flow, session_id=SESSION, facts=facts)
        except Exception as error:  # noqa: BLE001 - whatever it is, a resident would stand before it
            self._failed(error, self.walk.flow.steps[0].id, -1)
            return
        world, _ = self._carry_out(Moment(session, World()), (session, effects), -1)
        self._arrive(Moment(session, world), -1, None)

    def _leave(self, number: int) -> None:
        """Let everything happen to one state that may."""
        moment = self.walk.nodes[number].moment
        try:
            for event in arrivals(moment.session, moment.world, self._replies):
                self.walk.tried += 1
                self._happen(number, moment, event)
        except RuleError as error:
            self._failed(error, moment.session.step_id, number)

    def _happen(self, number: int, before: Moment, event: Event) -> None:
        try:
            session, effects = advance(before.session, event)
        except Exception as error:  # noqa: BLE001 - at a terminal the session would be broken off here
            self._failed(error, before.session.step_id, number, event)
            return
        told, change = Moment(before.session, arrived(before.world, event)), (session, effects)
        idle = session is before.session and not effects
        known = None if idle else self._outcomes.found(told, change)
        if known is not None:
            self._hold_move(moves.PROMISED_AGAIN, Move(told, event, Moment(session, known.world), effects), number)
            if not known.repeats(event):
                self._repeat(told, event, Moment(session, known.world), number)
            self.walk.edges.append(Edge(number, known.target, event, known.writes))
            return
        world, writes = self._carry_out(told, change, number, event)
        after = Moment(session, world)
        self._hold_move(moves.PROMISED, Move(told, event, after, effects), number)
        self._repeat(told, event, after, number)
        if not idle or world != before.world:
            target = self._arrive(after, number, event)
            self._outcomes.keep(Outcome(told, event, change, world, writes, target))
            self.walk.edges.append(Edge(number, target, event, writes))

    def _carry_out(self, told: Moment, change: Change, number: int, event: Event | None = None) -> tuple[World, int]:
        """Carry out one after another; after each write to the ledger the power may go."""
        world, (session, effects), writes = told.world, change, 0
        secrets = self._secrets.of(told.session, session) if effects else frozenset()
        for effect in effects:
            if isinstance(effect, StopTimer) and effect.timer not in world.timers:
                continue  # as most are: nothing stops that does not run
            self._hold_deed(Deed(world, effect, secrets), session.step_id, number, event)
            world = carried_out(world, effect, session.step_id)
            if isinstance(effect, ForLedger):
                writes += 1
                lost = after_a_power_cut(world, session.flow)
                if lost:
                    self._violated("a_power_cut_loses_nothing", session.step_id, lost, number, event)
        return _of_now(world, told.session, session, effects), writes

    def _repeat(self, before: Moment, event: Event, after: Moment, number: int) -> None:
        wrong = a_late_answer_changes_nothing(before, event, after, self._late)
        if wrong:
            self._violated("a_late_answer_changes_nothing", before.session.step_id, wrong, number, event)

    def _arrive(self, moment: Moment, parent: int, event: Event | None) -> int:
        key = self._merging.key(moment.session, moment.world)
        known = self._known.get(key)
        if known is not None:
            return known
        number = self._known[key] = len(self.walk.nodes)
        self.walk.nodes.append(Node(moment, parent, event))
        self._to_do.append(number)
        for promise in MOMENTS:
            if why := promise(moment, self._words):
                self._violated(promise.__name__, moment.session.step_id, why, number)
        return number

    def _hold_deed(self, deed: Deed, step: str, number: int, event: Event | None) -> None:
        for promise in deeds.PROMISED[type(deed.effect)]:
            if why := promise(deed):
                self._violated(promise.__name__, step, why, number, event)

    def _hold_move(self, promised: moves.Promised, move: Move, number: int) -> None:
        for promise in promised[type(move.event)]:
            if why := promise(move):
                at = move.after if promise in moves.AT_ARRIVAL else move.before
                self._violated(promise.__name__, at.session.step_id, why, number, move.event)

    def _failed(self, error: Exception, step: str, node: int, event: Event | None = None) -> None:
        """At a terminal the session would be broken off here."""
        if not isinstance(error, RuleError):
            self._violated(CARRIED_OUT, step, f"{type(error).__name__}: {error}", node, event)
            return
        stands_in = next((one.step for one in self._read if str(error).startswith(f"{one.whole!r}:")), step)
        self._violated(EVALUATED, stands_in, f"{error}", node, event)

    def _violated(self, promise: str, step: str, why: str, node: int, event: Event | None = None) -> None:
        if (promise, step) not in self._told:
            self._told.add((promise, step))
            self.walk.violations.append(Violation(promise, step, why, node, event))


class _Secrets:
    """Every text in the answers that belongs to the resident; each answer is looked at once, as sessions hand it on."""

    def __init__(self, flow: Flow, own_words: frozenset[str], alike: Alike) -> None:
        self._ours = {step.id for step in flow.steps if isinstance(step, PayStep)}  # a number of ours, and a sum
        self._own_words = own_words
        self._alike = alike
        self._in: dict[int, frozenset[str]] = {}
        self._of: dict[int, frozenset[str]] = {}

    def of(self, before: Session, after: Session) -> frozenset[str]:
        """Return the texts in the answers of both."""
        known = self._all(before.answers)
        return known if after.answers is before.answers else known | self._all(after.answers)

    def _all(self, answers: Answers) -> frozenset[str]:
        number = self._alike.answers(answers)
        known = self._of.get(number)
        if known is None:
            theirs = (self._told(answer) for name, answer in answers.items() if name not in self._ours)
            known = self._of[number] = frozenset[str]().union(*theirs)
        return known

    def _told(self, answer: Personal[Any]) -> frozenset[str]:
        number = self._alike.answer(answer)
        known = self._in.get(number)
        if known is None:
            told = frozenset(deeds.texts(revealed(answer))) if trouble_of(answer) is None else frozenset[str]()
            known = self._in[number] = told - self._own_words
        return known


def next_world(before: Moment, event: Event, change: Change) -> World:
    """Return the world after `event` and all that the session then asked for."""
    world, (session, effects) = arrived(before.world, event), change
    for effect in effects:
        world = carried_out(world, effect, session.step_id)
    return _of_now(world, before.session, session, effects)


def _of_now(world: World, before: Session, session: Session, effects: tuple[Effect, ...]) -> World:
    """Leave out what was asked under another ticket than the present one: it is too late for its answers."""
    work, asked = world.work, world.asked
    if work:
        ticket = session.ticket
        work = tuple([one for one in work if one.ticket == ticket]) if not session.ended else ()
    if asked and before is not session and before.ticket != session.ticket:
        asked = frozenset()
    new = [type(effect) for effect in effects if is_work(effect)]
    asked = asked.union(new) if new else asked
    return world if (work, asked) == (world.work, world.asked) else replace(world, work=work, asked=asked)


def _own_words(flow: Flow, read: tuple[Reading, ...]) -> frozenset[str]:
    """Return the texts of the flow itself, and the ways to identify: as an answer they tell nothing about a person."""
    ids = (step.id for step in flow.steps)
    return frozenset((*ids, *Way, *(str(value) for reading in read for _, value in reading.literals)))
