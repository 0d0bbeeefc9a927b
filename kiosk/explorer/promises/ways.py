"""What holds of all states together: where one can get from where."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from kiosk.engine.events import Submitted, TimerFired
from kiosk.engine.session import Asking, Session, Troubled
from kiosk.explorer.walk import Violation, Walk
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
    refused = isinstance(state, Troubled) and state.trouble.source == session.step_id
    return refused or (isinstance(state, Troubled) and state.trouble.code in NOBODY_KNOWS)


def _leading_to(walk: Walk, goals: Iterable[int]) -> set[int]:
    backward = defaultdict[int, list[int]](list)
    for edge in walk.edges:
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
    taken = {edge.source for edge in walk.edges if isinstance(edge.event, Submitted) and _takes(walk, edge.target)}
    for number, node in enumerate(walk.nodes):
        session = node.moment.session
        ends = isinstance(walk.flow.step(session.step_id), EndStep)
        if isinstance(session.state, Asking) and not session.ended and not ends and number not in taken:
            yield Violation("every_question_has_an_answer", session.step_id, "whatever is answered is refused", number)


def _takes(walk: Walk, number: int) -> bool:
    state = walk.nodes[number].moment.session.state
    return not (isinstance(state, Asking) and state.problem)


def every_step_is_reached(walk: Walk) -> Iterator[Violation]:
    reached = {node.moment.session.step_id for node in walk.nodes}
    for step in walk.flow.steps:
        if step.id not in reached:
            yield Violation("every_step_is_reached", step.id, f"no way leads to step {step.id!r}", -1)


def the_service_can_be_had(walk: Walk) -> Iterator[Violation]:
    if not any(node.moment.session.outcome is Outcome.COMPLETED for node in walk.nodes):
        yield Violation("the_service_can_be_had", walk.flow.steps[-1].id, "no way leads to the end of the service", -1)


WAYS: tuple[Callable[[Walk], Iterator[Violation]], ...] = (
    every_path_ends,
    no_state_is_a_dead_end,
    every_question_has_an_answer,
    every_step_is_reached,
    the_service_can_be_had,
)


def judged(walk: Walk) -> tuple[Violation, ...]:
    """Return all violations of the walk, those of single states first; the first of its kind at a step.

    A walk that met what cannot be carried out saw not everything: what it did not see is not held against the flow.
    """
    whole = not any(one.promise == "every_step_can_be_carried_out" for one in walk.violations)
    ways = [one for promise in WAYS for one in promise(walk)] if whole else []
    return tuple({(one.promise, one.step): one for one in reversed((*walk.violations, *ways))}.values())[::-1]
