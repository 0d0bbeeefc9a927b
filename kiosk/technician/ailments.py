"""What ails a device, in a technician's words: code, word, the first thing to do. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from drivers.catalogue import CATALOGUE, THRESHOLDS
from drivers.faults import Fault, Role, Threshold
from kiosk.devices.roll_call import DeviceLine


@dataclass(frozen=True)
class Ailment:
    """`keeps`: whether it keeps the device from working now, or only runs low."""

    code: str
    what: Fault | Threshold
    remedy: str
    keeps: bool


def ailment_of(role: Role, what: Fault | Threshold) -> Ailment:
    """Return what the catalogue says of a fault or threshold at a device."""
    entry = THRESHOLDS[role, what] if isinstance(what, Threshold) else CATALOGUE[role, what]
    return Ailment(entry.code, what, entry.remedy, keeps=isinstance(what, Fault))


def ailments(line: DeviceLine) -> Iterator[Ailment]:
    """Return all that ails a device, what keeps it from working first."""
    for fault in line.faults:
        yield ailment_of(line.role, fault)
    for threshold in line.thresholds:
        yield ailment_of(line.role, threshold)
