"""`kiosk central audit verify | export`: what an auditor types."""

import argparse
import sys
from pathlib import Path


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]", data: Path) -> None:
    """Add `audit` with its own commands; each sets `run(args) -> exit code`."""
    audit = below.add_parser("audit", help="verify or export who did what")
    commands = audit.add_subparsers(dest="audit_command", required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="go through the chain of seals; 1 when something was tampered with")
    verify.add_argument("--export", type=Path, metavar="FILE", help="verify an export (JSON lines); needs no database")
    verify.add_argument("--heads", type=Path, metavar="FILE", help="a copy of heads.jsonl, kept elsewhere")
    verify.set_defaults(run=_verify)
    export = commands.add_parser("export", help="write the audit with its seals")
    export.add_argument("file", type=Path)
    export.add_argument("--csv", action="store_true", help="for a spread sheet; only JSON lines can be verified again")
    export.set_defaults(run=_export)
    for command in (verify, export):
        command.add_argument("--data", type=Path, default=data, help="data folder (default: %(default)s)")


def _ready(data: Path) -> None:
    from kiosk.central.setup import Place, set_up

    set_up(Place(data=data))


def _verify(args: argparse.Namespace) -> int:
    _ready(args.data)
    from django.utils import timezone

    from kiosk.central.audit import chain, heads
    from kiosk.central.audit.exporting import UnreadableExportError, read_json_lines

    links = list(read_json_lines(args.export)) if args.export else None
    try:
        wrong = list(chain.problems(links if links is not None else chain.links(), heads.noted(args.heads)))
    except UnreadableExportError as error:
        wrong = [str(error)]
    if links is None and (waiting := chain.unsealed(timezone.now())):
        wrong.append(f"{waiting} events have had no seal for a minute: see the job audit.seal")
    for problem in wrong:
        print(problem, file=sys.stderr)  # noqa: T201 - the command's answer
    if not wrong:
        print("The audit is whole.")  # noqa: T201
    return 1 if wrong else 0


def _export(args: argparse.Namespace) -> int:
    _ready(args.data)
    from kiosk.central.audit import chain
    from kiosk.central.audit.exporting import as_csv, as_json_lines

    with args.file.open("w", encoding="utf-8", newline="") as out:
        out.writelines((as_csv if args.csv else as_json_lines)(chain.links()))
    print(f"{args.file}: written")  # noqa: T201
    return 0
