"""`kiosk desk`: starts the virtual hardware desk, or does something with the one that runs.

The emulators are only imported by a desk that starts: verbs are quick.
"""

import argparse
from pathlib import Path

from kiosk.desk.state import DEVICES_FILE
from kiosk.desk.verbs import add_verbs


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `desk` below `kiosk`."""
    parser = commands.add_parser(
        "desk",
        help="the virtual hardware desk: devices that a person can play with",
        description="Every device of a terminal as an emulator on its real wire, with a window to play with them\n"
        f"and a control connection for programs. Writes DIR/{DEVICES_FILE}: the devices' addresses.\n"
        "With a VERB: do something with the desk that runs.",
        epilog="kiosk desk            opens the window; in another terminal then, for example\n"
        "kiosk desk place 3    kiosk desk mains off    kiosk desk fault document_printer PAPER_JAM",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--headless", action="store_true", help="no window, only the control connection")
    parser.add_argument("--directory", type=Path, default=Path("var/desk"), metavar="DIR", help="default: %(default)s")
    parser.add_argument("--control-port", type=int, default=0, metavar="N", help="0 picks a free one (the default)")
    parser.add_argument("--receipt-width", type=int, default=576, metavar="DOTS", help="576 (80 mm) or 384 (58 mm)")
    parser.add_argument("--json", action="store_true", help="say what is ready as one JSON document")
    parser.set_defaults(run=_run)
    add_verbs(parser)


def _run(args: argparse.Namespace) -> int:
    from kiosk.desk.program import run

    return run(
        args.directory,
        port=args.control_port,
        receipt_width_dots=args.receipt_width,
        headless=args.headless,
        as_json=args.json,
    )
