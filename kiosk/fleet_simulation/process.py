"""A part of a fleet as a process of its own: Python runs one thread at a time, and a machine has more than one core.

`python -m kiosk.fleet_simulation.process HOME URL TRUSTED_ROOT NUMBER`, one enrolment code a line on its input, as many
as terminals that have not joined yet. It prints a JSON object a line: `ready`, then each release that a terminal put to
use; it ends when its input does.
"""

import argparse
import json
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from kiosk.fleet_simulation.fleet import Fleet
from kiosk.fleet_simulation.terminal import Activated, SimulatedTerminal
from kiosk.settings import Platform


def main() -> int:
    """Run until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("url")
    parser.add_argument("trusted_root", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--spread-s", type=float, default=5.0)
    args = parser.parse_args()
    lock = threading.Lock()

    def told(activated: Activated) -> None:
        with lock:
            print(json.dumps(asdict(activated)), flush=True)  # noqa: T201 - what the parent reads

    terminals = [
        SimulatedTerminal(
            args.home / f"{one:05d}",
            Platform(
                url=args.url,
                public_url=args.url,
                trusted_root=args.trusted_root,
                enrolment_code=sys.stdin.readline().strip(),
            ),
            on_activated=told,
        )
        for one in range(args.number)
    ]
    fleet = Fleet(terminals, threads=args.threads, spread_s=args.spread_s)
    fleet.start()
    with lock:
        print(json.dumps({"ready": args.number}), flush=True)  # noqa: T201
    sys.stdin.read()
    return 0 if fleet.stop() else 1


if __name__ == "__main__":
    sys.exit(main())
