"""States of a rollout."""

from enum import StrEnum


class State(StrEnum):
    """How a rollout stands. `advance` and `steer` say what leads from one to the next."""

    PLANNED = "planned"
    RUNNING = "running"
    SOAKING = "soaking"
    PAUSED = "paused"
    HALTED = "halted"
    RETURNING = "returning"
    RETURNED = "returned"
    STOPPED = "stopped"
    DONE = "done"
