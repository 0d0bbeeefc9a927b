"""`kiosk ledger`: how the ledger stands, whether it is whole, what is in it, and a new key for it."""

import argparse
from collections.abc import Callable

from kiosk.settings.command_line import add_settings_options
from kiosk.technician.ledger import exporting, rekeying, status, verifying


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `ledger` below `kiosk`."""
    parser = commands.add_parser("ledger", help="for technicians: how the records stand, whether they are whole")
    below = parser.add_subparsers(dest="ledger_command", required=True, metavar="COMMAND")
    _add(
        below,
        "status",
        status.run,
        what="how many records there are, what waits for central, how much room is left",
        more="Changes nothing; the terminal may be running.",
        codes="exit code: 0 it can record, 1 it cannot, or something was set aside, 2 there is nothing to read",
    )
    _add(
        below,
        "verify",
        verifying.run,
        what="read every record and open every seal",
        more="Changes nothing; the terminal may be running.",
        codes="exit code: 0 whole, 1 not, each problem on a line, 2 there is nothing to read",
    )
    _add(
        below,
        "export",
        exporting.run,
        what="every record as a line of JSON, without verification codes",
        more="For whoever looks for a cause. Nothing in it is about a resident. The terminal may be running.",
        codes="exit code: 0 exported, 1 some could not be read, 2 there is nothing to read",
    )
    _add(
        below,
        "rotate-key",
        rekeying.run,
        what="seal everything with a new key",
        more="The terminal must not be running. Cut anywhere, the ledger opens with a key that is there.",
        codes="exit code: 0 done, 2 it could not be done, and the old key is the key",
    )


def _add(
    below: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    what: str,
    more: str,
    codes: str,
) -> None:
    parser = below.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}. {more}", epilog=codes)
    add_settings_options(parser)
    if run is not exporting.run:
        parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)
