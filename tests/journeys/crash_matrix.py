"""Kill -9 at every ledger write and every effect, start again, ask central: `python tests/journeys/crash_matrix.py`.

A whole run of each story counts its points; then a process is killed at each of them. What it left is started again,
killed once more while it settles and sends, and started for good. The terminals are a few for all of it: each disk goes
through hundreds of cuts. Prints points, time and violations; exit code 1 if there is a violation.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from queue import SimpleQueue

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS.parent)]

from journeys.whole_terminal import whole_terminal  # noqa: E402
from kit.crash_process import Job  # noqa: E402 - found by the line above when this is run as a program
from kit.crash_stories import FLOWS, stories  # noqa: E402
from kit.crash_verdict import Evidence, violations  # noqa: E402
from kit.migrated import migrated  # noqa: E402
from kit.town import Central  # noqa: E402

from kiosk.ledger.clock import SystemClock  # noqa: E402
from kiosk.settings import Platform  # noqa: E402
from kiosk.sync.client import PlatformClient  # noqa: E402
from kiosk.sync.identity import Identity  # noqa: E402

_SETTLING_POINTS = 7
WHOLE = "the whole terminal: a resident prints a statement"


@dataclass(frozen=True)
class Cut:
    """One point: of which story, where it died, what is wrong afterwards."""

    story: str
    point: int
    name: str
    wrong: list[str]


class Terminal:
    """One folder on one disk, and the launcher whose processes live and die on it, with `sabotage` if it is set."""

    def __init__(self, folder: Path, central: Central) -> None:
        folder.mkdir()
        self._folder, self._central, self.sabotage = folder, central, ""
        self._notes = folder / "notes"
        identity = Identity.load(folder / "identity.json")
        platform = Platform(url=central.url, public_url=central.url, trusted_root=folder / "none.json")
        reply = PlatformClient(platform, identity, SystemClock()).enrol(central.enrolment_code(), "kiosk")
        central.approve(reply.terminal_id)
        identity.adopt(reply.terminal_id, reply.key_id)
        words = [sys.executable, "-m", "kit.crash_process"]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(_TESTS), str(_TESTS.parent)))}
        self._launcher = subprocess.Popen(words, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self) -> None:
        self._launcher.communicate("")

    def whole(self, story: str) -> list[str]:
        """Return the points of a run that nothing cuts."""
        session, since = str(uuid.uuid4()), self._noted()
        lived = self._run(session=session, story=story)
        assert not (wrong := lived["failed"] or self._judge(session, since)), f"{story}, with no cut at all: {wrong}"
        names: list[str] = lived["points"]
        return names

    def cut(self, story: str, point: int, name: str) -> Cut:
        """Kill at that point, once more while it settles, and judge."""
        session, since = str(uuid.uuid4()), self._noted()
        died = self._run(session=session, story=story, kill_at=point)
        wrong = [] if died["killed"] else [f"did not come to this point: {died['failed']}"]
        failed = [self._run(kill_at=kill_at)["failed"] for kill_at in (1 + point % _SETTLING_POINTS, 0)]
        return Cut(story, point, name, [*wrong, *filter(None, failed), *self._judge(session, since)])

    def _run(self, **job: object) -> dict:
        asked = Job(str(self._folder), self._central.url, sabotage=self.sabotage, **job)  # type: ignore[arg-type]
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(asked.line() + "\n")
        self._launcher.stdin.flush()
        answer: dict = json.loads(self._launcher.stdout.readline())
        return answer

    def _judge(self, session: str, since: int) -> list[str]:
        notes = self._notes.read_bytes()[since:].decode().splitlines()
        return violations(self._central, Evidence(session, notes))

    def _noted(self) -> int:
        return self._notes.stat().st_size if self._notes.exists() else 0


@contextmanager
def terminals(place: Path, count: int) -> Iterator[list[Terminal]]:
    """Give terminals that a live central on loopback knows."""
    central = Central(place)
    migrated(central.data)
    with ExitStack() as stack:
        central.start()
        stack.callback(central.stop)
        made = [Terminal(place / f"terminal-{number}", central) for number in range(count)]
        for terminal in made:
            stack.callback(terminal.close)
        yield made


Pick = Callable[[list[str]], Iterable[int]]
"""Which points, from 1, of a story whose points have these names."""


def matrix(made: list[Terminal], told: Iterable[str], pick: Pick) -> Iterator[Cut]:
    """Cut each story at its points, on all terminals at once."""
    free: SimpleQueue[Terminal] = SimpleQueue()
    for terminal in made:
        free.put(terminal)

    def cut(story: str, point: int, name: str) -> Cut:
        terminal = free.get()
        try:
            return terminal.cut(story, point, name)
        finally:
            free.put(terminal)

    with ThreadPoolExecutor(len(made)) as pool:
        for story in told:
            names = made[0].whole(story)
            yield from pool.map(lambda point, of=story, by=names: cut(of, point, by[point - 1]), pick(names))


def whole(place: Path, every: int) -> Iterator[Cut]:
    """Cut the whole terminal, with its window and its devices, at every n-th point of a session."""
    with whole_terminal(place, FLOWS) as terminal:
        names, wrong = terminal.run(0)
        assert not wrong, f"with no cut at all: {wrong}"
        for point in range(1, len(names) + 1, every):
            passed, wrong = terminal.run(point)
            if len(passed) == point:  # its threads may pass fewer in another run
                yield Cut(WHOLE, point, passed[-1], wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every n-th point")
    parser.add_argument("--only", default="", metavar="TEXT", help="only stories whose name holds this")
    parser.add_argument("--whole", type=int, default=0, metavar="N", help="a terminal with window and devices, too")
    parser.add_argument("--terminals", type=int, default=len(os.sched_getaffinity(0)), metavar="N")
    args = parser.parse_args()
    told = [story for story in stories() if args.only in story]
    began, cuts = time.monotonic(), {story: [] for story in [*told, *[WHOLE] * bool(args.whole)]}
    with tempfile.TemporaryDirectory() as place, terminals(Path(place), args.terminals) as made:
        cut_whole = whole(Path(place) / "whole", args.whole) if args.whole else ()
        for cut in chain(matrix(made, told, lambda names: range(1, len(names) + 1, args.every)), cut_whole):
            cuts[cut.story].append(cut)
            for wrong in cut.wrong:
                print(f"VIOLATION {cut.story}, killed at {cut.point} ({cut.name}): {wrong}")
    for story, of in cuts.items():
        print(f"{len(of):5} points  {sum(bool(cut.wrong) for cut in of):3} violations  {story}")
    total = [cut for of in cuts.values() for cut in of]
    wrong = sum(bool(cut.wrong) for cut in total)
    print(f"{len(total):5} points  {wrong:3} violations  {time.monotonic() - began:.0f} s, {args.terminals} terminals")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
