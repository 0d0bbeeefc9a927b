"""`kiosk central operations check|schema`: whether operations.yaml can be used, and its schema for editors."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.central.setup import Place, set_up

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
AddCommand = Callable[..., argparse.ArgumentParser]


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]", command: AddCommand) -> None:
    """Hang `operations` below `kiosk central`. `command` adds one with what all of them take."""
    parser = below.add_parser("operations", help="the departments' operations: check the file, or print its schema")
    which = parser.add_subparsers(dest="operations_command", required=True, metavar="COMMAND")
    check = command(which, "check", "tell every mistake in operations.yaml, with its line", _check)
    check.add_argument("files", nargs="*", type=Path, help="default: the file that this platform uses")
    check.add_argument("--environment", help="whose addresses count (default: that of this platform)")
    check.add_argument("--secrets", action="store_true", help="look whether each secret is there and only ours to read")
    command(which, "schema", "the JSON Schema of operations.yaml, for editors that complete and underline", _schema)


def _check(args: argparse.Namespace) -> int:
    set_up(Place(data=args.data))
    from django.conf import settings

    from kiosk.central.gateway.reading import OperationsError, load, secrets_missing

    problems, found = [], 0
    for file in args.files or [settings.OPERATIONS_FILE, settings.IDENTITY_FILE]:
        try:
            found += len(load(file, args.environment))
            problems += list(secrets_missing(file, args.environment)) if args.secrets else []
        except OperationsError as error:
            problems += [str(one) for one in error.problems]
    if args.json:
        print(json.dumps({"operations": found, "problems": problems}, ensure_ascii=False))  # noqa: T201
    elif problems:
        print("\n".join(problems), file=sys.stderr)  # noqa: T201 - the command's answer
    else:
        print(f"{found} operations, nothing to mend.")  # noqa: T201
    return 1 if problems else 0


def _schema(_args: argparse.Namespace) -> int:
    from kiosk.central.gateway.operations import Operations

    schema = {"$schema": _DIALECT, **Operations.model_json_schema(by_alias=True)}
    print(json.dumps(schema, ensure_ascii=False, indent=2))  # noqa: T201 - the command's answer
    return 0
