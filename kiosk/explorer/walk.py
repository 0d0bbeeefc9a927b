"""The walk: breadth first from the start, every event at every state, each state once. Same flow, same walk.

A state is first left, and what is found there is only noted; then what was noted is entered into the walk, in the order
of states and events. So several processes can leave the states of a level together, see `kiosk.explorer.crew`.
"""

from collections.abc import Iterator, Sequence

from kiosk.engine.advance import advance, begin
from kiosk.engine.effects import Effect, ForLedger, StopTimer
from kiosk.engine.events import Event
from kiosk.engine.replacing import replace
from kiosk.engine.rules import RuleError
from kiosk.engine.session import Change, Facts, Session
from kiosk.explorer.arrivals import arrivals
from kiosk.explorer.belongings import Secrets
from kiosk.explorer.crew import ALONE, Crew, Told
from kiosk.explorer.finding import Found, Left, Wrong, told_of
from kiosk.explorer.graph import CARRIED_OUT, EVALUATED, Edge, Node, Violation, Walk
from kiosk.explorer.late import Late, a_late_answer_changes_nothing
from kiosk.explorer.merging import Key, Merging
from kiosk.explorer.moment import Deed, Moment, Move, Words
from kiosk.explorer.outcomes import Outcome, Outcomes, Place
from kiosk.explorer.promises import deeds, moves
from kiosk.explorer.promises.moments import MOMENTS, after_a_power_cut
from kiosk.explorer.readings import Reading, days, readings
from kiosk.explorer.replies import Replies
from kiosk.explorer.world import World, arrived, carried_out, is_work
from kiosk.protocol.flow import Flow

SESSION = "00000000-0000-0000-0000-000000000000"
"""As in scenarios, so that a path is replayed as it was walked."""
MOST_STATES = 200_000


def walk(flow: Flow, words: Words, *, facts: Facts, crew: Crew = ALONE) -> Walk:
    """Walk every path of `flow`; what is wrong is among the violations, the first of its kind at a step."""
    walker = _Walker(flow, words, crew)
    walker.run(facts)
    return walker.walk


