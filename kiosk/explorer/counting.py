"""How many paths there are. A loop may be gone round for ever, so paths are counted where each loop counts once.

States that lead to each other are one knot. Between knots there are no loops, and the paths from the start to the ends
are counted exactly: two paths differ when they leave a knot by different events. Each power cut is an end, too.
"""

from collections import defaultdict
from dataclasses import dataclass

from kiosk.explorer.graph import Edge, Walk


@dataclass(frozen=True)
class Count:
    """`loops`: knots of more than one state, or of one that leads to itself."""

    paths: int
    loops: int
    cuts: int


def counted(walk: Walk) -> Count:
    """Return the numbers for a walk."""
    onward = defaultdict[int, list[Edge]](list)
    for edge in walk.edges:
        onward[edge.source].append(edge)
    knots = _knots(len(walk.nodes), {number: [edge.target for edge in edges] for number, edges in onward.items()})
    knot_of = {number: knot for knot, numbers in enumerate(knots) for number in numbers}
    paths: list[int] = []  # from each knot on; Tarjan's algorithm yields a knot after all that it leads to
    for knot, numbers in enumerate(knots):
        leaving = [edge for number in numbers for edge in onward[number] if knot_of[edge.target] != knot]
        cuts = sum(not walk.nodes[number].moment.session.ended for number in numbers)
        within = sum(edge.writes for number in numbers for edge in onward[number])
        ends = sum(walk.nodes[number].moment.session.ended for number in numbers)
        paths.append(ends + cuts + within + sum(paths[knot_of[edge.target]] for edge in leaving))
    looping = {edge.source for edge in walk.edges if edge.source == edge.target}
    loops = sum(len(numbers) > 1 or numbers[0] in looping for numbers in knots)
    standing = sum(not node.moment.session.ended for node in walk.nodes)
    return Count(paths[knot_of[0]] if paths else 0, loops, standing + sum(edge.writes for edge in walk.edges))


def _knots(size: int, onward: dict[int, list[int]]) -> list[list[int]]:
    """Return the strongly connected components, those that nothing leads out of first (Tarjan 1972)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    knots: list[list[int]] = []
    for start in range(size):
        calls = [] if start in order else [(start, 0)]
        while calls:
            number, at = calls.pop()
            if at == 0:
                order[number] = low[number] = len(order)
                stack.append(number)
                on_stack.add(number)
            targets = onward.get(number, [])
            if at:
                low[number] = min(low[number], low[targets[at - 1]])
            while at < len(targets) and targets[at] in order:
                if targets[at] in on_stack:
                    low[number] = min(low[number], order[targets[at]])
                at += 1
            if at < len(targets):
                calls += [(number, at + 1), (targets[at], 0)]
            elif low[number] == order[number]:
                knots.append(_taken_off(stack, on_stack, number))
    return knots


def _taken_off(stack: list[int], on_stack: set[int], last: int) -> list[int]:
    knot: list[int] = []
    while not knot or knot[-1] != last:
        knot.append(stack.pop())
        on_stack.discard(knot[-1])
    return knot
