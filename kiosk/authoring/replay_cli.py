"""`kiosk flow replay`: does a version of a flow still lead where a traced session went?"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from kiosk.authoring.on_devices import Carried, terminal
from kiosk.authoring.replaying import Replay, replay
from kiosk.engine.scenario import Do, Scenario
from kiosk.engine.trace import Trace
from kiosk.explorer.exploring import files_of
from kiosk.explorer.script import line
from kiosk.protocol.package import FlowPackage, PackageError, pack, unpack

_FLOWS = Path("flows")


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `replay` to the commands for authors."""
    parser = below.add_parser(
        "replay",
        help="play a trace of a session against a flow: does it still go the same way?",
        description="A trace (`kiosk trace show N --json`) has no values; each event is filled with invented ones of "
        "its class. Prints the way step by step, and where the flow goes another one.",
        epilog="exit code: 0 the same way, 1 another way, 2 the trace or the flow cannot be read",
    )
    parser.add_argument("trace", type=Path, help="a file with a trace")
    parser.add_argument("--flow", type=Path, help="the folder of the candidate (default: that service below flows/)")
    parser.add_argument("--devices", action="store_true", help="then carry it out on the desk's emulated devices")
    parser.add_argument("--json", action="store_true", help="the answer for programs")
    parser.set_defaults(run=_replay)


def _replay(args: argparse.Namespace) -> int:
    try:
        trace = read(args.trace)
        package = unpack(pack(files_of(args.flow or _FLOWS / trace.service)))
        played = replay(trace, package.flow, tuple(examples(package)))
    except (PackageError, ValidationError, yaml.YAMLError, OSError) as error:
        print(f"{args.trace}: {_said(error)}")  # noqa: T201 - the command's answer
        return 2
    carried = _carried(trace, package, played) if args.devices else None
    print(_as_json(trace, package, played, carried) if args.json else "\n".join(_lines(trace, package, played)))  # noqa: T201
    if carried is not None and not args.json:
        print(_of_devices(trace, carried))  # noqa: T201
    return 1 if played.difference or (carried and carried.lines < len(played.events)) else 0


def _carried(trace: Trace, package: FlowPackage, played: Replay) -> Carried:
    with terminal(package, trace) as stand:
        return stand.carry_out(played.events)


def _of_devices(trace: Trace, carried: Carried) -> str:
    told = f" (told, as the desk cannot do it: {', '.join(map(str, carried.told))})" if carried.told else ""
    if carried.expected is None:
        return f"on devices: the same way, {carried.lines} lines{told}"
    happened = trace.lines[carried.lines].happened
    return f"on devices: line {carried.lines + 1} ({happened}): trace: {carried.expected}; here: {carried.saw}{told}"


def read(file: Path) -> Trace:
    """Return the trace in `file`.

    Raises:
        OSError: it cannot be read.
        ValidationError: it holds no trace.
    """
    return Trace.model_validate_json(file.read_bytes())


def examples(package: FlowPackage) -> Iterator[Do]:
    """Yield what the scenarios of `package` let happen; those that cannot be read are for `kiosk flow test`."""
    for name in sorted(package.files):
        if name.startswith("scenarios/") and name.endswith(".yaml"):
            try:
                scenario = Scenario.model_validate(yaml.safe_load(package.files[name]))
            except (ValidationError, yaml.YAMLError):
                continue
            yield from (one.do for one in scenario.lines)


def _said(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first, more = error.errors(include_input=False)[0], error.error_count() - 1
    place = ".".join(map(str, first["loc"])) or "the file"
    return f"is no trace: {place}: {first['msg']}" + (f" (and {more} more)" if more else "")


def _lines(trace: Trace, package: FlowPackage, played: Replay) -> Iterator[str]:
    yield f"{trace.service}: trace of version {trace.flow_version}, played on version {package.flow.version}"
    yield f"     start: {trace.start}"
    for number, (event, one) in enumerate(zip(played.events, trace.lines, strict=False), start=1):
        yield f"{number:4} {one.happened} → {one.then}"
        yield f"       with {line(event)}"
    yield str(played.difference) if played.difference else f"the same way, {len(trace.lines)} lines"


def _as_json(trace: Trace, package: FlowPackage, played: Replay, carried: Carried | None) -> str:
    gone = played.difference
    answer = {
        "service": trace.service,
        "trace_version": trace.flow_version,
        "played_version": package.flow.version,
        "lines": len(trace.lines),
        "same": gone is None,
        "difference": gone
        and {"line": gone.number, "happened": gone.happened, "trace": gone.trace, "candidate": gone.candidate},
    }
    if carried is not None:
        answer["devices"] = {"lines": carried.lines, "told": carried.told, "same": carried.expected is None}
    return json.dumps(answer, ensure_ascii=False)
