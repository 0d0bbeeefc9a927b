"""The `kiosk` command. Only the module of the sub-command that was asked for is imported, so help is quick."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.settings import SettingsError


@dataclass(frozen=True)
class _Command:
    """`module` holds `add_commands(subparsers)`; each parser there sets `run`, from arguments to exit code."""

    module: str
    help: str


COMMANDS = {
    "demo": _Command("kiosk.demo.cli", "start central, the terminal and the virtual desk together, or walk a service"),
    "terminal": _Command("kiosk.app", "run the terminal itself"),
    "device": _Command("kiosk.technician.cli", "for technicians: list, find, test and watch the devices"),
    "ledger": _Command("kiosk.technician.ledger.cli", "for technicians: how the records stand, whether they are whole"),
    "trace": _Command("kiosk.technician.traces", "for technicians: what happened in sessions that met trouble"),
    "desk": _Command("kiosk.desk.cli", "run the virtual hardware desk: devices that a person can play with"),
    "walk": _Command("kiosk.walk.cli", "run the terminal and let a finger walk through a service"),
    "central": _Command("kiosk.staff", "the central platform: serve it, let terminals join, publish flows"),
    "flow": _Command("kiosk.authors", "for authors of flows: check a flow and play its scenarios"),
    "bench": _Command("kiosk.bench.cli", "measure, and print ratios against a peer of the same run"),
}
_EXIT_USAGE = 2
_EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what a person can mend is told in a sentence, without a trace."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = _parser(words[0] if words else "").parse_args(words)
    try:
        code: int = args.run(args)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's answer
        return _EXIT_USAGE
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    return code


def _parser(asked: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="The self-service government terminal.")
    below = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        if name == asked:
            importlib.import_module(command.module).add_commands(below)
        else:
            below.add_parser(name, help=command.help, add_help=False)
    return parser


if __name__ == "__main__":
    sys.exit(main())
