"""`kiosk device test ROLE`: a self-test, step by step, and a verdict with codes."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import IO, Any

from drivers.cancel import Cancel
from drivers.faults import Role
from kiosk.devices.probing.looks import CAMERAS
from kiosk.devices.roster import devices_of
from kiosk.settings import Devices, Settings, SettingsError
from kiosk.settings.command_line import settings_from
from kiosk.settings.devices import DeviceSettings
from kiosk.technician.ailments import Ailment, ailment_of
from kiosk.technician.layout import columns, one_line, paragraph
from kiosk.technician.selftest.script import steps_for
from kiosk.technician.selftest.step import Bench, Outcome, Verdict, play
from kiosk.technician.standing import running_terminal

_MARKS = {Verdict.PASSED: "ok", Verdict.FAILED: "FAILED", Verdict.SKIPPED: "skipped"}
_ANSWERS = {"y": True, "yes": True, "是": True, "n": False, "no": False, "否": False}


def run(args: argparse.Namespace) -> int:
    """Play the self-test; 0 when no step failed."""
    settings = settings_from(args)
    device_settings = _configured(settings, args.role)
    if args.frame is not None and args.role not in CAMERAS:
        raise SettingsError(f"--frame is for {' and '.join(CAMERAS)}; a {args.role} has no frames")
    if args.frame is not None and args.frame.exists():
        raise SettingsError(f"{args.frame} is there already; a frame is never written over a file")
    terminal = running_terminal(settings)
    if terminal is not None:
        raise SettingsError(
            f"{terminal} has the device, and residents may be at it: stop the terminal first, or look at the device "
            "with `kiosk device list` and `kiosk device watch`"
        )
    out = sys.stderr if args.json else sys.stdout
    bench = Bench(_Keyboard(out, there=not args.yes), Cancel(), args.within)
    device = devices_of(Devices.model_validate({args.role.value: device_settings}))[args.role]
    outcomes = []
    try:
        for outcome in play(device, steps_for(device_settings, args.frame), bench):
            outcomes.append(outcome)
            _say(out, "\n".join(_line(args.role, outcome)))
    finally:
        device.close()
    failed = any(outcome.verdict is Verdict.FAILED for outcome in outcomes)
    if args.json:
        _say(sys.stdout, json.dumps(_described(device_settings, outcomes, passed=not failed)))
    else:
        _say(out, "\n".join(_verdict(args.role, outcomes, passed=not failed)))
    return 1 if failed else 0


class _Keyboard:
    """A technician at this terminal, or with `--yes` nobody."""

    def __init__(self, out: IO[str], *, there: bool) -> None:
        self._out, self._there = out, there

    @property
    def is_there(self) -> bool:
        return self._there

    def say(self, text: str) -> None:
        _say(self._out, text)

    def confirms(self, question: str) -> bool | None:
        if not self._there:
            return None
        while True:
            asked = "\n".join(paragraph(f"{question} [y/n]", indent=4, within=columns()))
            print(asked, end=" ", file=self._out, flush=True)
            answer = sys.stdin.readline()
            if not answer:
                return None
            if answer.strip().lower() in _ANSWERS:
                return _ANSWERS[answer.strip().lower()]


def _configured(settings: Settings, role: Role) -> DeviceSettings:
    found = {one.role: one for one in settings.devices.each()}
    if role not in found:
        known = ", ".join(found) or "none"
        raise SettingsError(f"devices.{role}: is not configured; configured are {known}; `kiosk device probe` finds it")
    return found[role]


def _say(out: IO[str], text: str) -> None:
    print(text, file=out, flush=True)


def _line(role: Role, outcome: Outcome) -> Iterator[str]:
    words = f"{_MARKS[outcome.verdict]:8}{outcome.step}: {one_line(outcome.words)}"
    yield from paragraph(words, indent=0, within=columns())
    for ill in _ills(role, [outcome]):
        yield from paragraph(f"{ill.code} {ill.what}: {ill.remedy}", indent=8, within=columns())


def _verdict(role: Role, outcomes: Sequence[Outcome], *, passed: bool) -> Iterator[str]:
    codes = ", ".join(dict.fromkeys(ill.code for ill in _ills(role, outcomes)))
    skipped = sum(outcome.verdict is Verdict.SKIPPED for outcome in outcomes)
    yield ""
    yield f"{role}: {'passed' if passed else 'FAILED'}{f', {codes}' if codes else ''}" + (
        f"; {skipped} of {len(outcomes)} steps were not tried" if skipped else ""
    )


def _ills(role: Role, outcomes: Sequence[Outcome]) -> list[Ailment]:
    return [ailment_of(role, one) for outcome in outcomes for one in sorted(outcome.ails)]


def _described(settings: DeviceSettings, outcomes: Sequence[Outcome], *, passed: bool) -> dict[str, Any]:
    steps = [
        {
            "name": outcome.step,
            "verdict": outcome.verdict.value,
            "words": one_line(outcome.words),
            "ailments": [
                {"code": ill.code, "what": ill.what.value, "remedy": ill.remedy}
                for ill in _ills(settings.role, [outcome])
            ],
        }
        for outcome in outcomes
    ]
    return {"role": settings.role.value, "url": settings.url, "passed": passed, "steps": steps}
