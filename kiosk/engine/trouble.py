"""What stands between a resident and the next step, in a form that screens, logs and central all know."""

from dataclasses import dataclass

from drivers.faults import Fault, Role
from kiosk.protocol.faults import UNCERTAIN, FileFault, PlatformFault

__all__ = ["UNCERTAIN", "FileFault", "PlatformFault", "Trouble", "of_call", "of_device", "of_platform"]


@dataclass(frozen=True)
class Trouble:
    """`source` is a device role, `platform`, `file`, `terminal`, or the id of the step that refuses; `code` says what.

    Its words stand under `faults.<source>.<code>` in the terminal's texts, or under `text` in the flow's own.
    """

    source: str
    code: str
    text: str = ""


def of_device(role: Role, fault: Fault) -> Trouble:
    return Trouble(role.value, fault.value)


def of_platform(fault: PlatformFault) -> Trouble:
    return Trouble("platform", fault.value)


def of_call(fault: PlatformFault | FileFault) -> Trouble:
    """Return what stands in the way of a call: the way to the department, or the file that it gave."""
    return Trouble("file", fault.value) if isinstance(fault, FileFault) else of_platform(fault)


NOTHING_THERE = "NOTHING_THERE"
"""The code of a step that has nothing to show; its words are the flow's own."""
