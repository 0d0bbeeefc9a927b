"""Trouble on order: which fault befalls which device at which moment of a walk."""

import argparse
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from drivers.faults import Fault, Role


class Moment(StrEnum):
    """When a fault befalls a device: before a service is chosen, the card put down, Print touched, the receipt due."""

    HOME = "home"
    READ = "read"
    PRINT = "print"
    RECEIPT = "receipt"


_DEVICES_AT = {
    Moment.HOME: (Role.CABINET, Role.UPS),
    Moment.READ: (Role.ID_CARD,),
    Moment.PRINT: (Role.DOCUMENT_PRINTER, Role.UPS),
    Moment.RECEIPT: (Role.RECEIPT_PRINTER,),
}
OF_THE_WHOLE_TERMINAL: dict[Role, tuple[Fault, ...]] = {
    Role.CABINET: (Fault.DOOR_OPEN, Fault.TAMPERED, Fault.TOO_HOT, Fault.TOO_COLD),
    Role.UPS: (Fault.ON_BATTERY, Fault.BATTERY_LOW, Fault.OVERLOAD),
}
"""What can be ordered of devices that no step of a service uses: with these nothing is begun."""
_CUTS_THE_MAINS = (Fault.ON_BATTERY, Fault.BATTERY_LOW)
Known = TypeVar("Known", bound=StrEnum)
_FORM = "ROLE:FAULT@MOMENT, such as document_printer:PAPER_OUT@print"


@dataclass(frozen=True)
class FaultSpec:
    """`role` gets `fault` at `moment`; the desk mends it a few seconds after the screen has shown it."""

    role: Role
    fault: Fault
    moment: Moment

    @classmethod
    def parse(cls, text: str) -> "FaultSpec":
        """Read ROLE:FAULT@MOMENT.

        Raises:
            argparse.ArgumentTypeError: what is wrong, and what there is instead.
        """
        role, colon, rest = text.partition(":")
        fault, at, moment = rest.partition("@")
        if not colon or not at:
            raise argparse.ArgumentTypeError(f"{text!r} is no fault; write {_FORM}")
        spec = cls(_one_of(Role, role, "device"), _one_of(Fault, fault, "fault"), _one_of(Moment, moment, "moment"))
        used = _DEVICES_AT[spec.moment]
        if spec.role not in used:
            raise argparse.ArgumentTypeError(f"at {moment!r} the terminal uses {' and '.join(used)}, not {role}")
        told = OF_THE_WHOLE_TERMINAL.get(spec.role)
        if told is not None and spec.moment is Moment.PRINT:
            told = _CUTS_THE_MAINS
        if told is not None and spec.fault not in told:
            raise argparse.ArgumentTypeError(f"at {moment!r} residents meet {', '.join(told)} of {role}, not {fault}")
        return spec

    def shows_as(self, source: str, code: str) -> bool:
        """Whether the screen tells of it as `code` of `source`: without mains, a printer is off."""
        if self.role is Role.UPS:
            return (source, code) == (Role.DOCUMENT_PRINTER, Fault.OFFLINE)
        return (source, code) == (self.role, self.fault)

    def __str__(self) -> str:
        return f"{self.role}:{self.fault}@{self.moment}"


def _one_of(kinds: type[Known], name: str, what: str) -> Known:
    try:
        return kinds(name)
    except ValueError:
        raise argparse.ArgumentTypeError(f"there is no {what} {name!r}; there is {', '.join(kinds)}") from None
