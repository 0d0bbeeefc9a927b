"""One run of `kiosk central simulate`: from the arguments to the outcome."""

import argparse
import contextlib
import json
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import requests

from kiosk.central.setup import Place, set_up
from kiosk.fleet_simulation.cable import Cable
from kiosk.fleet_simulation.fleet import Fleet
from kiosk.fleet_simulation.tally import Tally
from kiosk.fleet_simulation.terminal import SimulatedTerminal
from kiosk.protocol.api import FLOWS
from kiosk.settings import Platform
from kiosk.simulate import central_side
from kiosk.simulate.scenario import FleetRefusedError, Scenario
from kiosk.simulate.table import figures, table, verdict_lines
from kiosk.simulate.waiting import TooLongError

_INTERRUPTED = 130
_DEMO_PAGE = "/sandbox/housing/trouble"
_WHO = "simulate:"


def run(args: argparse.Namespace) -> int:
    """Return the exit code: 0 when nothing was lost and nothing taken twice."""
    if problem := _problem(args):
        print(problem, file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    set_up(Place(data=args.data))
    who = f"{_WHO}{secrets.token_hex(4)}"
    try:
        with _home(args.home) as home:
            return _simulate(args, who, home)
    except (TooLongError, FleetRefusedError, central_side.CentralSideError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


def _problem(args: argparse.Namespace) -> str:
    """Return what keeps the run from beginning; empty when nothing does."""
    problems = []
    if (
        args.terminals < 1
        or args.minutes < 0
        or min(args.flood, args.dark_s) < 0
        or args.threads < 1
        or args.cases_a_day < 0
    ):
        problems.append("--terminals and --threads must be at least 1, the others at least 0")
    if not args.data.is_dir():
        problems.append(f"--data {args.data}: no such folder; give the data folder of the platform at --url")
    try:
        answers = requests.get(f"{args.url.rstrip('/')}{_DEMO_PAGE}", timeout=10, allow_redirects=False)
    except requests.RequestException as error:
        problems.append(f"--url {args.url}: {type(error).__name__}: start the platform first")
    else:
        if answers.status_code == requests.codes.not_found and not args.test_platform:
            problems.append("this is not the demo: add --test-platform if no real residents' records are there")
    return "\n".join(problems)


@contextlib.contextmanager
def _home(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="kiosk-fleet-") as folder:
        yield Path(folder)


def _simulate(args: argparse.Namespace, who: str, home: Path) -> int:
    cable, tally, began = Cable(), Tally(), time.monotonic()
    terminals = _terminals(args, who, home, cable, tally)
    scenario = Scenario(Fleet(terminals, threads=args.threads), cable, tally, _teller(args, began), args.dark_s)
    interrupted = False
    try:
        try:
            _phases(args, who, scenario)
        except KeyboardInterrupt:
            interrupted = True
            scenario.say("interrupted", "what is under way is ended")
        lasted_s = time.monotonic() - began
        verdict = None if interrupted else central_side.judge(who, [one.put for one in scenario.records])
    finally:
        scenario.fleet.stop()
        central_side.revoke_all(who)
    _show(args, scenario, lasted_s, verdict)
    if interrupted:
        return _INTERRUPTED
    return 0 if verdict is not None and verdict.good else 1


def _phases(args: argparse.Namespace, who: str, scenario: Scenario) -> None:
    scenario.join(lambda: central_side.approve_pending(who))
    if args.minutes:
        scenario.live(args.minutes)
    if args.storm:
        scenario.storm()
    if args.flood:
        scenario.flood(args.flood)
    if args.rollout:
        from django.conf import settings

        seq = central_side.sign_release(settings.FLOWS_DIR, args.keys or settings.KEYS_DIR)
        scenario.say("rollout", f"release {seq} is signed; all are told to come more often")
        central_side.plan_for_all(who, timeout_s=180.0)
        scenario.rollout(seq, lambda: central_side.go(who))
    scenario.end()


def _terminals(args: argparse.Namespace, who: str, home: Path, cable: Cable, tally: Tally) -> list[SimulatedTerminal]:
    root = _trusted_root(args.url.rstrip("/"), home)
    terminals = []
    for number, code in enumerate(central_side.make_codes(who, args.terminals)):
        platform = Platform(url=args.url, public_url=args.url, trusted_root=root, enrolment_code=code)
        terminals.append(
            SimulatedTerminal(home / f"{who.removeprefix(_WHO)}-{number:05d}", platform, cable=cable, tally=tally)
        )
        terminals[-1].keep_records(args.cases_a_day)
    return terminals


def _trusted_root(url: str, home: Path) -> Path:
    """Trust the platform's first root at first sight. A real terminal never does: it brings its own."""
    file = home / "root.json"
    answer = requests.get(f"{url}{FLOWS}metadata/1.root.json", timeout=10)
    file.write_bytes(answer.content if answer.ok else b"")
    return file


def _teller(args: argparse.Namespace, began: float) -> Callable[[str, str], None]:
    def say(phase: str, detail: str) -> None:
        at_s = time.monotonic() - began
        told = json.dumps({"at_s": round(at_s, 1), "phase": phase, "detail": detail})
        print(told if args.json else f"{at_s:7.1f} s  {phase}: {detail}", flush=True)  # noqa: T201 - progress

    return say


def _show(args: argparse.Namespace, scenario: Scenario, lasted_s: float, verdict: central_side.Verdict | None) -> None:
    if args.json:
        told = figures(scenario.tally, lasted_s, scenario.found)
        outcome = asdict(verdict) | {"good": verdict.good} if verdict else {}
        print(json.dumps(told | {"verdict": outcome}), flush=True)  # noqa: T201 - the command's answer
        return
    for line in table(scenario.tally, lasted_s):
        print(line)  # noqa: T201
    for name, value in scenario.found.items():
        print(f"{name}: {value:.1f}")  # noqa: T201
    for line in verdict_lines(verdict) if verdict else ():
        print(line)  # noqa: T201
