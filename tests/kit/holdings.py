"""What this process holds of the machine."""

import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Holdings:
    files: int
    threads: int
    children: int
    resident_bytes: int

    def within(self, others: "Holdings", *, files: int = 0, growth_bytes: int | None = None) -> bool:
        """Whether there is no more here than in `others`, but for `files` that may be open now and not then."""
        return (
            self.files <= others.files + files
            and self.threads <= others.threads
            and self.children <= others.children
            and (growth_bytes is None or self.resident_bytes <= others.resident_bytes + growth_bytes)
        )


def holdings() -> Holdings:
    gc.collect()
    return Holdings(
        files=sum(1 for _ in Path("/proc/self/fd").iterdir()),
        threads=threading.active_count(),
        children=_children(),
        resident_bytes=int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGESIZE"),
    )


def _children() -> int:
    """Of all its threads, zombies included."""
    own = str(os.getpid())
    return sum(_parent(entry) == own for entry in Path("/proc").glob("[0-9]*/stat"))


def _parent(stat: Path) -> str:
    try:
        return stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1]
    except OSError:  # it has ended
        return ""
