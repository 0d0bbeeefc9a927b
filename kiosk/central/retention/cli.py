"""`kiosk central archive list | verify | read`: what is in the archive's files. None of them asks the database."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path) -> None:
    """Add `archive` with its own commands; each sets `run(args) -> exit code`."""
    parser = below.add_parser("archive", help="list, verify or read what has left the database")
    commands = parser.add_subparsers(dest="archive_command", required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="say what there is: kind, day, rows, file")
    listing.set_defaults(run=_list)
    verify = commands.add_parser("verify", help="read every file; 1 when one is missing, changed, or unknown")
    verify.set_defaults(run=_verify)
    reading = commands.add_parser("read", help="print rows as lines of JSON, each file verified before")
    reading.set_defaults(run=_read)
    for command in (listing, reading):
        command.add_argument("kind", nargs="?" if command is listing else None, help="such as issues")
        command.add_argument("--day", default="", metavar="YYYY-MM-DD", help="of one day, or month: 2026-08")
    for command in (listing, verify, reading):
        command.add_argument("--data", type=Path, default=data, help="data folder (default: %(default)s)")


def _list(args: argparse.Namespace) -> int:
    return _told(args, lambda found: [f"{e['kind']}\t{e['day']}\t{e['rows']}\t{e['path']}\n" for e in found])


def _read(args: argparse.Namespace) -> int:
    from kiosk.central.retention import archive

    def rows(found: list[dict[str, Any]]) -> Iterable[str]:
        for entry in found:
            if archive.digest(archive.folder() / entry["path"]) != entry["sha256"]:
                raise archive.ArchiveError(f"{entry['path']}: it was changed since it was written")
            yield from archive.read(entry["path"])

    return _told(args, rows)


def _verify(args: argparse.Namespace) -> int:
    from kiosk.central.retention import archive

    _ready(args.data)
    try:
        wrong, count = list(archive.problems()), len(archive.listed())
    except archive.ArchiveError as error:
        wrong, count = [str(error)], 0
    for problem in wrong:
        print(problem, file=sys.stderr)  # noqa: T201 - the command's answer
    if not wrong:
        print(f"The archive is whole: {count} files.")  # noqa: T201
    return 1 if wrong else 0


def _told(args: argparse.Namespace, say: Any) -> int:
    from kiosk.central.retention import archive

    _ready(args.data)
    try:
        found = sorted(
            archive.listed().values(),
            key=lambda entry: (entry["kind"], entry["day"], len(entry["path"]), entry["path"]),
        )
        chosen = [one for one in found if args.kind in {None, one["kind"]} and one["day"].startswith(args.day)]
        sys.stdout.writelines(say(chosen))
    except (archive.ArchiveError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _ready(data: Path) -> None:
    from kiosk.central.setup import Place, set_up

    set_up(Place(data=data))
