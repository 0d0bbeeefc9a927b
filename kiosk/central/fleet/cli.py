"""`kiosk central enrolment-code`, `terminals`, `approve`, `revoke`: the fleet from the server's own command line."""

import argparse
from collections.abc import Callable

from kiosk.central.command_line import fail, operator, ready, say

AddCommand = Callable[..., argparse.ArgumentParser]


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]", command: AddCommand) -> None:
    """Hang them below `kiosk central`. `command` adds one with what all of them take."""
    parser = command(below, "enrolment-code", "make a one-time code that lets a terminal join", _enrolment_code)
    parser.add_argument("--place", default="", help="where the terminal will stand; made if new")
    parser.add_argument("--district", default="", help="the new place's district, code or name (config/districts.yaml)")
    parser.add_argument("--replaces", default="", metavar="TERMINAL", help="the terminal whose machine is exchanged")
    parser.add_argument(
        "--hours", type=int, default=24, choices=range(1, 25), metavar="1…24", help="how long it is valid"
    )
    command(below, "terminals", "list the terminals and how they are", _terminals)
    for name, help_text in (("approve", "let a pending terminal in"), ("revoke", "shut a terminal out")):
        parser = command(below, name, help_text, _admit)
        parser.add_argument("terminal", help="such as WH0001")
        parser.set_defaults(act=name)


def _enrolment_code(args: argparse.Namespace) -> int:
    ready(args)
    from datetime import timedelta

    from django.utils import timezone

    from kiosk.central.fleet.joining import new_enrolment_code
    from kiosk.central.fleet.models import Terminal
    from kiosk.central.fleet.placing import UnknownDistrictError, place_named

    replaced = Terminal.objects.filter(pk=args.replaces).first()
    if args.replaces and replaced is None:
        return fail(args, f"there is no terminal {args.replaces}")
    until = timezone.now() + timedelta(hours=args.hours)
    try:
        place = place_named(args.place, operator(), district=args.district) if args.place else None
    except UnknownDistrictError as error:
        return fail(args, str(error))
    code = new_enrolment_code(operator(), place=place, replaces=replaced, expires_at=until)
    shown = timezone.localtime(until).isoformat(timespec="minutes")
    say(args, {"code": code.code, "expires_at": shown}, f"{code.code}   (until {shown})")
    return 0


def _terminals(args: argparse.Namespace) -> int:
    ready(args)
    from kiosk.central.fleet.listing import terminals

    found = terminals()
    lines = [f"{t['terminal_id']}  {t['state']:<9} {t['reachability']:<8} {t['place']}" for t in found]
    say(args, {"terminals": found}, "\n".join(lines) or "No terminal has joined yet.")
    return 0


def _admit(args: argparse.Namespace) -> int:
    ready(args)
    from kiosk.central.fleet import joining
    from kiosk.central.fleet.models import Terminal

    terminal = Terminal.objects.filter(pk=args.terminal).first()
    if terminal is None:
        return fail(args, f"there is no terminal {args.terminal}")
    act = joining.approve if args.act == "approve" else joining.revoke
    if not act(terminal, operator()):
        return fail(args, f"{args.terminal} is {terminal.state}: nothing to {args.act}")
    terminal.refresh_from_db()
    say(args, {"terminal": terminal.pk, "state": terminal.state}, f"{terminal.pk} is now {terminal.state}.")
    return 0
