"""The options by which every command takes its settings: `--config FILE`, `--set KEY=VALUE`."""

import argparse
from pathlib import Path
from typing import Any

import yaml

from kiosk.settings.loading import SettingsError, load_settings
from kiosk.settings.terminal import Settings


def add_settings_options(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add `--config` and `--set`."""
    parser.add_argument(
        "--config",
        type=Path,
        action="append",
        required=required,
        default=None if required else [],
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
    return load_settings(args.config, overrides_from(args))


def overrides_from(args: argparse.Namespace) -> dict[str, Any]:
    """Return what `--set` says, as settings.

    Raises:
        SettingsError: it is not written as an assignment.
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
    return overrides
