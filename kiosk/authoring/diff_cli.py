"""`kiosk flow diff OLD NEW`: what changes for a resident."""

import argparse
import json
import sys
from pathlib import Path

from kiosk.authoring.difference import differences
from kiosk.explorer.exploring import files_of
from kiosk.protocol.package import FlowPackage, PackageError, pack, unpack

_EXIT_USAGE = 2


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `diff` to the commands for authors."""
    parser = below.add_parser(
        "diff",
        help="say what changes for a resident from one version of a flow to another",
        description="Exit code 0: nothing changes; 1: something does; 2: one of the two cannot be read.",
    )
    parser.add_argument("old", type=Path, help="a flow's folder, or its package")
    parser.add_argument("new", type=Path, help="a flow's folder, or its package")
    parser.add_argument("--json", action="store_true", help="the answer for programs: a list of sentences")
    parser.set_defaults(run=_diff)


def _diff(args: argparse.Namespace) -> int:
    try:
        told = differences(_package(args.old), _package(args.new))
    except (PackageError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command's answer
        return _EXIT_USAGE
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n".join(told) or "nothing changes for a resident")  # noqa: T201
    return 1 if told else 0


def _package(path: Path) -> FlowPackage:
    try:
        return unpack(pack(files_of(path)) if path.is_dir() else path.read_bytes())
    except PackageError as error:
        raise PackageError(f"{path}: {error}; kiosk flow check tells more") from None
