"""`kiosk central …`: what the people who run the platform type. Django starts inside the commands, never before."""

import argparse
import functools
import getpass
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.central.audit import cli as audit
from kiosk.central.database import DatabaseUrlError
from kiosk.central.gateway import cli as operations
from kiosk.central.publishing import cli as publishing
from kiosk.central.ratings import cli as ratings
from kiosk.central.retention import cli as retention
from kiosk.central.setup import NotReadyError, Place, set_up

if TYPE_CHECKING:
    from kiosk.central.publishing.publish import Examine
    from kiosk.central.publishing.signing import Compare

_RECOUNT_S = 24 * 3600.0
_DATA = Path(os.environ.get("KIOSK_CENTRAL_DATA") or "var/central")


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    examine: "Examine | None" = None,
    compare: "Compare | None" = None,
    further: Callable[["argparse._SubParsersAction[argparse.ArgumentParser]"], None] = lambda _below: None,
) -> None:
    """Hang `central` and its own commands below `kiosk`. Each sets `run`, a callable from arguments to exit code.

    `examine` is a further examination that each flow must pass before it is published; `compare` says what changes;
    `further` adds commands that need more than central.
    """
    central = commands.add_parser("central", help="the central platform: serve it, let terminals join, publish flows")
    below = central.add_subparsers(dest="central_command", required=True, metavar="COMMAND")
    _add_serve(below)
    _add_migrate(below)
    _add_upkeep(below)
    _add_enrolment_code(below)
    _add_terminals(below)
    _add_reports(below)
    operations.add_commands(below, _command)
    ratings.add_commands(below, _command)
    audit.add_commands(below, _DATA)
    retention.add_commands(below, _DATA)
    publishing.add_commands(below, examine, compare)
    further(below)


def _add_serve(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(below, "serve", "serve terminals and staff until SIGTERM", _serve)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="0 picks a free one (default: %(default)s)")
    parser.add_argument("--flows-dir", type=Path, help="TUF repository to serve (default: DATA/flows)")
    parser.add_argument("--trusted-proxy", default="", metavar="ADDRESS", help="the proxy whose X-Forwarded-For counts")
    parser.add_argument("--demo", action="store_true", help="short heartbeats, a sandbox department, password printed")
    parser.add_argument("--enrolment-code", default="", help="demo: lets one terminal join without approval")
    parser.add_argument("--place", default="", help="demo: where that terminal stands")


