"""`kiosk central recount-reports` and `demo-history`."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

from kiosk.central.command_line import fail, ready, say

AddCommand = Callable[..., argparse.ArgumentParser]
_RECOUNT_S = 24 * 3600.0


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]", command: AddCommand) -> None:
    """Hang them below `kiosk central`. `command` adds one with what all of them take."""
    parser = command(below, "recount-reports", "count a window of days anew, as after places changed", _recount)
    parser.add_argument("since", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser = command(below, "demo-history", "invent some weeks that this demo has behind it", _demo_history)
    for name, usual, help_text in (
        ("days", 30, "before today"),
        ("terminals", 12, "of the fleet; made where there are fewer"),
        ("cases", 25, "of one terminal on a working day"),
        ("seed", 1, "the same one writes the same"),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual, metavar="N", help=f"{help_text} (default: {usual})")


def _recount(args: argparse.Namespace) -> int:
    if args.since > args.until:
        return fail(args, f"{args.since} is later than {args.until}: write the earlier day first")
    ready(args)
    from django.utils import timezone

    from kiosk.central.reports import due

    due.recount(args.since, args.until)
    counted = due.count_due(timezone.now(), within_s=_RECOUNT_S)
    say(args, {"counted": counted}, f"Counted {counted} days (cases and devices apart).")
    return 0


def _demo_history(args: argparse.Namespace) -> int:
    ready(args)
    from django.utils import timezone

    from kiosk.central.reports import due
    from kiosk.central.sandbox import history

    wrong = [f"--{name} {value}" for name in ("days", "terminals", "cases") if (value := getattr(args, name)) < 1]
    if wrong:
        return fail(args, f"{', '.join(wrong)}: write 1 or more")
    try:
        written = history.write(days=args.days, terminals=args.terminals, cases=args.cases, seed=args.seed)
    except (history.NoDemoError, history.NoFlowsError) as error:
        return fail(args, str(error))
    due.count_due(timezone.now(), within_s=_RECOUNT_S)
    words = f"{written.records} records of {written.terminals} terminals over {written.days} days, {written.new} new."
    say(args, asdict(written), words)
    return 0
