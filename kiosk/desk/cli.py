"""`kiosk desk`: the virtual hardware desk as a program."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from kiosk.desk.cards import load_persons
from kiosk.desk.control import Control
from kiosk.desk.state import DEVICES_FILE, READY, STATIONS
from kiosk.desk.workbench import Workbench


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `desk` below `kiosk`."""
    parser = commands.add_parser(
        "desk",
        help="the virtual hardware desk: devices that a person can play with",
        description="Card reader, receipt printer and A4 printer as emulators on real wires, with a window to play "
        f"with them and a control connection for programs. Writes DIR/{DEVICES_FILE}: the devices' addresses.",
    )
    parser.add_argument("--headless", action="store_true", help="no window, only the control connection")
    parser.add_argument("--directory", type=Path, default=Path("var/desk"), metavar="DIR", help="default: %(default)s")
    parser.add_argument("--control-port", type=int, default=0, metavar="N", help="0 picks a free one (the default)")
    parser.add_argument("--receipt-width", type=int, default=576, metavar="DOTS", help="576 (80 mm) or 384 (58 mm)")
    parser.add_argument("--json", action="store_true", help="say what is ready as one JSON document")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, _leave)
    bench = Workbench(args.directory, load_persons(), receipt_width_dots=args.receipt_width)
    try:
        control = Control(bench, port=args.control_port)
    except OSError as error:
        print(f"Port {args.control_port} cannot be used: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    try:
        bench.start()
        control.start()
        _say_ready(args, control, bench)
        return _until_told() if args.headless else _show(bench)
    finally:
        control.stop()
        bench.stop()


def _say_ready(args: argparse.Namespace, control: Control, bench: Workbench) -> None:
    state = bench.state
    addresses = {"control": control.url, "devices": str(args.directory / DEVICES_FILE)}
    addresses |= {role.value: state.station(role).url for role in STATIONS}
    print(json.dumps(addresses) if args.json else READY + control.url, flush=True)  # noqa: T201 - awaited by others


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _until_told() -> int:
    threading.Event().wait()  # SIGTERM and SIGINT raise here
    return 0


def _show(bench: Workbench) -> int:
    from kiosk.desk.window import show

    return show(bench)
