"""The fleet's threads: whatever is due next is done by whoever is free."""

import heapq
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence

from kiosk.fleet_simulation.terminal import SimulatedTerminal


class _Duty:
    """One thing that one terminal does again and again, never twice at once. `due_at` None: it sleeps, or is done."""

    def __init__(self, work: Callable[[], float | None]) -> None:
        self.work = work
        self.due_at: float | None = None
        self.under_way = self.again = False


class Fleet:
    """Runs terminals until `stop`. Their first beats are spread over `spread_s`, as after a power cut of a city."""

    def __init__(self, terminals: Sequence[SimulatedTerminal], *, threads: int = 8, spread_s: float = 5.0) -> None:
        self.terminals = tuple(terminals)
        self.beats = 0
        self._number = itertools.count()
        self._condition = threading.Condition()
        self._stopping = False
        self._due: list[tuple[float, int, _Duty]] = []
        self._beats = {one: _Duty(self._beating(one)) for one in self.terminals}
        self._updates = {one: _Duty(self._updating(one)) for one in self.terminals}
        self._reports = {one: _Duty(one.report) for one in self.terminals}
        begin = time.monotonic()
        with self._condition:
            for one in self.terminals:
                self._put(self._beats[one], begin + random.uniform(0, spread_s))
        self._threads = [
            threading.Thread(target=self._work, name=f"fleet-{one}", daemon=True) for one in range(threads)
        ]

    def start(self) -> None:
        """Begin; once."""
        for thread in self._threads:
            thread.start()

    def beat_soon(self, terminals: Iterable[SimulatedTerminal]) -> None:
        """Let them send a heartbeat now, or once more right after the one under way."""
        self._soon(self._beats[one] for one in terminals)

    def report_soon(self, terminals: Iterable[SimulatedTerminal]) -> None:
        """Let them look into their outbox now; each that has records needs it once to begin."""
        self._soon(self._reports[one] for one in terminals)

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

    def _beating(self, terminal: SimulatedTerminal) -> Callable[[], float]:
        def beat() -> float:
            wait_s = terminal.beat()
            with self._condition:
                self.beats += 1
            if terminal.due:
                self._soon([self._updates[terminal]])
            return wait_s

        return beat

    def _updating(self, terminal: SimulatedTerminal) -> Callable[[], float | None]:
        def update() -> float | None:
            wait_s = terminal.update()
            if wait_s is None:
                self._soon([self._beats[terminal]])  # with the outcome
            return wait_s

        return update

    def _soon(self, duties: Iterable[_Duty]) -> None:
        now = time.monotonic()
        with self._condition:
            for duty in duties:
                if duty.under_way:
                    duty.again = True
                else:
                    self._put(duty, now)

    def _work(self) -> None:
        while (duty := self._next()) is not None:
            wait_s = duty.work()
            with self._condition:
                duty.under_way = False
                if duty.again or wait_s is not None:
                    self._put(duty, time.monotonic() + (0.0 if duty.again else wait_s or 0.0))
                duty.again = False

    def _next(self) -> _Duty | None:
        """Wait for what is due; None when all is to end."""
        with self._condition:
            while not self._stopping:
                now = time.monotonic()
                if self._due and self._due[0][0] <= now:
                    due_at, _, duty = heapq.heappop(self._due)
                    if duty.due_at == due_at:  # else it was put off or brought forward since
                        duty.due_at, duty.under_way = None, True
                        return duty
                    continue
                self._condition.wait(self._due[0][0] - now if self._due else None)
            return None

    def _put(self, duty: _Duty, at: float) -> None:
        duty.due_at = at
        heapq.heappush(self._due, (at, next(self._number), duty))
        self._condition.notify()
