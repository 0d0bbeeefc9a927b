"""What a fleet did: how often, how long it took, what failed. Any thread adds."""

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Operation:
    """One kind of exchange. `times_s`: of those that were answered; `errors` by name; `retries` followed an error."""

    times_s: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    retries: int = 0

    @property
    def done(self) -> int:
        return len(self.times_s)

    def percentile_s(self, share: float) -> float:
        """Return the time that `share` of all answers did not exceed; 0 without any."""
        ordered = sorted(self.times_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Tally:
    """Operations by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._operations: dict[str, Operation] = {}

    def answered(self, name: str, took_s: float, *, retry: bool = False) -> None:
        """Count an exchange that went well."""
        with self._lock:
            operation = self._operations.setdefault(name, Operation())
            operation.times_s.append(took_s)
            operation.retries += retry

    def failed(self, name: str, error: str, *, retry: bool = False) -> None:
        """Count one that did not."""
        with self._lock:
            operation = self._operations.setdefault(name, Operation())
            operation.errors[error] += 1
            operation.retries += retry

    def count(self, name: str) -> int:
        """Return how many exchanges of that name were answered."""
        with self._lock:
            return self._operations[name].done if name in self._operations else 0

    def __iter__(self) -> Iterator[tuple[str, Operation]]:
        with self._lock:
            found = sorted(self._operations.items())
        yield from found
