"""A ledger on a disk of 6 MiB of its own: filled to the last byte, emptied, mounted read-only, and mounted as before.

`unshare --mount python -m kit.small_disk_program FOLDER`; prints what was seen as JSON.
"""

import itertools
import json
import subprocess
import sys
from pathlib import Path

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.ledger import Ledger
from kiosk.ledger.room import Limits, Room
from kiosk.protocol.records import IssueState
from kit.ledger_walk import open_ledger, record_id, walk_to

LIMITS = Limits(min_free_mib=1)


def fill(ledger: Ledger) -> tuple[list[str], str]:
    """Serve until nothing more can be written; return what was promised and what was said then."""
    for number in itertools.count(1):
        before = [envelope.id for envelope in ledger.pending(99_999)]
        try:
            walk_to(ledger, IssueState.TAKEN, transaction=record_id(10 * number), issue=record_id(10 * number + 1))
        except LedgerError as error:
            return before, str(error)
    raise AssertionError


def main(place: Path) -> dict[str, object]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], check=True)
    ballast = place / "ballast"
    ballast.write_bytes(bytes(4_900_000))
    ledger = open_ledger(place)
    room = Room(ledger, place, LIMITS)
    seen: dict[str, object] = {"at first": room.look()}
    promised, seen["error"] = fill(ledger)
    seen["full"] = room.look()
    ballast.unlink()
    seen["after somebody made room"] = room.look()
    seen["kept"] = [envelope.id for envelope in ledger.pending(99_999)][: len(promised)] == promised
    seen["promised"] = len(promised)
    ledger.recover()
    held = ledger.pending(99_999)
    ledger.close()
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    ledger = open_ledger(place)
    room = Room(ledger, place, LIMITS)
    seen["read-only"], seen["readable"] = room.look(), ledger.pending(99_999) == held
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    seen["writable again"] = room.look()
    seen["set aside"] = len(list(place.glob("*damaged*")))
    walk_to(ledger, IssueState.TAKEN, transaction=record_id(8), issue=record_id(9))
    ledger.close()
    return seen


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
