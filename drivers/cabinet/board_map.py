"""Where on a board the sensors and lights are wired. No standard says that: every board, and every wiring, is its own.

The default is ours, in the order that a sixteen-input board is usually wired; change it by configuration.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from drivers.cabinet.role import Colour
from drivers.lights import Flash, Light

_ADDRESSES = range(0x10000)
_LONGEST_SPAN = 64  # contacts are asked for in one question
_FLASHES, _COLOURS = list(Flash), [None, *Colour]
NO_SENSOR = -0x8000
"""A temperature register's value when its sensor is broken or missing."""


class Contact(StrEnum):
    """What a contact tells when it is 1, or 0 where it is inverted."""

    DOOR_OPEN = "door_open"
    TAMPERED = "tampered"
    PRESENCE = "presence"
    DOCUMENT_OUTPUT = "document_output"


@dataclass(frozen=True)
class BoardMap:
    """Modbus addresses, counted from 0. What is missing is not there.

    Args:
        contacts: discrete inputs (function 2).
        inverted: contacts that are 0 when they have something to tell, such as a tamper loop that is cut.
        temperature: input register (function 4), signed; None: no sensor.
        temperature_per_degree: how many of its steps make a degree Celsius.
        lights: holding registers (function 6), 256 × colour + flash, both counted in the order of XFS4IoT: flash from
            0 (off), colour from 1 (red), 0 being the light's own; or coils, see below.
        lights_are_coils: the board only switches (function 5): every flash but off is on.
    """

    contacts: Mapping[Contact, int] = field(default_factory=lambda: {one: at for at, one in enumerate(Contact)})
    inverted: frozenset[Contact] = frozenset()
    temperature: int | None = 0
    temperature_per_degree: float = 10.0
    lights: Mapping[Light, int] = field(default_factory=lambda: {one: at for at, one in enumerate(Light)})
    lights_are_coils: bool = False

    def __post_init__(self) -> None:
        at = [*self.contacts.values(), *self.lights.values(), *([] if self.temperature is None else [self.temperature])]
        if wrong := [address for address in at if address not in _ADDRESSES]:
            raise ValueError(f"a Modbus address is 0 to 65535, not {wrong[0]}")
        if len(set(self.contacts.values())) < len(self.contacts) or len(set(self.lights.values())) < len(self.lights):
            raise ValueError("two contacts, or two lights, with one address")
        if self.contacts and self.contacts_count > _LONGEST_SPAN:
            raise ValueError(f"contacts that lie {self.contacts_count} addresses apart; at most {_LONGEST_SPAN}")
        if not self.temperature_per_degree > 0:
            raise ValueError("temperature_per_degree must be positive")

    @property
    def contacts_start(self) -> int:
        return min(self.contacts.values())

    @property
    def contacts_count(self) -> int:
        return max(self.contacts.values()) - self.contacts_start + 1

    def contact(self, contact: Contact, bits: list[bool]) -> bool | None:
        """Find one contact in the inputs from `contacts_start` on."""
        if contact not in self.contacts:
            return None
        return bits[self.contacts[contact] - self.contacts_start] != (contact in self.inverted)

    def celsius(self, register: int) -> float | None:
        """Understand the temperature register, 0 to 65535."""
        signed = register - 0x10000 if register & 0x8000 else register
        return None if signed == NO_SENSOR else signed / self.temperature_per_degree


def light_register(flash: Flash, colour: Colour | None) -> int:
    return _COLOURS.index(colour) << 8 | _FLASHES.index(flash)


def read_light_register(register: int) -> tuple[Flash, Colour | None] | None:
    """The board's side: what it shows, None for a value that means nothing."""
    colour, flash = divmod(register, 256)
    return (_FLASHES[flash], _COLOURS[colour]) if flash < len(_FLASHES) and colour < len(_COLOURS) else None