def _add_migrate(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _command(below, "migrate", "bring the database up to date", _migrate)


def _add_upkeep(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _command(below, "work", "do what central does by itself, for servers with several workers", _work)
    parser = _command(below, "check", "check the set-up of this platform; 1 when something is to mend", _check)
    parser.add_argument("--deploy", action="store_true", help="as for service: Django's deployment checks and our own")
    parser = _command(below, "backup", "back up database, flows and archive into a new folder, and verify it", _backup)
    parser.add_argument("folder", type=Path, help="where backups are kept; each gets a folder named by its time")
    parser.add_argument("--keep", type=int, default=0, metavar="N", help="delete all but the newest N (default: none)")
    parser = _command(below, "restore", "bring a backup back, onto an empty platform", _restore)
    parser.add_argument("folder", type=Path, help="one backup")


def _add_enrolment_code(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(below, "enrolment-code", "make a one-time code that lets a terminal join", _enrolment_code)
    parser.add_argument("--place", default="", help="where the terminal will stand; made if new")
    parser.add_argument("--district", default="", help="the new place's district, code or name (config/districts.yaml)")
    parser.add_argument("--replaces", default="", metavar="TERMINAL", help="the terminal whose machine is exchanged")
    parser.add_argument(
        "--hours", type=int, default=24, choices=range(1, 25), metavar="1…24", help="how long it is valid"
    )


def _add_terminals(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _command(below, "terminals", "list the terminals and how they are", _terminals)
    for name, help_text in (("approve", "let a pending terminal in"), ("revoke", "shut a terminal out")):
        parser = _command(below, name, help_text, _admit)
        parser.add_argument("terminal", help="such as WH0001")
        parser.set_defaults(act=name)


def _add_reports(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(below, "recount-reports", "count a window of days anew, as after places changed", _recount)
    parser.add_argument("since", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser = _command(below, "demo-history", "invent some weeks that this demo has behind it", _demo_history)
    for name, usual, help_text in (
        ("days", 30, "before today"),
        ("terminals", 12, "of the fleet; made where there are fewer"),
        ("cases", 25, "of one terminal on a working day"),
        ("seed", 1, "the same one writes the same"),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual, metavar="N", help=f"{help_text} (default: {usual})")


def _command(
    below: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, help_text: str, run: Any
) -> argparse.ArgumentParser:
    parser = below.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--data", type=Path, default=_DATA, help="data folder (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="answer as one JSON document")
    parser.set_defaults(run=functools.partial(_told, run))
    return parser


def _told(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run a command; a database that cannot be used or reached is told in a line."""
    from django.db import OperationalError

    try:
        return run(args)
    except (DatabaseUrlError, OperationalError) as error:
        return _fail(args, f"the database: {error}".rstrip())


def _serve(args: argparse.Namespace) -> int:
    from kiosk.central.serve import serve

    try:
        serve(
            args.data,
            args.host,
            args.port,
            args.flows_dir or Path(os.environ.get("KIOSK_CENTRAL_FLOWS") or args.data / "flows"),
            demo=args.demo,
            enrolment_code=args.enrolment_code,
            place=args.place,
            trusted_proxy=args.trusted_proxy,
        )
    except OSError as error:
        return _fail(args, f"cannot serve at {args.host}:{args.port} from {args.data}: {error.strerror or error}")
    except NotReadyError as error:
        return _fail(args, str(error))
    return 0


def _migrate(args: argparse.Namespace) -> int:
    _ready(args)
    _say(args, {"database": "up to date"}, "The database is up to date.")
    return 0


def _work(args: argparse.Namespace) -> int:
    _ready(args)
    from kiosk.central.upkeep.cli import work

    return work(args)


def _check(args: argparse.Namespace) -> int:
    set_up(Place(data=args.data))
    from kiosk.central.upkeep.cli import check

    return check(args)


def _backup(args: argparse.Namespace) -> int:
    set_up(Place(data=args.data))
    from kiosk.central.upkeep.cli import back_up

    return _kept(args, back_up)


def _restore(args: argparse.Namespace) -> int:
    set_up(Place(data=args.data))
    from kiosk.central.upkeep.cli import bring_back

    return _kept(args, bring_back)


def _kept(args: argparse.Namespace, act: Callable[[argparse.Namespace], str]) -> int:
    from kiosk.central.upkeep.backup import BackupError

    try:
        told = act(args)
    except BackupError as error:
        return _fail(args, str(error))
    _say(args, {"done": told}, told)
    return 0


def _enrolment_code(args: argparse.Namespace) -> int:
    _ready(args)
    from datetime import timedelta

    from django.utils import timezone

    from kiosk.central.fleet.joining import new_enrolment_code
    from kiosk.central.fleet.models import Terminal
    from kiosk.central.fleet.placing import UnknownDistrictError, place_named

    replaced = Terminal.objects.filter(pk=args.replaces).first()
    if args.replaces and replaced is None:
        return _fail(args, f"there is no terminal {args.replaces}")
    until = timezone.now() + timedelta(hours=args.hours)
    try:
        place = place_named(args.place, _operator(), district=args.district) if args.place else None
    except UnknownDistrictError as error:
        return _fail(args, str(error))
    code = new_enrolment_code(_operator(), place=place, replaces=replaced, expires_at=until)
    shown = timezone.localtime(until).isoformat(timespec="minutes")
    _say(args, {"code": code.code, "expires_at": shown}, f"{code.code}   (until {shown})")
    return 0


def _terminals(args: argparse.Namespace) -> int:
    _ready(args)
    from kiosk.central.fleet.listing import terminals

    found = terminals()
    lines = [f"{t['terminal_id']}  {t['state']:<9} {t['reachability']:<8} {t['place']}" for t in found]
    _say(args, {"terminals": found}, "\n".join(lines) or "No terminal has joined yet.")
    return 0


def _admit(args: argparse.Namespace) -> int:
    _ready(args)
    from kiosk.central.fleet import joining
    from kiosk.central.fleet.models import Terminal

    terminal = Terminal.objects.filter(pk=args.terminal).first()
    if terminal is None:
        return _fail(args, f"there is no terminal {args.terminal}")
    act = joining.approve if args.act == "approve" else joining.revoke
    if not act(terminal, _operator()):
        return _fail(args, f"{args.terminal} is {terminal.state}: nothing to {args.act}")
    terminal.refresh_from_db()
    _say(args, {"terminal": terminal.pk, "state": terminal.state}, f"{terminal.pk} is now {terminal.state}.")
    return 0


def _recount(args: argparse.Namespace) -> int:
    if args.since > args.until:
        return _fail(args, f"{args.since} is later than {args.until}: write the earlier day first")
    _ready(args)
    from django.utils import timezone

    from kiosk.central.reports import due

    due.recount(args.since, args.until)
    counted = due.count_due(timezone.now(), within_s=_RECOUNT_S)
    _say(args, {"counted": counted}, f"Counted {counted} days (cases and devices apart).")
    return 0


def _demo_history(args: argparse.Namespace) -> int:
    _ready(args)
    from django.utils import timezone

    from kiosk.central.reports import due
    from kiosk.central.sandbox import history

    wrong = [f"--{name} {value}" for name in ("days", "terminals", "cases") if (value := getattr(args, name)) < 1]
    if wrong:
        return _fail(args, f"{', '.join(wrong)}: write 1 or more")
    try:
        written = history.write(days=args.days, terminals=args.terminals, cases=args.cases, seed=args.seed)
    except (history.NoDemoError, history.NoFlowsError) as error:
        return _fail(args, str(error))
    due.count_due(timezone.now(), within_s=_RECOUNT_S)
    words = f"{written.records} records of {written.terminals} terminals over {written.days} days, {written.new} new."
    _say(args, asdict(written), words)
    return 0


def _ready(args: argparse.Namespace) -> None:
    set_up(Place(data=args.data))
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _operator() -> str:
    """Return whom the audit names for what is typed at the server itself."""
    return f"shell:{getpass.getuser()}"


def _say(args: argparse.Namespace, data: dict[str, Any], words: str) -> None:
    print(json.dumps(data, ensure_ascii=False) if args.json else words)  # noqa: T201 - a command's answer


def _fail(args: argparse.Namespace, words: str) -> int:
    _say(args, {"error": words}, words) if args.json else print(words, file=sys.stderr)  # noqa: T201
    return 1