class _Walker:
    def __init__(self, flow: Flow, words: Words, crew: Crew) -> None:
        self.walk = Walk(flow)
        self._words, self._crew = words, crew
        self._read: tuple[Reading, ...] = readings(flow)
        self._replies = Replies(self._read)
        self._late = Late(self._replies)
        self._merging = Merging(flow, self._read)
        self._secrets = Secrets(flow, self._read, self._merging.alike)
        self._outcomes = Outcomes(self._merging.alike)
        self._places: dict[Key, Place] = {}
        self._numbered: list[Place] = []
        self._level: list[int] = []
        self._wrong: list[Wrong] = []
        self._told: set[tuple[str, str]] = set()

    def run(self, facts: Facts) -> None:
        for today in days(self._read, facts.today):
            self._begin(replace(facts, today=today))
        while self._level:
            level, self._level = self._level, []
            for left in self._leave_all(level):
                if len(self.walk.nodes) > MOST_STATES:
                    too_many = Wrong("every_path_ends", "", f"more than {MOST_STATES} states")
                    self._tell(too_many, len(self.walk.nodes) - 1)
                    return
                self._enter(left)

    def _begin(self, facts: Facts) -> None:
        try:
            session, effects = begin(self.walk.flow, session_id=SESSION, facts=facts)
        except Exception as error:  # noqa: BLE001 - whatever it is, a resident would stand before it
            self._failed(error, self.walk.flow.steps[0].id)
            self._enter(Left(-1, 0, [Found(0, None, wrong=self._taken())]))
            return
        world, _ = self._carry_out(Moment(session, World()), (session, effects))
        after = Moment(session, world)
        for one in self._taken():
            self._tell(one, -1)
        self._arrive(self._place(after), after, -1, None)

    def _leave_all(self, level: Sequence[int]) -> Iterator[Left]:
        """Yield what is found at each state of a level, in their order."""
        if not self._crew.shares(level):
            yield from map(self._leave, level)
            return
        own = [self._leave(number) for number in self._crew.own(level)]
        told = [iter(one) for one in self._crew.exchanged(told_of(own))]
        new: list[dict[int, tuple[Place, Moment]]] = [{} for _ in told]
        left = iter(own)
        for place, numbers in self._crew.shared(level):
            for number in numbers:
                yield (
                    next(left) if place == self._crew.place else self._taken_over(number, next(told[place]), new[place])
                )

    def _leave(self, number: int) -> Left:
        """Let everything happen to one state that may."""
        moment = self.walk.nodes[number].moment
        found: list[Found] = []
        tried = 0
        try:
            for event in arrivals(moment.session, moment.world, self._replies):
                one = self._happen(tried, moment, event)
                tried += 1
                if one.place is not None or one.wrong:
                    found.append(one)
        except RuleError as error:
            self._failed(error, moment.session.step_id)
            found.append(Found(-1, None, wrong=self._taken()))
        return Left(number, tried, found)

    def _happen(self, turn: int, before: Moment, event: Event) -> Found:
        try:
            session, effects = advance(before.session, event)
        except Exception as error:  # noqa: BLE001 - at a terminal the session would be broken off here
            self._failed(error, before.session.step_id)
            return Found(turn, event, wrong=self._taken())
        told, change = Moment(before.session, arrived(before.world, event)), (session, effects)
        idle = session is before.session and not effects
        known = None if idle else self._outcomes.found(told, change)
        if known is not None:
            after = Moment(session, known.world)
            self._hold_move(moves.PROMISED_AGAIN, Move(told, event, after, effects))
            if not known.repeats(event):
                self._repeat(told, event, after)
            return Found(turn, event, known.place, after, known.writes, self._taken())
        world, writes = self._carry_out(told, change)
        after = Moment(session, world)
        self._hold_move(moves.PROMISED, Move(told, event, after, effects))
        self._repeat(told, event, after)
        if idle and world == before.world:
            return Found(turn, event, wrong=self._taken())
        place = self._place(after)
        self._outcomes.keep(Outcome(told, event, change, world, writes, place))
        return Found(turn, event, place, after, writes, self._taken())

    def _carry_out(self, told: Moment, change: Change) -> tuple[World, int]:
        """Carry out one after another; after each write to the ledger the power may go."""
        world, (session, effects), writes = told.world, change, 0
        secrets = self._secrets.of(told.session, session) if effects else frozenset()
        for effect in effects:
            if isinstance(effect, StopTimer) and effect.timer not in world.timers:
                continue  # as most are: nothing stops that does not run
            self._hold_deed(Deed(world, effect, secrets), session.step_id)
            world = carried_out(world, effect, session.step_id)
            if isinstance(effect, ForLedger):
                writes += 1
                lost = after_a_power_cut(world, session.flow)
                if lost:
                    self._violated("a_power_cut_loses_nothing", session.step_id, lost)
        return _of_now(world, told.session, session, effects), writes

    def _repeat(self, before: Moment, event: Event, after: Moment) -> None:
        wrong = a_late_answer_changes_nothing(before, event, after, self._late)
        if wrong:
            self._violated("a_late_answer_changes_nothing", before.session.step_id, wrong)

    def _place(self, moment: Moment) -> Place:
        """Return the state that `moment` is, whether it has a number yet or not."""
        return self._places.setdefault(self._merging.key(moment.session, moment.world), Place())

    def _hold_deed(self, deed: Deed, step: str) -> None:
        for promise in deeds.PROMISED[type(deed.effect)]:
            if why := promise(deed):
                self._violated(promise.__name__, step, why)

    def _hold_move(self, promised: moves.Promised, move: Move) -> None:
        for promise in promised[type(move.event)]:
            if why := promise(move):
                at = move.after if promise in moves.AT_ARRIVAL else move.before
                self._violated(promise.__name__, at.session.step_id, why)

    def _failed(self, error: Exception, step: str) -> None:
        """At a terminal the session would be broken off here."""
        if not isinstance(error, RuleError):
            self._violated(CARRIED_OUT, step, f"{type(error).__name__}: {error}")
            return
        stands_in = next((one.step for one in self._read if str(error).startswith(f"{one.whole!r}:")), step)
        self._violated(EVALUATED, stands_in, f"{error}")

    def _violated(self, promise: str, step: str, why: str) -> None:
        if (promise, step) not in self._told:
            self._wrong.append(Wrong(promise, step, why))

    def _taken(self) -> tuple[Wrong, ...]:
        if not self._wrong:
            return ()
        taken, self._wrong = tuple(self._wrong), []
        return taken

    # What was noted is entered: the only place where states get their numbers

    def _enter(self, left: Left) -> None:
        self.walk.tried += left.tried
        for _, event, place, after, writes, wrong in left.found:
            for one in wrong:
                self._tell(one, left.number, event)
            if place is not None and event is not None:
                target = self._arrive(place, after, left.number, event)
                self.walk.edges.append(Edge(left.number, target, event, writes))

    def _arrive(self, place: Place, moment: Moment | None, parent: int, event: Event | None) -> int:
        if place.number is None:
            assert moment is not None, "who first comes to a state knows it"
            place.number = len(self.walk.nodes)
            self._numbered.append(place)
            self.walk.nodes.append(Node(moment, parent, event))
            self._level.append(place.number)
            for promise in MOMENTS if self._crew.judges else ():
                if why := promise(moment, self._words):
                    self._tell(Wrong(promise.__name__, moment.session.step_id, why), place.number)
        return place.number

    def _tell(self, wrong: Wrong, node: int, event: Event | None = None) -> None:
        if wrong[:2] not in self._told:
            self._told.add(wrong[:2])
            self.walk.violations.append(Violation(*wrong, node, event))

    # What another process found

    def _taken_over(self, number: int, told: Told, new: dict[int, tuple[Place, Moment]]) -> Left:
        """Return it, with states and events of our own: they are the same here. `new`: its states without a number."""
        moment, found = self.walk.nodes[number].moment, list[Found]()
        events = self._events(moment)
        tried, lines = told
        for turn, target, writes, wrong in lines:
            event = events[turn] if turn >= 0 else None
            place, after = None, None
            if target is not None and event is not None:
                place, after = self._target(moment, event, target, new)
            found.append(Found(turn, event, place, after, writes, tuple(Wrong(*one) for one in wrong)))
        return Left(number, tried, found)

    def _events(self, moment: Moment) -> list[Event]:
        events: list[Event] = []
        try:
            for event in arrivals(moment.session, moment.world, self._replies):
                events.append(event)  # noqa: PERF402 - those before the error count
        except RuleError:
            pass  # whoever left the state has noted it
        return events

    def _target(
        self, before: Moment, event: Event, target: int, new: dict[int, tuple[Place, Moment]]
    ) -> tuple[Place, Moment | None]:
        if target >= 0:
            return self._numbered[target], None
        if target not in new:
            change = advance(before.session, event)
            after = Moment(change[0], next_world(before, event, change))
            new[target] = self._place(after), after
        return new[target]


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
