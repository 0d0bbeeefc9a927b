"""Several processes that walk one flow together, level by level: each leaves its share of the states of a level.

Every one of them keeps the whole walk. Between them go numbers, and what is wrong; never a session: where another
process found a new state, the event is handed in here once more. So the walk is the same, however many there are.
"""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

Line = tuple[int, int | None, int, tuple[tuple[str, ...], ...]]
"""The number of an event, of the state that it leads to, how often the ledger wrote, and what is wrong."""
Told = tuple[int, list[Line]]
"""How many events were tried at a state, and what came of those that did something."""

_TOGETHER, _OF_THE_FIRST = 12, 10  # which also judges states and reports
_LEAST_EACH = _TOGETHER
"""Where a level has fewer states for each process, telling takes longer than leaving them."""


@dataclass(frozen=True)
class Crew:
    """This process is the one at `place`, from 0, of `size`; `ends`: of the first, to all others; of those, to it."""

    place: int = 0
    size: int = 1
    ends: tuple[Connection, ...] = ()

    @property
    def judges(self) -> bool:
        """True for the one that says what is wrong with states."""
        return self.place == 0

    def shares(self, level: Sequence[int]) -> bool:
        """True when the states of `level` are worth sharing."""
        return self.size > 1 and len(level) >= _LEAST_EACH * self.size

    def shared(self, level: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the states of `level` in their order, by the place of whoever leaves them.

        Neighbours stay together: they do much that is the same, and that is looked at once.
        """
        first, place = 0, 0
        while first < len(level):
            last = first + (_TOGETHER if place else _OF_THE_FIRST)
            yield place, level[first:last]
            first, place = last, (place + 1) % self.size

    def own(self, level: Sequence[int]) -> list[int]:
        """Return the states of this process."""
        return [number for place, numbers in self.shared(level) if place == self.place for number in numbers]

    def exchanged(self, own: list[Told]) -> list[list[Told]]:
        """Tell the others what was found here, and return what each found, by their places."""
        if self.place == 0:
            all_told: list[list[Told]] = [own, *(end.recv() for end in self.ends)]
            for end in self.ends:
                end.send(all_told)
        else:
            self.ends[0].send(own)
            all_told = self.ends[0].recv()
        return all_told


ALONE = Crew()


@contextmanager
def crew_of(size: int, work: Callable[[Crew], object]) -> Iterator[Crew]:
    """Give the first of a crew, whose others do the same `work` beside it; alone where processes cannot be forked."""
    if size <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield ALONE
        return
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(size - 1)]
    others = [
        context.Process(target=_beside, args=(work, Crew(place, size, (theirs,)), pipes), daemon=True)
        for place, (_, theirs) in enumerate(pipes, start=1)
    ]
    for other in others:
        other.start()
    for _, theirs in pipes:
        theirs.close()
    try:
        yield Crew(0, size, tuple(ours for ours, _ in pipes))
    finally:
        for ours, _ in pipes:
            ours.close()
        for other in others:
            other.join()


def _beside(work: Callable[[Crew], object], crew: Crew, pipes: Sequence[tuple[Connection, Connection]]) -> None:
    """Work until it is done, or the first is gone: then nobody is told anything any more."""
    for end in (end for pipe in pipes for end in pipe if end not in crew.ends):
        end.close()
    with suppress(EOFError, BrokenPipeError):
        work(crew)
