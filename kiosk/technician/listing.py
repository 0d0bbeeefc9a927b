"""`kiosk device list`: the configured devices, how they are, since when, and what to do about it."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from kiosk.devices.asking import ask_all
from kiosk.devices.roll_call import DeviceLine
from kiosk.devices.roster import devices_of
from kiosk.settings import Settings
from kiosk.settings.command_line import settings_from
from kiosk.technician.ailments import ailments
from kiosk.technician.layout import columns, one_line, paragraph, table
from kiosk.technician.standing import Terminal, running_terminal

_INDENT = 4
_LEGEND = "! keeps the device from working, ~ wants seeing to before it does; whoever is online without ! is ready"


def run(args: argparse.Namespace) -> int:
    """Print the list; 0 when every device is ready, 1 when something ails."""
    settings = settings_from(args)
    terminal = running_terminal(settings)
    lines = told_by(terminal) if terminal else asked(settings)
    if args.json:
        source = {"terminal": terminal.pid if terminal else None}
        print(json.dumps(source | {"devices": [described(line) for line in lines]}))  # noqa: T201
    else:
        print("\n".join(_text(str(terminal or "the devices themselves"), lines, columns())))  # noqa: T201
    return 0 if all(line.ready for line in lines) else 1


def told_by(terminal: Terminal) -> Sequence[DeviceLine]:
    """Return what a running terminal wrote down last."""
    return terminal.call.devices if terminal.call else ()


def asked(settings: Settings) -> Sequence[DeviceLine]:
    """Ask the devices themselves.

    Raises:
        SettingsError: a driver cannot use its address.
    """
    return ask_all(devices_of(settings.devices), {one.role: one.url for one in settings.devices.each()})


def described(line: DeviceLine) -> dict[str, Any]:
    """Return a line as programs read it, with codes and remedies."""
    ills = [
        {"code": ill.code, "what": ill.what.value, "keeps": ill.keeps, "remedy": ill.remedy} for ill in ailments(line)
    ]
    return line.model_dump(mode="json") | {"ready": line.ready, "ailments": ills}


def _text(source: str, lines: Sequence[DeviceLine], within: int) -> Iterator[str]:
    yield f"From {source}:"
    yield ""
    if not lines:
        yield "No device: the settings name none (`kiosk device probe` finds them), or the terminal is just starting."
        return
    rows = [(line.role.value, line.url, line.state.value, since_words(line.since)) for line in lines]
    head, *blocks = table([("ROLE", "ADDRESS", "STATE", "SINCE"), *rows], within=within)
    yield from head
    for line, block in zip(lines, blocks, strict=True):
        yield from block
        yield from _complaints(line, within)
    yield ""
    yield _LEGEND


def _complaints(line: DeviceLine, within: int) -> Iterator[str]:
    for ill in ailments(line):
        mark = "!" if ill.keeps else "~"
        yield from paragraph(f"{mark} {ill.code} {ill.what}: {ill.remedy}", indent=_INDENT, within=within)
    if line.detail:
        yield from paragraph(one_line(line.detail), indent=_INDENT + 2, within=within)


def since_words(since: datetime | None) -> str:
    """Return a moment as a technician reads it: local time, with the day unless it is today."""
    if since is None:
        return "now"
    local = since.astimezone()
    today = datetime.now().astimezone().date()
    return local.strftime("%H:%M:%S" if local.date() == today else "%Y-%m-%d %H:%M")
