"""`kiosk flow`: what authors of flows run before they publish. The publisher runs the same."""

import argparse
import json
from pathlib import Path

from kiosk.authoring import check_cli, diff_cli, new_cli, replay_cli, walk_cli
from kiosk.authoring.rehearsal import examine
from kiosk.explorer import cli as explorer
from kiosk.explorer.exploring import files_of
from kiosk.protocol.package import PackageError, Problem, check, pack, unpack


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """Add `kiosk flow new`, `check` and whatever else needs no screen; return where more can be added."""
    parser = commands.add_parser("flow", help="for authors of flows: check a flow and play its scenarios")
    below = parser.add_subparsers(required=True, metavar="COMMAND")
    test = below.add_parser("test", help="check flows and play their scenarios; nothing is published")
    test.add_argument("flows", type=Path, help="a folder of flows, such as flows/")
    test.add_argument("--json", action="store_true", help="the answer for programs")
    test.set_defaults(run=_test)
    new_cli.add_commands(below)
    check_cli.add_command(below)
    diff_cli.add_command(below)
    replay_cli.add_command(below)
    walk_cli.add_command(below)
    explorer.add_command(below)
    return below


def _test(args: argparse.Namespace) -> int:
    found = {folder: _problems(folder) for folder in _folders(args.flows)}
    if args.json:
        print(json.dumps({str(folder): [str(item) for item in items] for folder, items in found.items()}))  # noqa: T201
    for folder, items in [] if args.json else found.items():
        print(f"{folder}: {'passed' if not items else 'failed'}")  # noqa: T201 - the command's answer
        for item in items:
            print(f"  {item}")  # noqa: T201
    if not found:
        print(f"{args.flows}: no flow.yaml here or below")  # noqa: T201
    return 0 if found and not any(found.values()) else 1


def _folders(flows: Path) -> list[Path]:
    return [file.parent for file in sorted(flows.rglob("flow.yaml"))]


def _problems(folder: Path) -> list[Problem]:
    files = files_of(folder)
    problems = check(files)
    if problems:
        return problems
    try:
        return examine(unpack(pack(files)))
    except PackageError as error:
        return list(error.problems) or [Problem("flow.yaml", 1, 1, str(error))]
