"""`kiosk device`: list, probe, test and watch the devices of a terminal."""

import argparse
import math
from pathlib import Path

from drivers.faults import Role
from kiosk.protocol.model_problems import did_you_mean
from kiosk.settings.addresses import FORMS
from kiosk.settings.command_line import add_settings_options
from kiosk.technician import listing, probing, testing, watching

_SCHEMES = frozenset(scheme for forms in FORMS.values() for scheme in forms)
_CODES = "exit code: 0 every device is ready, 1 something ails, 2 the command or the settings are wrong"


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `device` below `kiosk`."""
    parser = commands.add_parser("device", help="for technicians: list, find, test and watch the devices")
    below = parser.add_subparsers(dest="device_command", required=True, metavar="COMMAND")
    _add_list(below)
    _add_probe(below)
    _add_test(below)
    _add_watch(below)


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


def _add_probe(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = below.add_parser(
        "probe",
        help="find the devices, and write the settings for them",
        description="Looks at every serial port, USB device, card reader, print queue and camera, and at announced "
        "wires; says what answers where, and the settings for it. Prints nothing and moves nothing. With the --config "
        "of a terminal that runs, its devices are left alone.",
        epilog="exit code: 0 found, 1 nothing found for a role that was asked for, 2 the settings are wrong",
    )
    add_settings_options(parser, required=False)
    parser.add_argument("--only", type=_role, nargs="+", metavar="ROLE", help=f"of {', '.join(Role)}")
    parser.add_argument(
        "--at", type=_address, nargs="+", default=[], metavar="ADDRESS", help="look only there: serial:/dev/ttyUSB0"
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="write what was found into the devices of this file, which is kept as FILE.bak; the rest stays as it is",
    )
    _add_json(parser)
    parser.set_defaults(run=probing.run)


def _add_test(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = below.add_parser(
        "test",
        help="test one device, step by step",
        description="Tells the device to do what it is for, and the technician what to look at. Of a card only so much "
        "is shown that one can see it was read. The terminal must not be running.",
        epilog="exit code: 0 passed, 1 a step failed, 2 it cannot be tested now",
    )
    parser.add_argument("role", type=_role, metavar="ROLE", help=f"of {', '.join(Role)}")
    add_settings_options(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing: nobody is there")
    parser.add_argument("--within", type=float, default=30.0, metavar="S", help="how long to wait for a hand (30)")
    parser.add_argument("--frame", type=Path, metavar="FILE", help="save one frame of a camera as PNG")
    _add_json(parser)
    parser.set_defaults(run=testing.run)


def _add_watch(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = below.add_parser(
        "watch",
        help="a line for each thing that happens at a device",
        description="Says what the running terminal hears of its devices; without one, asks them itself until one "
        "starts. Events are named as in XFS4IoT. Ctrl-C ends it.",
    )
    add_settings_options(parser)
    parser.add_argument("--for", dest="seconds", type=float, default=math.inf, metavar="S", help="end after so long")
    _add_json(parser)
    parser.set_defaults(run=watching.run)


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        hint = did_you_mean(word, [role.value for role in Role]) or f"known are {', '.join(Role)}"
        raise argparse.ArgumentTypeError(f"{word!r} is no role; {hint}") from None


def _address(word: str) -> str:
    scheme = word.partition(":")[0]
    if scheme not in _SCHEMES or ":" not in word:
        hint = did_you_mean(scheme, _SCHEMES) or f"write one of {', '.join(f'{one}:…' for one in sorted(_SCHEMES))}"
        raise argparse.ArgumentTypeError(f"{word!r} is no address; {hint}")
    return word


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
