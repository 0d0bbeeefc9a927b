"""`kiosk flow check`: every mistake of a flow at once."""

import argparse
import json
from pathlib import Path

from kiosk.authoring.advice import ADVICE
from kiosk.authoring.checking import advice_in, problems_in
from kiosk.authoring.codes import CODES
from kiosk.authoring.telling import for_people, for_programs
from kiosk.explorer.exploring import files_of

_FLOWS = Path(__file__).parents[2] / "flows"
_EXIT_USAGE = 2


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `check` to the commands for authors."""
    parser = below.add_parser(
        "check",
        help="say everything that is wrong with flows, with file, line, column and remedy",
        description="Exit code 0: all is well; 1: something must be mended; 2: there is no flow. The codes: "
        + "; ".join(f"{code} ({meaning})" for code, meaning in CODES.items())
        + ". Notes, which are no mistakes: "
        + "; ".join(f"{code} ({meaning})" for code, meaning in ADVICE.items()),
    )
    parser.add_argument(
        "flows", type=Path, nargs="*", metavar="PATH", help="a flow, or a folder of flows (default: all that ship)"
    )
    parser.add_argument("--json", action="store_true", help="the answer for programs: a list of problems")
    parser.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    folders = sorted({file.parent for flows in args.flows or [_FLOWS] for file in flows.rglob("flow.yaml")})
    if not folders:
        print(f"{', '.join(map(str, args.flows))}: no flow.yaml here or below")  # noqa: T201 - the command's answer
        return _EXIT_USAGE
    found = [
        (folder, files, problems_in(files), advice_in(files)) for folder in folders for files in [files_of(folder)]
    ]
    if args.json:
        told = [for_programs(folder, problem) for folder, _, problems, _ in found for problem in problems]
        told += [for_programs(folder, note, note=True) for folder, _, _, notes in found for note in notes]
        print(json.dumps(told, ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for folder, files, problems, notes in found:
            for problem in problems:
                print(for_people(folder, files, problem), end="\n\n")  # noqa: T201
            for note in notes:
                print(for_people(folder, files, note, note=True), end="\n\n")  # noqa: T201
            count = len(problems)
            print(f"{folder}: {f'{count} to mend' if count else 'well'}")  # noqa: T201
    return 1 if any(problems for _, _, problems, _ in found) else 0
