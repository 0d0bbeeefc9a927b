"""The fleet's threads: whatever is due next is done by whoever is free."""

import heapq
import itertools
import random
import threading
import time
from collections.abc import Sequence

from kiosk.fleet_simulation.terminal import SimulatedTerminal

_Due = tuple[float, int, SimulatedTerminal, bool]


class Fleet:
    """Runs terminals until `stop`. Their first beats are spread over `spread_s`, as after a power cut of a city."""

    def __init__(self, terminals: Sequence[SimulatedTerminal], *, threads: int = 8, spread_s: float = 5.0) -> None:
        self.terminals = tuple(terminals)
        self.beats = 0
        self._number = itertools.count()
        self._condition = threading.Condition()
        self._stopping = False
        begin = time.monotonic()
        self._due: list[_Due] = [
            (begin + random.uniform(0, spread_s), next(self._number), terminal, False) for terminal in self.terminals
        ]
        heapq.heapify(self._due)
        self._threads = [
            threading.Thread(target=self._work, name=f"fleet-{one}", daemon=True) for one in range(threads)
        ]

    def start(self) -> None:
        """Begin; once."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = 30.0) -> bool:
        """End, and close every terminal; return whether all threads ended in time."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        until = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        for terminal in self.terminals:
            terminal.close()
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (due := self._next()) is not None:
            terminal, updates = due
            if updates:
                wait_s = terminal.update()
                self._add(terminal, 0.0 if wait_s is None else wait_s, updates=wait_s is not None)
            else:
                wait_s = terminal.beat()
                with self._condition:
                    self.beats += 1
                # What central named is fetched at once; the next beat comes after that, and at once: with the outcome.
                self._add(terminal, 0.0 if terminal.due else wait_s, updates=terminal.due)

    def _next(self) -> tuple[SimulatedTerminal, bool] | None:
        """Wait for what is due; None when all is to end."""
        with self._condition:
            while not self._stopping:
                now = time.monotonic()
                if self._due and self._due[0][0] <= now:
                    _, _, terminal, updates = heapq.heappop(self._due)
                    return terminal, updates
                self._condition.wait(self._due[0][0] - now if self._due else None)
            return None

    def _add(self, terminal: SimulatedTerminal, wait_s: float, *, updates: bool) -> None:
        with self._condition:
            heapq.heappush(self._due, (time.monotonic() + wait_s, next(self._number), terminal, updates))
            self._condition.notify()
