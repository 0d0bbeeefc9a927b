"""`kiosk flow explore`: walks every path of flows, and says where a promise is not kept."""

import argparse
import json
import re
from pathlib import Path

from kiosk.explorer.exploring import Explored, explore_folders
from kiosk.explorer.kept import usually_kept

_FLOWS = Path(__file__).parents[2] / "flows"


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `explore` to the commands for authors."""
    parser = below.add_parser(
        "explore",
        help="walk every path of flows: every answer, fault, refusal, time-out and power cut",
        description="Says for each flow how many states, paths and seconds it took, and for each promise that is not "
        "kept the shortest way there. Paths count each loop once.",
    )
    parser.add_argument(
        "flows", type=Path, nargs="*", help="a flow, or a folder of flows (default: all that are shipped)"
    )
    parser.add_argument("--json", action="store_true", help="the answer for programs")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write each way there as a scenario into this folder")
    parser.add_argument("--jobs", type=int, help="how many processes (default: one a core)")
    parser.add_argument("--again", action="store_true", help="walk again what was walked before and has not changed")
    parser.set_defaults(run=_explore)


def _explore(args: argparse.Namespace) -> int:
    folders = sorted({file.parent for flows in args.flows or [_FLOWS] for file in flows.rglob("flow.yaml")})
    explored = explore_folders(folders, None if args.again else usually_kept(), jobs=args.jobs)
    if args.json:
        print(json.dumps([_for_programs(one) for one in explored], ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for one in explored:
            print("\n".join(_for_people(one)))  # noqa: T201 - the command's answer
    if args.out:
        _write(args.out, explored)
    if not folders:
        print("no flow.yaml here or below")  # noqa: T201
    return 0 if folders and all(one.holds for one in explored) else 1


def _for_programs(one: Explored) -> dict[str, object]:
    found = one.report.as_dict() if one.report else None
    return {"folder": str(one.folder), "problems": list(one.problems), "kept": one.kept, "report": found}


def _for_people(one: Explored) -> list[str]:
    report = one.report
    if report is None:
        return [f"{one.folder}: cannot be read", *(f"  {problem}" for problem in one.problems)]
    count = len(report.broken)
    paths = f"{_number(report.paths)} paths (each of {report.loops} loops once)"
    speed = f"{report.took_s:.2f} s, {report.states / max(report.took_s, 0.001):.0f} states/s"
    verdict = f"{count} {'promise is' if count == 1 else 'promises are'} not kept" if count else "every promise is kept"
    lines = [
        f"{one.folder}: {verdict}",
        f"  {report.states:,} states, {report.events:,} events, {paths}, {report.cuts:,} power cuts",
        f"  {'as walked before' if one.kept else speed}",
    ]
    for broken in report.broken:
        lines += [
            f"  step {broken.step!r}: {broken.title}",
            *(f"    {number}. {line}" for number, line in _told(broken.path)),
        ]
    return lines


def _told(path: tuple[str, ...]) -> list[tuple[int, str]]:
    return list(enumerate(path, start=1))


def _number(count: int) -> str:
    """All figures of a small number, three of a large one."""
    digits = str(count)
    return f"{count:,}" if len(digits) <= 12 else f"{digits[0]}.{digits[1:3]} × 10^{len(digits) - 1}"


def _write(out: Path, explored: list[Explored]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for one in explored:
        for broken in one.report.broken if one.report else ():
            service = re.sub(r"[^a-z0-9]+", "-", one.report.service if one.report else "")
            (out / f"{service}.{broken.promise}.{broken.step}.yaml").write_text(broken.scenario, encoding="utf-8")
