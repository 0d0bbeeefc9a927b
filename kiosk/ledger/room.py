"""Whether the ledger can take what a session will record: asked before anybody is served, never in the midst of it.

Nothing is ever dropped to make room. The terminal serves nobody until there is room again, with some to spare, so that
it does not open and close by the minute.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger

_MIB = 1 << 20
_SPARE_ROOM = 2  # as much room as this times the limit ends a lack of it
_SPARE_UNSENT = 0.9  # as many unsent records as this part of the limit ends an excess of them


class Lack(StrEnum):
    """Why nothing can be recorded, the gravest first. Residents' words: `faults.terminal.<code>`."""

    NOT_WRITABLE = "NOT_WRITABLE"
    NO_ROOM = "NO_ROOM"
    TOO_MUCH_UNSENT = "TOO_MUCH_UNSENT"


CODES = MappingProxyType({Lack.NOT_WRITABLE: "LG090", Lack.NO_ROOM: "LG091", Lack.TOO_MUCH_UNSENT: "LG092"})
"""The technicians' codes, stable for ever."""

REMEDIES = MappingProxyType(
    {
        Lack.NOT_WRITABLE: "The disk takes no writes: look for read-only mounts, disk errors (dmesg) and rights.",
        Lack.NO_ROOM: "The disk is nearly full: find out with what; never delete the ledger.",
        Lack.TOO_MUCH_UNSENT: "Too many records wait for central: look at the connection and at central's intake.",
    }
)


@dataclass(frozen=True)
class Limits:
    """Less free room, or more records that central does not have, and nobody is served."""

    min_free_mib: int = 64
    most_unsent: int = 50_000


def lack_of(*, writable: bool, free_bytes: int, unsent: int, limits: Limits, before: Lack | None) -> Lack | None:
    """Return what is lacking; `before` is what was: a lack ends only with room to spare."""
    spare_room = _SPARE_ROOM if before is Lack.NO_ROOM else 1
    spare_unsent = _SPARE_UNSENT if before is Lack.TOO_MUCH_UNSENT else 1
    if not writable:
        return Lack.NOT_WRITABLE
    if free_bytes < limits.min_free_mib * _MIB * spare_room:
        return Lack.NO_ROOM
    if unsent > limits.most_unsent * spare_unsent:
        return Lack.TOO_MUCH_UNSENT
    return None


def free_bytes(folder: Path) -> int:
    """Return how much this user may still write there.

    Raises:
        OSError: the folder cannot be asked.
    """
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


class Room:
    """What is lacking now. One thread looks; `lack` may be read from any."""

    def __init__(self, ledger: Ledger, folder: Path, limits: Limits, free: Callable[[Path], int] = free_bytes) -> None:
        self._ledger, self._folder, self._limits, self._free = ledger, folder, limits, free
        self._lack: Lack | None = None

    @property
    def lack(self) -> Lack | None:
        """What was lacking when `look` was called last."""
        return self._lack

    def look(self) -> Lack | None:
        """Find out; a ledger that could not write is tried again. Between sessions, or after a write that failed."""
        try:
            doubted = self._ledger.failing or _mounted_read_only(self._folder)
            writable = not doubted or self._ledger.try_writing()
            free, unsent = self._free(self._folder), self._ledger.only_here()
        except (LedgerError, OSError):
            writable, free, unsent = False, 0, 0
        self._lack = lack_of(writable=writable, free_bytes=free, unsent=unsent, limits=self._limits, before=self._lack)
        return self._lack


def _mounted_read_only(folder: Path) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
