"""`kiosk central ratings export`: the ratings in the national field names, for a nightly job or by hand."""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from kiosk.central.command_line import fail, say
from kiosk.central.setup import Place, set_up

AddCommand = Callable[..., argparse.ArgumentParser]


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]", command: AddCommand) -> None:
    """Hang `ratings` below `kiosk central`. `command` adds one with what all of them take."""
    parser = below.add_parser("ratings", help="ratings (好差评): export them in the national field names")
    which = parser.add_subparsers(dest="ratings_command", required=True, metavar="COMMAND")
    export = command(which, "export", "write the ratings that became known in a period (GB/T 39735)", _export)
    export.add_argument("file", type=Path)
    export.add_argument("--csv", action="store_true", help="for a spread sheet (default: JSON)")
    day = date.fromisoformat
    export.add_argument("--first", type=day, metavar="DAY", help="first day, such as 2026-10-01 (default: yesterday)")
    export.add_argument("--last", type=day, metavar="DAY", help="last day (default: the first)")


def _export(args: argparse.Namespace) -> int:
    set_up(Place(data=args.data))
    from django.utils import timezone

    from kiosk.central.accounts.scope import ALL
    from kiosk.central.ratings.exporting import as_csv, as_json, records
    from kiosk.central.ratings.period import Period
    from kiosk.central.ratings.rules import RulesError

    first = args.first or timezone.localdate() - timedelta(days=1)
    last = args.last or first
    if last < first:
        return fail(args, f"--last {last} is before --first {first}: give the earlier day first")
    draft = args.file.with_name(f"{args.file.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as out:
            out.writelines((as_csv if args.csv else as_json)(records(Period(first, last), ALL)))
        draft.replace(args.file)
    except OSError as error:
        return fail(args, f"{args.file}: {error.strerror}")
    except RulesError as error:
        return fail(args, str(error))
    said = {"file": str(args.file), "first": f"{first}", "last": f"{last}"}
    say(args, said, f"{args.file}: the ratings of {first} to {last}")
    return 0
