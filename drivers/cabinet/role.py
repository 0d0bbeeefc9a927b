"""What every cabinet can tell and show, and its words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.cancel import Cancel
from drivers.lights import Flash, Light
from drivers.status import DeviceStatus


class Colour(StrEnum):
    """XFS4IoT `Lights` color."""

    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"
    BLUE = "blue"
    CYAN = "cyan"
    MAGENTA = "magenta"
    WHITE = "white"


@dataclass(frozen=True)
class CabinetReading:
    """One look at the sensors. None: the cabinet has no such sensor, or the board cannot read it."""

    door_open: bool | None
    tampered: bool | None
    presence: bool | None  # somebody stands before the terminal
    document_output_occupied: bool | None  # a sheet lies in the document printer's mouth
    temperature_c: float | None


class Cabinet(Protocol):
    """The cabinet's sensors and guide lights. Used by one thread at a time; reconnects by itself."""

    def status(self) -> DeviceStatus:
        """Return the cabinet's state. Never raises: a lost board is a status; the next call reconnects.

        DOOR_OPEN, TAMPERED, TOO_HOT and TOO_COLD are what the sensors say now; nothing is latched here, because the
        alarm at central keeps the memory. `media` is the sheet in the document printer's mouth.
        """

    def read(self, *, timeout_s: float, cancel: Cancel) -> CabinetReading:
        """Return what the sensors say.

        Raises:
            Refused: HARDWARE_ERROR, the board has not what its map says; BUSY.
            Unavailable, Timeout, ProtocolError, Cancelled: as `drivers.errors` tells.
        """

    def set_light(
        self, light: Light, flash: Flash, *, colour: Colour | None = None, timeout_s: float, cancel: Cancel
    ) -> bool:
        """Set one light; `colour` None, or on a light of one colour, is its own. False: there is no such light.

        After the board lost its power its lights are out; they are not set again from here.

        Raises:
            as `read`.
        """

    def close(self) -> None:
        """Give the wire back."""
