"""`kiosk walk`: the terminal with a finger on its glass."""

import argparse
from pathlib import Path

from kiosk.desk.cards import load_persons
from kiosk.settings.command_line import add_settings_options, settings_from
from kiosk.walk.faults import FaultSpec
from kiosk.walk.script import Script


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `walk` below `kiosk`."""
    parser = commands.add_parser(
        "walk",
        help="run the terminal and let a finger walk through a service",
        description="Runs the terminal and walks through a service by real touch events. The desk and central must "
        "be running; `kiosk demo --walk` starts them too.",
    )
    parser.add_argument("service", help="department/service, such as housing/provident-fund-statement")
    parser.add_argument("--desk", required=True, metavar="URL", help="control connection of `kiosk desk`")
    parser.add_argument("--headless", action="store_true", help="no display is needed")
    add_options(parser)
    add_settings_options(parser)
    parser.set_defaults(run=_run)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what describes a walk; `kiosk demo` takes the same."""
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="evidence (default: %(default)s)")
    parser.add_argument("--person", type=_person, default=1, metavar="N", help="of config/demo-persons.yaml, from 1")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        type=FaultSpec.parse,
        metavar="SPEC",
        help="ROLE:FAULT@MOMENT, such as document_printer:PAPER_OUT@print; mended after a few seconds; repeatable",
    )


def _person(text: str) -> int:
    count = len(load_persons())
    if not text.isdecimal() or not 1 <= int(text) <= count:
        raise argparse.ArgumentTypeError(f"{text!r} is none of the {count} persons; write 1 to {count}")
    return int(text)


def _run(args: argparse.Namespace) -> int:
    settings = settings_from(args)
    from kiosk.walk.outing import go_out

    script = Script(args.service, args.person, tuple(args.fault))
    return go_out(settings, script, desk_url=args.desk, out=args.out, headless=args.headless)
