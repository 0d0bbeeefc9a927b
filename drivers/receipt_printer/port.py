"""What the emulated printer's connectors have in common. Each is the other end of a real wire."""

import os
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from drivers.receipt_printer.real_time import RealTimeFilter


class Alarm:
    """Wakes a thread that waits in `select` for `fd`; may be rung from any thread, also when it is over."""

    def __init__(self) -> None:
        self.fd = os.eventfd(0, os.EFD_NONBLOCK)
        self._lock = threading.Lock()

    def ring(self) -> None:
        with self._lock:
            if self.fd >= 0:
                os.eventfd_write(self.fd, 1)

    def hush(self) -> None:
        os.eventfd_read(self.fd)

    def close(self) -> None:
        with self._lock:
            os.close(self.fd)
            self.fd = -1


class Connection(ABC):
    """One host that is connected; told apart from others by identity."""

    def __init__(self) -> None:
        self.incoming = RealTimeFilter()

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Send to this host; to one that has gone, never. May be called from any thread."""


@dataclass(frozen=True)
class Reply:
    """What the printer sends to one host."""

    to: Connection
    data: bytes


class Inlet(Protocol):
    """The printer behind a connector; may be called from any thread."""

    @property
    def room_bytes(self) -> int:
        """How many bytes the receive buffer can take now."""

    @property
    def busy(self) -> bool:
        """Whether a printer with this much in its buffer asks the host to wait."""

    def receive(self, connection: Connection, data: bytes) -> bool:
        """Receive; what finds no room is lost. False when the plug falls out: hang up."""


class Port(Protocol):
    """A connector with its thread. `open` and `close` may be repeated, in any order."""

    @property
    def url(self) -> str:
        """What the driver opens."""

    def open(self, inlet: Inlet) -> None:
        """Let hosts connect."""

    def close(self) -> None:
        """Break all connections."""

    def wake(self) -> None:
        """There may be room again; called from any thread."""
