"""`kiosk terminal`: runs the terminal itself."""

import argparse
import sys

from kiosk.app.forgetful import start_again, start_forgetful
from kiosk.settings.command_line import add_settings_options, settings_from


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kiosk terminal`."""
    parser = commands.add_parser("terminal", help="run the terminal itself")
    add_settings_options(parser)
    parser.add_argument("--headless", action="store_true", help="draw to memory, for machines without a display")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    settings = settings_from(args)
    start_forgetful()
    from kiosk.app.process import run_terminal
    from kiosk.app.remote import START_AGAIN
    from kiosk.devices.running import RunsAlready
    from kiosk.ledger.errors import LedgerError
    from kiosk.sync.identity import IdentityError

    try:
        code = run_terminal(settings, headless=args.headless)
    except (IdentityError, LedgerError, RunsAlready) as error:
        print(f"The terminal cannot start: {error}", file=sys.stderr)  # noqa: T201 - the technician's answer
        return 1
    if code == START_AGAIN:
        start_again()
    return code
