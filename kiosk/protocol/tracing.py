"""Which sessions leave a trace on a terminal."""

from enum import StrEnum


class Tracing(StrEnum):
    """`TROUBLE`: those that met any. No trace holds anything personal, see `kiosk.engine.trace`."""

    TROUBLE = "trouble"
    ALWAYS = "always"
    NEVER = "never"
