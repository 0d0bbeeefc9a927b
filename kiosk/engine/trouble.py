"""What stands between a resident and the next step, in a form that screens, logs and central all know."""

from dataclasses import dataclass
from enum import StrEnum

from drivers.faults import Fault, Role
from kiosk.protocol.faults import UNCERTAIN, FileFault, PlatformFault

__all__ = [
    "UNCERTAIN",
    "DraftFault",
    "FileFault",
    "PlatformFault",
    "Trouble",
    "of_call",
    "of_device",
    "of_draft",
    "of_platform",
]


@dataclass(frozen=True)
class Trouble:
    """`source`: a device role, `platform`, `file`, `terminal`, `draft`, or the step that refuses; `code`: what.

    Its words stand under `faults.<source>.<code>` in the terminal's texts, or under `text` in the flow's own.
    """

    source: str
    code: str
    text: str = ""


def of_device(role: Role, fault: Fault) -> Trouble:
    return Trouble(role.value, fault.value)


def of_platform(fault: PlatformFault) -> Trouble:
    return Trouble("platform", fault.value)


class DraftFault(StrEnum):
    """Why what was kept cannot be continued. Words: `faults.draft.<code>`."""

    UNKNOWN = "UNKNOWN"  # never was, or has not arrived yet
    USED = "USED"
    EXPIRED = "EXPIRED"
    OTHER_PERSON = "OTHER_PERSON"
    NEWER = "NEWER"  # kept by a version of the flow that this terminal does not have yet
    UNREACHABLE = "UNREACHABLE"
    DAMAGED = "DAMAGED"
    NOT_KEPT = "NOT_KEPT"  # the terminal could not keep it


def of_draft(fault: DraftFault) -> Trouble:
    return Trouble("draft", fault.value)


def of_call(fault: PlatformFault | FileFault) -> Trouble:
    """Return what stands in the way of a call: the way to the department, or the file that it gave."""
    return Trouble("file", fault.value) if isinstance(fault, FileFault) else of_platform(fault)


NOTHING_THERE = "NOTHING_THERE"
"""The code of a step that has nothing to show; its words are the flow's own."""
