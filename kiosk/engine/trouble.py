"""What stands between a resident and the next step, in a form that screens, logs and central all know."""

from dataclasses import dataclass
from enum import StrEnum

from drivers.faults import Fault, Role


class PlatformFault(StrEnum):
    """What can go wrong on the way to a department."""

    OFFLINE = "OFFLINE"  # central cannot be reached
    TIMEOUT = "TIMEOUT"  # central did not answer in time
    DEPARTMENT_DOWN = "DEPARTMENT_DOWN"  # central answered, the department did not
    REFUSED = "REFUSED"  # central does not accept this terminal


@dataclass(frozen=True)
class Trouble:
    """`source` is a device role, `platform`, `terminal`, or the id of the step that refuses; `code` says what.

    Its words stand under `faults.<source>.<code>` in the terminal's texts, or under `text` in the flow's own.
    """

    source: str
    code: str
    text: str = ""


def of_device(role: Role, fault: Fault) -> Trouble:
    return Trouble(role.value, fault.value)


def of_platform(fault: PlatformFault) -> Trouble:
    return Trouble("platform", fault.value)


UNCERTAIN = frozenset({Fault.JOB_ABORTED, Fault.JOB_DOUBTFUL})
"""After these nobody but a person at the tray can tell what was printed; never print again by oneself."""
