"""Online, late, offline: judged by the interval that was actually issued, so that no setting can drift from it."""

from enum import StrEnum


class Reachability(StrEnum):
    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"


def reachability(silent_s: float, interval_s: float) -> Reachability:
    """Judge a terminal that has been silent for `silent_s` and was told to call again after `interval_s`.

    One missed heartbeat and a slow network are not yet late; three are offline.
    """
    if silent_s <= 1.5 * interval_s + 5:
        return Reachability.ONLINE
    return Reachability.LATE if silent_s <= 3 * interval_s + 10 else Reachability.OFFLINE
