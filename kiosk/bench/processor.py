"""Processor time of programs, whole families of processes, from proc(5): it does not grow when others are busy, too."""

import os
from collections import defaultdict
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def family(*pids: int) -> set[int]:
    """Return those processes and all that they started and that live."""
    children = defaultdict(list)
    for pid, fields in _all().items():
        children[int(fields[1])].append(pid)
    found, left = set[int](), list(pids)
    while left:
        pid = left.pop()
        found.add(pid)
        left += children[pid]
    return found


def family_cpu_s(*pids: int) -> float:
    """Return what a family has had, those included that have ended and were waited for."""
    stats = _all()
    mine = [stats[pid] for pid in family(*pids) if pid in stats]
    return sum(int(fields[index]) for fields in mine for index in (11, 12, 13, 14)) / _TICKS_PER_S


def parent_of(pid: int) -> int | None:
    """Return the parent of a process of this machine; None of one that is not here."""
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def written_bytes(*pids: int) -> int:
    """Return what a living family has given to write(2): files, not sockets that are sent to."""
    told = 0
    for pid in family(*pids):
        try:
            lines = Path(f"/proc/{pid}/io").read_text("ascii").splitlines()
        except OSError:
            continue
        told += next(int(line.split()[1]) for line in lines if line.startswith("wchar"))
    return told


def _all() -> dict[int, list[str]]:
    found = {int(path.name): _stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    return {pid: fields for pid, fields in found.items() if fields}


def _stat(pid: int) -> list[str]:
    """Return the fields of stat from the third on: state, ppid, …; utime is the 12th of these."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
