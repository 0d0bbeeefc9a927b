"""What alarms go by, as functions of what they are given: no clock, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from kiosk.central.alarms.table import AreaRule, Flapping, StuckRule


class Verdict(Enum):
    """What a report does to the alarm of its key."""

    OPEN = auto()  # a new one
    REPEAT = auto()  # the one that is open, once more
    LATE = auto()  # it was over by then: counted, nothing opens
    CLOSE = auto()
    PAUSE = auto()  # it flaps and stays open
    NOTHING = auto()


@dataclass(frozen=True, order=True)
class Stamp:
    """When something was said; of the same moment the greater envelope id, which grows with time, is later."""

    at: datetime
    sequence: str = ""


def verdict(report: Stamp, newest: Stamp | None, *, cleared: bool, is_open: bool, flapping: bool) -> Verdict:
    """Judge a report that may come late, twice or after newer ones: it is open if the newest word says so.

    Args:
        report: when it was said.
        newest: when the newest word about the key was said, before this one came.
        cleared: it says that it is over.
        is_open: an alarm of the key is open.
        flapping: and that one flaps.
    """
    if newest is not None and report <= newest:
        return Verdict.NOTHING if cleared else Verdict.LATE
    if not cleared:
        return Verdict.REPEAT if is_open else Verdict.OPEN
    if not is_open:
        return Verdict.NOTHING
    return Verdict.PAUSE if flapping else Verdict.CLOSE


def flaps(raised: Iterable[datetime], now: datetime, rule: Flapping) -> bool:
    """Say whether what was raised at these moments, `now` among them, comes and goes too often."""
    since = now - timedelta(minutes=rule.within_min)
    return sum(since < moment <= now for moment in raised) > rule.most_times


def is_quiet(last_change: datetime, now: datetime, rule: Flapping) -> bool:
    """Say whether what flapped has stood still for long enough."""
    return now - last_change >= timedelta(minutes=rule.within_min)


def level_due(after_min: Sequence[float], waited: timedelta) -> int:
    """Return the level that is to be told of what nobody acknowledged for so long; 1 is told at once."""
    return 1 + sum(waited >= timedelta(minutes=minutes) for minutes in after_min)


@dataclass(frozen=True)
class Silent:
    """A terminal that has not been heard of in time. `offline`: for so long that it counts as that, not as late."""

    terminal_id: str
    street: str
    since: datetime
    offline: bool = True


def areas(silent: Iterable[Silent], rule: AreaRule) -> list[tuple[Silent, ...]]:
    """Return those that fell silent together: one street, about one moment, enough of them, and one truly offline."""
    by_street: dict[str, list[Silent]] = {}
    for one in silent:
        if one.street:
            by_street.setdefault(one.street, []).append(one)
    return [area for group in by_street.values() for area in _together(group, rule)]


def _together(group: list[Silent], rule: AreaRule) -> list[tuple[Silent, ...]]:
    """Take out the moment that has most of them, again and again."""
    left, found = sorted(group, key=lambda one: (one.since, one.terminal_id)), []
    while len(left) >= rule.at_least:
        best = max((_window(left, start, rule) for start in range(len(left))), key=len)
        if len(best) < rule.at_least:
            break
        left = [one for one in left if one not in best]
        if any(one.offline for one in best):
            found.append(tuple(best))
    return found


def _window(sorted_group: Sequence[Silent], start: int, rule: AreaRule) -> list[Silent]:
    until = sorted_group[start].since + timedelta(seconds=rule.within_s)
    return [one for one in sorted_group[start:] if one.since <= until]


def is_stuck(screen: str, since: datetime, now: datetime, rule: StuckRule) -> bool:
    """Say whether a screen stands too long. `screen` is `<step kind>/<step id>`, or empty when nobody is served."""
    kind = screen.partition("/")[0]
    return bool(screen) and now - since >= timedelta(minutes=rule.limit_min(kind))
