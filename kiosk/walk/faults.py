"""Trouble on order: which fault befalls which device at which moment of a walk."""

import argparse
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from drivers.faults import Fault, Role


class Moment(StrEnum):
    """When a fault befalls a device: just before the card is put down, before Print is touched, before the receipt."""

    READ = "read"
    PRINT = "print"
    RECEIPT = "receipt"


_DEVICE_AT = {
    Moment.READ: Role.ID_CARD,
    Moment.PRINT: Role.DOCUMENT_PRINTER,
    Moment.RECEIPT: Role.RECEIPT_PRINTER,
}
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
        if _DEVICE_AT[spec.moment] is not spec.role:
            raise argparse.ArgumentTypeError(f"at {moment!r} the terminal uses {_DEVICE_AT[spec.moment]}, not {role}")
        return spec

    def __str__(self) -> str:
        return f"{self.role}:{self.fault}@{self.moment}"


def _one_of(kinds: type[Known], name: str, what: str) -> Known:
    try:
        return kinds(name)
    except ValueError:
        raise argparse.ArgumentTypeError(f"there is no {what} {name!r}; there is {', '.join(kinds)}") from None
