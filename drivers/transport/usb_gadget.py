"""The device's end of an emulated USB cable; `drivers.transport.usb_bus` is what it is plugged into."""

from dataclasses import dataclass
from typing import Protocol

from drivers.transport.usb_descriptors import IN, Descriptor


@dataclass(frozen=True)
class Setup:
    """A control request to endpoint 0, USB 2.0 table 9-2. `length` is what the host can take, or has sent."""

    request_type: int
    request: int
    value: int
    index: int
    length: int

    @property
    def to_host(self) -> bool:
        return bool(self.request_type & IN)


class Socket(Protocol):
    """What a gadget is plugged into."""

    def queue(self, gadget: "UsbGadget", endpoint: int, data: bytes, *, ends: bool) -> None:
        """Let the host read `data` from `endpoint`."""

    def wake(self) -> None:
        """Look again whether a waiting transfer can go on."""


class UsbGadget:
    """A device to be plugged into a `UsbBus`; subclass it. `take`, `control` and `power_up` run in the host's thread.

    A device that answers at once calls `send` from there; one that works for a while calls it from a thread of its own.
    """

    def __init__(self, descriptor: Descriptor) -> None:
        self.descriptor = descriptor
        self.socket: Socket | None = None  # set by the bus

    def take(self, endpoint: int, packet: bytes) -> bool:
        """Take a packet that the host wrote; False when there is no room: the host then waits for `room`.

        A device that does not say otherwise never has room, and the host's writes time out.
        """
        del endpoint, packet
        return False

    def control(self, setup: Setup, data: bytes) -> bytes | None:
        """Answer a class or vendor request (`data`: what the host sent); None stalls, as an unknown request does."""
        del setup, data
        return None

    def power_up(self) -> None:
        """Begin anew: the plug was put in."""

    def send(self, endpoint: int, data: bytes, *, ends: bool = False) -> None:
        """Let the host read `data`, cut into packets; `ends` adds an empty packet behind a full last one.

        A short packet ends a host's read. What is sent while nothing is plugged in is lost.
        """
        if self.socket is not None:
            self.socket.queue(self, endpoint, data, ends=ends)

    def room(self) -> None:
        """Say that `take` may fare better now."""
        if self.socket is not None:
            self.socket.wake()
