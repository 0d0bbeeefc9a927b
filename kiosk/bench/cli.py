"""`kiosk bench`: prints ratios, each measured in this very run."""

import argparse
import importlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from kiosk.bench.table import Unmeasured
from kiosk.central.database import URL


class Measured(Protocol):
    """A ratio, or a figure that stands alone."""

    def line(self) -> str: ...

    def as_dict(self) -> dict[str, object]: ...


_BENCHES = {
    "central": ("kiosk.bench.central", 5),
    "card": ("kiosk.bench.card", 20),
    "central-load": ("kiosk.bench.central_load", 1),
    "central-migrations": ("kiosk.bench.central_migrations", 1),
    "central-push": ("kiosk.bench.central_push", 1),
    "central-reports": ("kiosk.bench.central_reports", 5),
    "devices": ("kiosk.bench.devices", 20),
    "engine": ("kiosk.bench.engine", 20),
    "face": ("kiosk.bench.face", 40),
    "face-attacks": ("kiosk.bench.face_attacks", 10),
    "start": ("kiosk.bench.start", 5),
    "tap": ("kiosk.bench.tap", 15),
}
"""Module with `measure(runs)`, which returns what was measured, and how many runs are enough.

Migrations hear of transactions, too.
"""


_EXIT_UNMEASURED = 3

_ALL = ("devices", "engine", "start", "tap")
"""What is measured when nothing is named; `devices` holds `card`."""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kiosk bench`."""
    parser = commands.add_parser(
        "bench",
        help="measure, and print ratios against a peer or a physical limit of the same run",
        description="card: ID card read against the wire. "
        "central: heartbeats written many at a time against one by one, "
        "on SQLite and, where KIOSK_CENTRAL_DATABASE is set, on PostgreSQL (in a database of its own there). "
        "central load: what 577 terminals cost in real time, the highest rates, CPU and log of each heartbeat and "
        "record; --runs is for how many minutes the fleet lives. "
        "central migrations: all later ones on a database filled at an early one, each against writing all tables "
        "once, on the same databases. "
        "central push: a release to 577 terminals of real client code, against plain downloads of the same bytes. "
        "central reports: a report over a year of 577 terminals, against the same sums taken from a million cases. "
        "devices: all devices on their wires. "
        "face: one face held against a portrait, against deepface with the same models and dlib, which are installed "
        "apart when first wanted; with --pairs also errors, and what the quality gate spares. "
        "face attacks: how often an attempt before the emulated camera is passed, by whom and by what. "
        "engine: a step of a session against two state machines, 300 flows loaded, and states explored. "
        "start: cold start to the home screen against a bare Qt Quick window. tap: from the finger's lift to the next "
        "screen, against one frame at 60 Hz.",
        epilog="exit code: 0 all was measured, 2 no such bench, 3 something could not be measured, which is said",
    )
    parser.add_argument("what", nargs="*", help=f"any of: {', '.join(_BENCHES)} (default: all)")
    parser.add_argument("--runs", type=int, help="how often (default: as many as the bench needs)")
    parser.add_argument("--database", metavar="URL", help=f"of PostgreSQL, for central's (default: ${URL})")
    parser.add_argument(
        "--transactions", type=int, default=1_000_000, help="of central migrations: how full (default: %(default)s)"
    )
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="of face: portraits of one face each to time with")
    parser.add_argument(
        "--pairs", type=Path, metavar="DIR", help="of face: pictures of many people, DIR/IDENTITY/*.jpg"
    )
    parser.add_argument("--json", action="store_true", help="a list of objects instead of lines")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    what = " ".join(args.what).replace("central ", "central-").replace("face attacks", "face-attacks").split()
    unknown = [name for name in what if name not in _BENCHES]
    if unknown:
        print(f"no bench is called {', '.join(unknown)}; there are {', '.join(_BENCHES)}")  # noqa: T201
        return 2
    if args.database:
        os.environ[URL] = args.database
    told: list[Measured] = []
    for name in what or _ALL:
        module, runs = _BENCHES[name]
        measure: Callable[..., Iterable[Measured]] = importlib.import_module(module).measure
        for one in measure(args.runs or runs, **_more(name, args)):
            told.append(one)
            if not args.json:
                print(one.line(), flush=True)  # noqa: T201 - the command's answer
    if args.json:
        print(json.dumps([one.as_dict() for one in told], indent=2, ensure_ascii=False))  # noqa: T201
    return _EXIT_UNMEASURED if any(isinstance(one, Unmeasured) for one in told) else 0


def _more(name: str, args: argparse.Namespace) -> dict[str, object]:
    match name:
        case "central-migrations":
            return {"transactions": args.transactions}
        case "face":
            return {"pictures": args.pictures, "pairs": args.pairs}
        case _:
            return {}
