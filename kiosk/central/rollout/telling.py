"""Who is told to run what: rings drawn from the fleet, and the one row of each terminal that its heartbeats read.

Nothing is negotiated: the row says what to run, the terminal verifies that and may refuse.
"""

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kiosk.central.fleet.models import Desired
from kiosk.central.rollout.machine import WIDENING, Progress, State
from kiosk.central.rollout.observing import Row
from kiosk.central.rollout.plan import Plan

_AT_A_TIME = 500


def rank(terminal_id: str, seq: int) -> bytes:
    """Return by what terminals are drawn: always the same for a release, another order for the next.

    So a terminal never changes its ring under way, and it is not always the same street that goes first.
    """
    return hashlib.sha256(f"{seq}/{terminal_id}".encode()).digest()


def ring_sizes(plan: Plan, seq: int, pilots: Collection[str], able: Collection[str]) -> tuple[int, ...]:
    """Return how many terminals each ring has, with those of the rings before."""
    return tuple(len(members(plan, number, seq, pilots, able)) for number in range(len(plan.rings)))


def members(plan: Plan, ring: int, seq: int, pilots: Collection[str], able: Collection[str]) -> set[str]:
    """Return the terminals of a ring and all before it: the pilots, and the first of all that can take the release.

    Part of a terminal counts as one: even of thirty terminals, 1 % is somebody.
    """
    drawn = sorted(able, key=lambda terminal_id: rank(terminal_id, seq))
    number = math.ceil(len(drawn) * plan.rings[ring].percent / 100)
    return set(drawn[:number]) | (set(pilots) & set(able))


@dataclass(frozen=True)
class Course:
    """What tells who runs what: a rollout of release `seq`, and the release that everybody runs at least."""

    plan: Plan
    progress: Progress
    seq: int
    way_back: int | None
    pilots: Collection[str]
    meant_for_all: int = 0


def wanted(course: Course, rows: Collection[Row], left_out: Collection[str]) -> dict[str, int]:
    """Return what to tell each terminal that was told something else, by terminal."""
    widens = course.progress.state in WIDENING or course.progress.state is State.DONE
    able = [row.terminal_id for row in rows if row.terminal_id not in left_out]
    reached = members(course.plan, course.progress.ring, course.seq, course.pilots, able) if widens else set()
    found = {}
    for row in rows:
        want = _wanted(course, row, reached=row.terminal_id in reached)
        if row.terminal_id in left_out and course.meant_for_all <= course.seq:
            want = want or (row.running or 0) * widens  # by name: what is meant for all is not meant for it
        elif 0 < want < course.meant_for_all:
            want = course.meant_for_all
        if want != (row.desired or 0):
            found[row.terminal_id] = want
    return found


def _wanted(course: Course, row: Row, *, reached: bool) -> int:
    told, running = row.desired or 0, row.running or 0
    took = running == course.seq
    if course.progress.state in {State.RETURNING, State.RETURNED}:
        returns = course.way_back is not None and (took or told == course.seq)
        return course.way_back if returns and course.way_back else told
    if course.progress.state in {State.HALTED, State.STOPPED}:
        if took:
            return max(course.seq, told)  # it had activated before it heard of the halt
        return running if told == course.seq else told
    return max(course.seq, told) if reached else told


def tell(found: Mapping[str, int]) -> None:
    """Write what each terminal is told with its next heartbeat; everything else in its row stays."""
    rows = [Desired(terminal_id=terminal_id, release_seq=seq) for terminal_id, seq in found.items()]
    Desired.objects.bulk_create(
        rows, batch_size=_AT_A_TIME, update_conflicts=True, update_fields=["release_seq"], unique_fields=["terminal"]
    )
