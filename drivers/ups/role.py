"""What every uninterruptible power supply can do, and what it tells."""

from dataclasses import dataclass
from typing import Protocol

from drivers.cancel import Cancel
from drivers.status import DeviceStatus


@dataclass(frozen=True)
class UpsReading:
    """One look at a UPS. A number is None where the UPS has no sensor for it.

    There is no percentage of charge: the protocol does not tell it, and a voltage under load says little about it.
    """

    input_v: float | None
    fault_v: float | None  # lowest or highest input at the last disturbance
    output_v: float | None
    load_percent: int | None
    frequency_hz: float | None  # of the input
    battery_v: float | None  # of one cell (about 2) where the UPS is an online one, else of the whole battery
    temperature_c: float | None
    utility_failed: bool
    battery_low: bool
    bypass: bool  # or boosting, or bucking
    failed: bool
    standby_type: bool
    testing: bool
    shutting_down: bool
    beeper: bool


class Ups(Protocol):
    """A UPS. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the UPS's state. Never raises: a lost UPS is a status; the next call reconnects.

        Mains gone is ON_BATTERY, with BATTERY_LOW when minutes are left.
        """

    def read(self, *, timeout_s: float, cancel: Cancel) -> UpsReading:
        """Return all that the UPS measures.

        Raises:
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def shut_down(self, *, after_s: float, restore_after_s: float, timeout_s: float, cancel: Cancel) -> bool:
        """Let the UPS cut its output after `after_s` and give it back `restore_after_s` later, if the mains are there.

        Both are rounded up to what the protocol can say. True when the UPS then says itself that it is about to shut
        down; False when it took the command and does not say.

        Raises:
            Refused: HARDWARE_ERROR, the UPS does not do this.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
            ValueError: the times are out of range.
        """

    def close(self) -> None:
        """Give the wire back."""
