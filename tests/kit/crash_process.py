"""The launcher: `python -m kit.crash_process`. For each job on stdin it forks a process, and says how that one ended.

A job is a line of JSON: what to do (`live` a story or `reconcile`), on which terminal's folder, at which point to die.
The answer is a line of JSON: {"killed": bool, "failed": str, "points": [names]}, points only of a process that lived.
"""

import json
import logging
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.ledger.clock import SystemClock
from kiosk.ledger.key import load_key
from kiosk.ledger.ledger import Ledger
from kiosk.settings import Platform
from kiosk.sync.client import PlatformClient
from kiosk.sync.identity import Identity
from kiosk.sync.outbox import OutboxSender
from kit.crash_points import Notes, Points, watch
from kit.crash_sabotage import SABOTAGES
from kit.crash_stories import Told, tell


@dataclass(frozen=True)
class Job:
    """`story` empty: start again, settle, and send everything. `kill_at` 0: live to the end."""

    terminal: str
    central: str
    session: str = ""
    story: str = ""
    kill_at: int = 0
    sabotage: str = ""

    @property
    def folder(self) -> Path:
        return Path(self.terminal)

    def line(self) -> str:
        return json.dumps(asdict(self))


def carry_out(job: Job) -> list[str]:
    """Do it in this process; return the points that it passed."""
    points, clock = Points(job.kill_at), SystemClock()
    SABOTAGES[job.sabotage]()
    notes = Notes(job.folder / "notes")
    watch(points, notes)
    identity = Identity.load(job.folder / "identity.json")
    database = job.folder / "ledger.sqlite"
    ledger = Ledger(database, load_key(job.folder / "ledger.key", database), identity.terminal_id, clock)
    ledger.recover()
    platform = Platform(url=job.central, public_url=job.central, trusted_root=job.folder / "none.json")
    sender = OutboxSender(ledger, PlatformClient(platform, identity, clock))

    def send() -> None:
        while ledger.outbox_left() and sender.work() == 0:
            pass

    if job.story:
        tell(job.story, job.session, Told(ledger, clock, notes, points, send))
    else:
        send()
        assert ledger.outbox_left() == 0, "central does not take everything"
    return points.names


def _answer(job: Job) -> dict[str, object]:
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = json.dumps({"points": carry_out(job), "failed": ""})
        except BaseException:  # noqa: BLE001 - whatever it is, the parent tells of it
            said = json.dumps({"points": [], "failed": traceback.format_exc()})
        with os.fdopen(write_end, "w") as pipe:
            pipe.write(said)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return {"killed": True, "failed": "", "points": []}
    return {"killed": False, **json.loads(said)}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        print(json.dumps(_answer(Job(**json.loads(line)))), flush=True)
