"""`kiosk terminal`: runs the terminal itself."""

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from kiosk.settings import Settings, SettingsError, load_settings


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kiosk terminal`."""
    parser = commands.add_parser("terminal", help="run the terminal itself")
    add_settings_options(parser)
    parser.add_argument("--headless", action="store_true", help="draw to memory, for machines without a display")
    parser.set_defaults(run=_run)


def add_settings_options(parser: argparse.ArgumentParser) -> None:
    """Add `--config` and `--set`, which every command that starts a terminal takes."""
    parser.add_argument(
        "--config",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="settings, YAML; may be given several times, later files override (see config/terminal.example.yaml)",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="override one setting, such as screen.language=en; the value is YAML",
    )


def settings_from(args: argparse.Namespace) -> Settings:
    """Return the settings that the command line asks for.

    Raises:
        SettingsError: with every problem, its place and its remedy.
    """
    overrides: dict[str, Any] = {}
    for assignment in args.set:
        key, equals, value = assignment.partition("=")
        if not equals:
            raise SettingsError(f"--set {assignment}: write KEY=VALUE, such as screen.language=en")
        section = overrides
        *sections, name = key.split(".")
        for part in sections:
            section = section.setdefault(part, {})
        section[name] = yaml.safe_load(value)
    return load_settings(args.config, overrides)


def _run(args: argparse.Namespace) -> int:
    settings = settings_from(args)
    from kiosk.app.terminal import run_terminal
    from kiosk.ledger.errors import LedgerError
    from kiosk.sync.identity import IdentityError

    try:
        return run_terminal(settings, headless=args.headless)
    except (IdentityError, LedgerError) as error:
        print(f"The terminal cannot start: {error}", file=sys.stderr)  # noqa: T201 - the technician's answer
        return 1
