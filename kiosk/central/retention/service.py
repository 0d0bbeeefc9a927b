"""One turn of the retention: erase first, then move and delete, for as long as a turn may last."""

import time
from datetime import datetime

from kiosk.central.retention import moving
from kiosk.central.retention.policy import Copied, Moved, Personal, policy

_TURN_S = 120.0


def work(now: datetime, *, turn_s: float = _TURN_S) -> dict[str, int]:
    """Do what is due, the oldest first; return by kind how many rows left or were copied.

    What was not reached in `turn_s` seconds is done in the next turn.

    Raises:
        ArchiveError: see `moving.settle`.
        OSError: the archive's disk takes nothing.
    """
    said, until = policy(), time.monotonic() + turn_s
    rules = dict(said.kinds)
    for name, rule in rules.items():
        if isinstance(rule, Personal):
            moving.erase(name, moving.midnight(now, rule.personal_days))
    done: dict[str, int] = {}
    for name, rule in rules.items():
        moves = isinstance(rule, Copied) or (isinstance(rule, Moved) and rule.then == "archive")
        act = moving.move if moves else moving.drop
        before = moving.midnight(now, rule.hot_days)
        while time.monotonic() < until and (rows := act(name, before, said.at_once)):
            done[name] = done.get(name, 0) + rows
    moving.forget(moving.midnight(now, said.archive_years * 366).date())
    return done
