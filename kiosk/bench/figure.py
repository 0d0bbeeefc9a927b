"""A measurement that stands alone: what a platform was sized by, not how it compares."""

import os
import platform
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_VERIFIED = 2000
_SIGNED = bytes(300)


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


def yardstick() -> Figure:
    """Measure what a verification takes here and now: on a machine that others use, too, all grows with it."""
    key = Ed25519PrivateKey.generate()
    signed, public = key.sign(_SIGNED), key.public_key()
    began = time.process_time()
    for _ in range(_VERIFIED):
        public.verify(signed, _SIGNED)
    took_ms = (time.process_time() - began) / _VERIFIED * 1000
    return Figure("one Ed25519 verification, to compare machines by", took_ms, "ms of CPU", load_average())


def load_average() -> str:
    """Return how many processes wanted a core in the last minute, as it stands now."""
    return f"load average {os.getloadavg()[0]:.1f}"
