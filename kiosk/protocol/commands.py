"""What staff may tell a terminal to do: each command has a deadline, is done at most once, and is answered."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from kiosk.protocol.bounds import UnixSeconds
from kiosk.protocol.records import RecordId

MOST_ATTACHED_BYTES = 700_000
"""Of a file that a command brings back, before base64: a few of them fit into one batch of the intake."""
MOST_TEXT_CHARS = 4_000


class CommandKind(StrEnum):
    """Each does one harmless thing that a technician could do at the cabinet."""

    REFRESH = "refresh"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"
    RESTART_PROGRAM = "restart_program"
    RESTART_MACHINE = "restart_machine"
    COLLECT_LOGS = "collect_logs"
    SELF_TEST = "self_test"
    SCREENSHOT = "screenshot"


IDLE_ONLY = frozenset({CommandKind.RESTART_PROGRAM, CommandKind.RESTART_MACHINE, CommandKind.SELF_TEST})
"""Done only while nobody is at the terminal, and nobody can begin meanwhile."""


class CommandOrder(BaseModel):
    """One command as a heartbeat's reply brings it. `deadline`: not begun at or after it; central's time, s since 1970.

    `kind` is any word here: a terminal refuses one that it does not know, and hears of the others all the same.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    command_id: RecordId
    kind: str
    deadline: UnixSeconds
