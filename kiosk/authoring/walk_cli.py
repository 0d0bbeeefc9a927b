"""`kiosk flow walk`: a flow played in the terminal, without a screen; a way found by `explore` is replayed so, too."""

import argparse
from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from kiosk.authoring.walking import HandWalk
from kiosk.engine.events import Event
from kiosk.engine.rules import RuleError
from kiosk.engine.scenario import Do, Scenario, event_of
from kiosk.explorer.exploring import files_of
from kiosk.explorer.script import line
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import PackageError, pack, unpack

_FEW = 12
_HELP = """\
  a number     let that happen
  name: value  let something else happen, as a scenario writes it: submit: {preset: custom, first: 2026-01}
  *            show everything that may happen: faults, refusals, clocks, a resident who leaves
  save FILE    write the way so far as a scenario
  end          stop"""


def add_commands(below: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `walk` to the commands for authors."""
    parser = below.add_parser(
        "walk",
        help="play a flow here, without a screen, or replay a scenario step by step",
        description=f"Shows what the resident is told and what may happen next. You type:\n{_HELP}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("flow", type=Path, help="the folder of a flow")
    parser.add_argument("--scenario", type=Path, help="go this way first")
    parser.add_argument("--language", choices=LANGUAGES, default="zh", help="of the words (default: zh)")
    parser.add_argument("--today", type=date.fromisoformat, help="the day of the walk (default: today)")
    parser.set_defaults(run=_walk)


def _walk(args: argparse.Namespace) -> int:
    try:
        package = unpack(pack(files_of(args.flow)))
        given = _scenario(args.scenario) if args.scenario else None
    except (PackageError, ValidationError, yaml.YAMLError, OSError) as error:
        print(f"{args.flow}: {error}")  # noqa: T201 - the command's answer
        return 2
    today = str(args.today or (given.today if given else date.today()))  # noqa: DTZ011 - the author's own day
    walk = HandWalk(package, args.language, today, given.code if given else None)
    _say(walk.told())
    for one in given.lines if given else ():
        if not _happen(walk, event_of(walk.session, one.do)):
            return 1
    while not walk.session.ended:
        if not _ask(walk):
            break
    return 0


def _scenario(file: Path) -> Scenario:
    return Scenario.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def _ask(walk: HandWalk, everything: bool = False) -> bool:  # noqa: FBT001, FBT002 - asked again by itself alone
    """Let the author say what happens; False when the walk is over."""
    choices = walk.choices(everything=everything)
    shown = choices if everything else choices[:_FEW]
    _say([f"  {number:3}  {line(event)}" for number, event in enumerate(shown, start=1)])
    try:
        typed = input("what happens? (? for help) ").strip()
    except EOFError:
        return False
    match typed.partition(" "):
        case ("?" | "", _, _):
            print(_HELP)  # noqa: T201
        case ("*", _, _):
            return _ask(walk, everything=True)
        case ("end", _, _):
            return False
        case ("save", _, name) if name:
            Path(name).write_text(walk.as_scenario(Path(name).stem), encoding="utf-8")
        case _:
            event = _chosen(typed, shown, walk)
            if event is not None:
                _happen(walk, event)
    return True


def _chosen(typed: str, shown: list[Event], walk: HandWalk) -> Event | None:
    if typed.isdigit():
        number = int(typed)
        if 1 <= number <= len(shown):
            return shown[number - 1]
        print(f"there is no {number}; ? for help")  # noqa: T201
        return None
    try:
        return event_of(walk.session, Do.model_validate(yaml.safe_load(typed)))
    except ValidationError as error:
        print(f"nothing that can happen: {error.errors()[0]['msg']}; ? for help")  # noqa: T201
    except yaml.YAMLError as error:
        print(f"nothing that can be read: {error}; ? for help")  # noqa: T201
    return None


def _happen(walk: HandWalk, event: Event) -> bool:
    try:
        effects = walk.take(event)
    except RuleError as error:
        print(f"> {line(event)}\n  cannot be carried out: {error}")  # noqa: T201
        return False
    print(f"> {line(event)}")  # noqa: T201
    _say([f"  → {', '.join(effects)}"] if effects else [])
    _say(walk.told())
    return True


def _say(lines: list[str]) -> None:
    for one in lines:
        print(one)  # noqa: T201 - the command's answer
