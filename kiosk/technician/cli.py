"""`kiosk device`: list, probe, test and watch the devices of a terminal."""

import argparse

from kiosk.settings.command_line import add_settings_options
from kiosk.technician import listing

_CODES = "exit code: 0 every device is ready, 1 something ails, 2 the command or the settings are wrong"


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `device` below `kiosk`."""
    parser = commands.add_parser("device", help="for technicians: list, find, test and watch the devices")
    below = parser.add_subparsers(dest="device_command", required=True, metavar="COMMAND")
    _add_list(below)


def _add_list(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = below.add_parser(
        "list",
        help="the configured devices, how they are, since when, and what to do about it",
        description="Tells what the running terminal knows of its devices; without one, asks them itself.",
        epilog=_CODES,
    )
    add_settings_options(parser)
    _add_json(parser)
    parser.set_defaults(run=listing.run)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
