"""`kiosk central …`: what the people who run the platform type. Django starts inside the commands, never before."""

import argparse
import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.central.audit import cli as audit
from kiosk.central.command_line import fail, ready, say
from kiosk.central.database import DatabaseUrlError
from kiosk.central.fleet import cli as fleet
from kiosk.central.gateway import cli as operations
from kiosk.central.publishing import cli as publishing
from kiosk.central.ratings import cli as ratings
from kiosk.central.reports import cli as reports
from kiosk.central.retention import cli as retention
from kiosk.central.setup import NotReadyError, Place, set_up

if TYPE_CHECKING:
    from kiosk.central.publishing.publish import Examine
    from kiosk.central.publishing.signing import Compare

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
    fleet.add_commands(below, _command)
    reports.add_commands(below, _command)
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
        return fail(args, f"the database: {error}".rstrip())


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
        return fail(args, f"cannot serve at {args.host}:{args.port} from {args.data}: {error.strerror or error}")
    except NotReadyError as error:
        return fail(args, str(error))
    return 0


def _migrate(args: argparse.Namespace) -> int:
    ready(args)
    say(args, {"database": "up to date"}, "The database is up to date.")
    return 0


def _work(args: argparse.Namespace) -> int:
    ready(args)
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
        return fail(args, str(error))
    say(args, {"done": told}, told)
    return 0
