"""What holds of all states together: where one can get from where."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from kiosk.engine.events import KeptForLater, Submitted, TimerFired
from kiosk.engine.session import Asking, Session, Troubled
from kiosk.explorer.graph import CARRIED_OUT, EVALUATED, Edge, Violation, Walk
from kiosk.explorer.world import NOBODY_KNOWS
from kiosk.protocol.records import Outcome
from kiosk.protocol.steps import EndStep


def every_path_ends(walk: Walk) -> Iterator[Violation]:
    """When nobody does anything and nothing answers, the clocks alone lead to the end, in whatever order they fire."""
    onward = defaultdict[int, list[int]](list)
    for edge in walk.edges:
        if isinstance(edge.event, TimerFired) and edge.target != edge.source:
            onward[edge.source].append(edge.target)
    ends = _that_end(walk, onward)
    for number in sorted(set(range(len(walk.nodes))) - ends):
        step = walk.nodes[number].moment.session.step_id
        yield Violation("every_path_ends", step, "left alone, the session never ends", number)


def _that_end(walk: Walk, onward: dict[int, list[int]]) -> set[int]:
    """Return the states from which each way along `onward` comes to an end: no circle, and no stop before it."""
    backward = defaultdict[int, list[int]](list)
    left = {number: len(targets) for number, targets in onward.items()}
    for source, targets in onward.items():
        for target in targets:
            backward[target].append(source)
    found = {number for number, node in enumerate(walk.nodes) if node.moment.session.ended}
    to_do = list(found)
    while to_do:
        for source in backward[to_do.pop()]:
            left[source] -= 1
            if not left[source] and source not in found:
                found.add(source)
                to_do.append(source)
    return found


def no_state_is_a_dead_end(walk: Walk) -> Iterator[Violation]:
    """From everywhere the service can be completed, or it was said why not: a refusal, doubtful paper, a failure."""
    good = {number for number, node in enumerate(walk.nodes) if _an_answer(node.moment.session)}
    reached = _leading_to(walk, good)
    for number, node in enumerate(walk.nodes):
        session = node.moment.session
        if number not in reached and not session.ended:
            yield Violation("no_state_is_a_dead_end", session.step_id, "nothing but leaving leads on from here", number)


def _an_answer(session: Session) -> bool:
    state = session.state
    if session.ended:
        return session.outcome in {Outcome.COMPLETED, Outcome.FAILED}
    refused = isinstance(state, Troubled) and (state.trouble.source == session.step_id or state.trouble.text != "")
    return refused or (isinstance(state, Troubled) and state.trouble.code in NOBODY_KNOWS)


def _leading_to(walk: Walk, goals: Iterable[int]) -> set[int]:
    backward = defaultdict[int, list[int]](list)
    for edge in walk.edges:
        if not isinstance(edge.event, KeptForLater):  # to come another time is no way on
            backward[edge.target].append(edge.source)
    found = set(goals)
    to_do = list(found)
    while to_do:
        new = set(backward[to_do.pop()]) - found
        found |= new
        to_do += new
    return found


def every_question_has_an_answer(walk: Walk) -> Iterator[Violation]:
    """Wherever the resident is asked, something that can be handed in is taken."""
    taken = {edge.source for edge in walk.edges if isinstance(edge.event, Submitted) and _takes(walk, edge)}
    for number, node in enumerate(walk.nodes):
        session = node.moment.session
        ends = isinstance(walk.flow.step(session.step_id), EndStep)
        if isinstance(session.state, Asking) and not session.ended and not ends and number not in taken:
            yield Violation("every_question_has_an_answer", session.step_id, "whatever is answered is refused", number)


def _takes(walk: Walk, edge: Edge) -> bool:
    before, after = (walk.nodes[number].moment.session for number in (edge.source, edge.target))
    refused = isinstance(after.state, Asking) and after.state.problem
    return not refused and (before.step_id, before.state, before.ended) != (after.step_id, after.state, after.ended)


def every_step_is_reached(walk: Walk) -> Iterator[Violation]:
    reached = {node.moment.session.step_id for node in walk.nodes}
    for step in walk.flow.steps:
        if step.id not in reached:
            yield Violation("every_step_is_reached", step.id, f"no way leads to step {step.id!r}", -1)


def the_service_can_be_had(walk: Walk) -> Iterator[Violation]:
    if not any(node.moment.session.outcome is Outcome.COMPLETED for node in walk.nodes):
        yield Violation("the_service_can_be_had", walk.flow.steps[-1].id, "no way leads to the end of the service", -1)


WAYS: tuple[tuple[Callable[[Walk], Iterator[Violation]], ...], ...] = (
    (every_path_ends, every_question_has_an_answer),
    (no_state_is_a_dead_end,),
    (the_service_can_be_had,),
    (every_step_is_reached,),
)
"""A group is held against the walk only when nothing of the groups before it is broken."""


def judged(walk: Walk) -> tuple[Violation, ...]:
    """Return all violations of the walk, those of single states first; the first of its kind at a step.

    What only follows from another violation is left out: behind what cannot be carried out nothing was seen, and
    behind a question without an answer nothing is reached.
    """
    found = list(walk.violations)
    if any(one.promise in {CARRIED_OUT, EVALUATED} for one in found):
        return tuple(found)
    for group in WAYS:
        new = [one for promise in group for one in promise(walk)]
        found += {(one.promise, one.step): one for one in reversed(new)}.values()
        if new:
            break
    return tuple(found)
