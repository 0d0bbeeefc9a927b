"""The `kiosk` command."""

import argparse
import sys
from collections.abc import Sequence

from kiosk import authors
from kiosk.commands import Command, add
from kiosk.settings import SettingsError

COMMANDS = {
    "demo": Command("start central, the terminal and the virtual desk together, or walk a service", "kiosk.demo.cli"),
    "terminal": Command("run the terminal itself", "kiosk.app"),
    "device": Command("for technicians: list, find, test and watch the devices", "kiosk.technician.cli"),
    "face": Command("for technicians: the models that faces are compared with", "kiosk.faces.cli"),
    "ledger": Command("for technicians: how the records stand, whether they are whole", "kiosk.technician.ledger.cli"),
    "trace": Command("for technicians: what happened in sessions that met trouble", "kiosk.technician.traces"),
    "desk": Command("run the virtual hardware desk: devices that a person can play with", "kiosk.desk.cli"),
    "walk": Command("run the terminal and let a finger walk through a service", "kiosk.walk.cli"),
    "central": Command("the central platform: serve it, let terminals join, publish flows", "kiosk.staff"),
    "flow": Command("for authors of flows: check a flow and play its scenarios", below=authors.COMMANDS),
    "bench": Command("measure, and print ratios against a peer of the same run", "kiosk.bench.cli"),
}
_EXIT_USAGE = 2
_EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what a person can mend is told in a sentence, without a trace."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = _parser(words).parse_args(words)
    try:
        code: int = args.run(args)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command's answer
        return _EXIT_USAGE
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    return code


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description="The self-service government terminal.")
    add(COMMANDS, words, parser.add_subparsers(dest="command", required=True, metavar="COMMAND"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
