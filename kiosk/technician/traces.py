"""`kiosk trace`: what happened in sessions that met trouble, without anything about the resident."""

import argparse
from collections.abc import Iterator

from kiosk.engine.trace import Trace
from kiosk.settings.command_line import add_settings_options, settings_from
from kiosk.trace_ring import TraceRing


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Hang `trace` below `kiosk`."""
    parser = commands.add_parser("trace", help="for technicians: what happened in sessions that met trouble")
    below = parser.add_subparsers(required=True, metavar="COMMAND")
    listed = below.add_parser("list", help="the traces that are kept, the oldest first")
    add_settings_options(listed)
    listed.set_defaults(run=_list)
    shown = below.add_parser(
        "show",
        help="one trace, line by line",
        description="Names only what the flow and the program chose: options, faults, kinds of answers, times. With "
        "--json it is what `kiosk flow replay` plays.",
        epilog="exit code: 0 shown, 2 there is no such trace",
    )
    shown.add_argument("number", type=int, metavar="N", help="as `list` shows it")
    add_settings_options(shown)
    shown.add_argument("--json", action="store_true", help="for programs, and for `kiosk flow replay`")
    shown.set_defaults(run=_show)


def _list(args: argparse.Namespace) -> int:
    found = list(TraceRing(settings_from(args).state_dir).each())
    for number, trace in found:
        print(f"{number:6}  {trace.today}  {_summary(trace)}")  # noqa: T201 - a command's answer
    if not found:
        print("no trace is kept: no session met trouble, or `traces` is set to never")  # noqa: T201
    return 0


def _show(args: argparse.Namespace) -> int:
    trace = TraceRing(settings_from(args).state_dir).trace(args.number)
    if trace is None:
        print(f"there is no trace {args.number}; `kiosk trace list` shows those that are kept")  # noqa: T201
        return 2
    print(trace.model_dump_json(exclude_defaults=True) if args.json else "\n".join(_lines(trace)))  # noqa: T201
    return 0


def _summary(trace: Trace) -> str:
    last = trace.lines[-1].then if trace.lines else trace.start
    met = dict.fromkeys(line.then.trouble for line in trace.lines if line.then.trouble)
    return f"{trace.service} v{trace.flow_version}  {trace.because}: {', '.join(map(str, met)) or '–'}; last: {last}"


def _lines(trace: Trace) -> Iterator[str]:
    yield _summary(trace)
    yield f"{'0.0':>7} s  {trace.start}"
    for line in trace.lines:
        yield f"{line.at_s:7.1f} s  {line.happened} → {line.then}"
