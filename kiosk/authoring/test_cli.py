"""`kiosk flow test`: the scenarios of flows, as the publisher plays them."""

import argparse
import json
from pathlib import Path

from kiosk.authoring.rehearsal import examine
from kiosk.explorer.exploring import files_of
from kiosk.protocol.package import PackageError, Problem, check, pack, unpack


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `test` to the commands for authors."""
    test = below.add_parser("test", help="check flows and play their scenarios; nothing is published")
    test.add_argument("flows", type=Path, help="a folder of flows, such as flows/")
    test.add_argument("--json", action="store_true", help="the answer for programs")
    test.set_defaults(run=_test)


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
