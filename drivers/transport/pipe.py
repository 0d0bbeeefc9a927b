"""What every byte pipe can do."""

from typing import Protocol

from drivers.cancel import Cancel


class Pipe(Protocol):
    """An open, bidirectional stream of bytes to one device. Used by one thread at a time.

    Every call raises `Unavailable` when the other end is gone and `Cancelled` within 50 ms of `cancel` being set.
    """

    def write(self, data: bytes, *, timeout_s: float, cancel: Cancel) -> None:
        """Hand all of `data` to the wire, or raise `Timeout`, whose `taken` says how many bytes went."""

    def read_exactly(self, size: int, *, timeout_s: float, cancel: Cancel) -> bytes:
        """Wait for exactly `size` bytes; raise `Timeout` naming how many arrived."""

    def read_available(self) -> bytes:
        """Return what has arrived already, perhaps nothing, of an endless stream a part; never waits."""

    def discard(self) -> None:
        """Forget what was written and has not left this machine, at the latest at the close; never raises."""

    def close(self) -> None:
        """Close; closing twice is allowed."""
