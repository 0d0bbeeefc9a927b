"""Commands, and where they are. Only the module of the one that was asked for is imported, so each begins at once."""

import argparse
import gc
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType


@dataclass(frozen=True)
class Command:
    """`module` holds `add_commands(subparsers)`; each parser there sets `run`, from arguments to exit code.

    `below`: a command that only holds others has them here, and no module.
    """

    help: str
    module: str = ""
    below: Mapping[str, "Command"] = field(default_factory=dict)


def add(
    commands: Mapping[str, Command],
    words: Sequence[str],
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add all `commands`, with what the first of `words` asks for whole, and the others by name and help alone."""
    asked = words[0] if words else ""
    for name, command in commands.items():
        if name != asked:
            subparsers.add_parser(name, help=command.help, add_help=False)
        elif command.below:
            parser = subparsers.add_parser(name, help=command.help)
            add(command.below, words[1:], parser.add_subparsers(required=True, metavar="COMMAND"))
        else:
            _imported(command.module).add_commands(subparsers)


def _imported(module: str) -> ModuleType:
    """Import it without looking for garbage meanwhile: what a module makes stays."""
    was = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        if was:
            gc.enable()
