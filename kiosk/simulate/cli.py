"""`kiosk central simulate`."""

import argparse
import os
from pathlib import Path

_DATA = Path(os.environ.get("KIOSK_CENTRAL_DATA") or "var/central")


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `simulate` below `kiosk central`."""
    parser = below.add_parser(
        "simulate",
        help="let a fleet of real client code join a test platform and live there",
        description="Terminals of real client code join the platform at URL, send heartbeats when it wants them, "
        "hand in what residents do, follow its flows. In the end what it holds is compared with what they "
        "put, id by id, and they are revoked. Only for a platform without real residents: their records stay.",
    )
    parser.add_argument("--url", required=True, help="where the platform answers")
    parser.add_argument("--data", type=Path, default=_DATA, help="its data folder (default: %(default)s); its database")
    parser.add_argument("--test-platform", action="store_true", help="say that it is for tests; the demo needs no word")
    parser.add_argument("--terminals", type=int, default=10, metavar="N", help="(default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=1.0, metavar="M", help="of real time (default: %(default)s)")
    parser.add_argument(
        "--cases-a-day", type=float, default=200.0, metavar="N", help="of a terminal (default: %(default)s)"
    )
    parser.add_argument("--storm", action="store_true", help="all lose the connection, and come back")
    parser.add_argument("--flood", type=int, default=0, metavar="K", help="… each with K records that waited")
    parser.add_argument("--dark-s", type=float, default=15.0, help="how long it is lost (default: %(default)s)")
    parser.add_argument("--rollout", action="store_true", help="sign the flows anew and bring that to all")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="keys to sign with (default: DATA/keys)")
    parser.add_argument("--threads", type=int, default=8, help="that serve all terminals (default: %(default)s)")
    parser.add_argument("--home", type=Path, help="the terminals' disks (default: a folder that is gone afterwards)")
    parser.add_argument("--json", action="store_true", help="a JSON object a line, the outcome last")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from kiosk.simulate.run import run  # the whole client: not for every command of central

    return run(args)
