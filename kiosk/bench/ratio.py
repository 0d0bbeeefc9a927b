"""A measurement beside what it is measured against."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Ratio:
    """`ours`, the named statistic of `runs` values, and `theirs`, in the same unit, of the same run."""

    name: str
    statistic: str
    ours: float
    peer: str
    theirs: float
    unit: str
    runs: int

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    def line(self) -> str:
        """Return one line for people."""
        ours, theirs = _figure(self.ours), _figure(self.theirs)
        return (
            f"{self.name}: {self.ratio:.2f} × {self.peer} "
            f"({self.statistic} {ours} {self.unit} against {theirs} {self.unit}, {self.runs} runs)"
        )

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return {**asdict(self), "ratio": round(self.ratio, 4)}


def _figure(value: float) -> str:
    """Three figures, and all of those before the point."""
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of `values` do not exceed; the largest for few values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
