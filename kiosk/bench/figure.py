"""A measurement that stands alone: what a platform was sized by, not how it compares."""

import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """`how`: what was running while it was measured, and for how long."""

    name: str
    value: float
    unit: str
    how: str

    def line(self) -> str:
        """Return one line for people."""
        shown = f"{self.value:.0f}" if abs(self.value) >= 1000 else f"{self.value:.3g}"
        return f"{self.name}: {shown} {self.unit} ({self.how})"

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self)


def machine() -> str:
    """Name the machine: cores, processor, system."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    ]
    return f"{os.cpu_count()} × {names[0] if names else platform.machine()}, Linux {platform.release()}"


def load_average() -> str:
    """Return how many processes wanted a core in the last minute, as it stands now."""
    return f"load average {os.getloadavg()[0]:.1f}"
