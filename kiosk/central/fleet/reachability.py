"""Online, late, offline: judged by the interval that was actually issued, so that no setting can drift from it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Allowance:
    """How long a terminal may be silent: so many of its intervals, and so many seconds for a slow network."""

    intervals: float
    seconds: float

    def covers(self, silent_s: float, interval_s: float) -> bool:
        return silent_s <= self.intervals * interval_s + self.seconds


ONLINE_WITHIN = Allowance(1.5, 5)
LATE_WITHIN = Allowance(3, 10)


class Reachability(StrEnum):
    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"


def reachability(silent_s: float, interval_s: float) -> Reachability:
    """Judge a terminal that has been silent for `silent_s` and was told to call again after `interval_s`.

    One missed heartbeat and a slow network are not yet late; three are offline.
    """
    if ONLINE_WITHIN.covers(silent_s, interval_s):
        return Reachability.ONLINE
    return Reachability.LATE if LATE_WITHIN.covers(silent_s, interval_s) else Reachability.OFFLINE
