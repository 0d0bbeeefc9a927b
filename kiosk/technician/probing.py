"""`kiosk device probe`: what hangs on which wire, and the settings for it."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.id_card.usb_opening import READER_ADDRESSES
from drivers.transport.usb_device import UsbAddress
from kiosk.devices.probing.choice import Choice, choose
from kiosk.devices.probing.hunt import Hunt, Seen
from kiosk.devices.probing.looks import pcsc_wires, roles_of
from kiosk.devices.probing.wire import Wire, key, plain
from kiosk.devices.probing.wires import all_wires
from kiosk.settings import Settings
from kiosk.settings.command_line import overrides_from
from kiosk.settings.loading import load_settings
from kiosk.technician.devices_block import block
from kiosk.technician.interrupt import interrupt_noticed
from kiosk.technician.layout import columns, one_line, table
from kiosk.technician.progress import Progress
from kiosk.technician.standing import running_terminal
from kiosk.technician.writing import write

_NOTHING = "No device was found. Is it switched on, its cable in, and nobody else using it?"


def run(args: argparse.Namespace) -> int:
    """Search, print, and write where that was asked for; 0 when a device was found for each role that was asked for."""
    settings = load_settings(args.config, overrides_from(args)) if args.config else None
    roles = frozenset(args.only or Role)
    progress, cancel, ids = Progress(), Cancel(), _reader_ids(settings)
    wires = [Wire(plain(each)) for each in args.at] or _wires(roles, ids, cancel)
    hunt = Hunt(roles, cancel, held=_held(settings), reader_ids=ids)
    with interrupt_noticed() as given_up:
        seen = hunt.look_at(wires, done=progress.begin(len(wires)), given_up=given_up)
    took_s = progress.end()
    choices = choose(finding for each in seen for finding in each.findings)
    was_there = args.write is not None and args.write.exists()
    diff = write(args.write, choices, args.config) if args.write and choices else []
    if args.json:
        told = json.dumps(_described(seen, choices, took_s, diff))
    else:
        shown = _written(args.write, choices, diff, was_there=was_there) if args.write else _pasted(choices)
        nothing = "not what was looked for" if args.only else "nothing that answers"
        told = "\n".join([*_table(seen, columns(), nothing), "", *shown])
    print(told)  # noqa: T201 - a command's answer
    missing = set(args.only or ()) - {choice.taken.role for choice in choices}
    return 0 if choices and not missing else 1


def _reader_ids(settings: Settings | None) -> Sequence[UsbAddress]:
    if settings is None or settings.devices.id_card is None:
        return READER_ADDRESSES
    return [UsbAddress.from_url(f"usb:{one}") for one in settings.devices.id_card.usb_ids]


def _wires(roles: frozenset[Role], reader_ids: Sequence[UsbAddress], cancel: Cancel) -> list[Wire]:
    found = [wire for wire in all_wires(reader_ids, cancel) if roles & roles_of(wire) or roles == frozenset(Role)]
    known = {key(wire.address) for wire in found}
    readers = pcsc_wires() if Role.SOCIAL_CARD in roles else []
    return [*found, *(reader for reader in readers if key(reader.address) not in known)]


def _held(settings: Settings | None) -> dict[str, str]:
    """Return the wires that a running terminal holds; whoever spoke on them would come between a resident and it."""
    terminal = running_terminal(settings) if settings else None
    if settings is None or terminal is None:
        return {}
    states = {line.role: line.state.value for line in terminal.call.devices} if terminal.call else {}
    return {
        key(one.url): f"busy: {terminal} has it as {one.role}, {states.get(one.role, 'starting')}"
        for one in settings.devices.each()
    }


def _table(seen: Sequence[Seen], within: int, nothing: str) -> Iterator[str]:
    rows = [row for each in seen for row in _rows(each, nothing)]
    for lines in table([("WIRE", "FOUND"), *rows], within=within):
        yield from lines


def _pasted(choices: Sequence[Choice]) -> Iterator[str]:
    if not choices:
        yield _NOTHING
        return
    yield block(choices).rstrip("\n")
    if any("/dev/ttyUSB" in choice.taken.url for choice in choices):
        yield ""
        yield "The names /dev/ttyUSB… change with the order of plugging in: config/udev says how to give lasting ones."


def _rows(seen: Seen, nothing: str) -> Iterator[tuple[str, str]]:
    address = one_line(seen.wire.address)
    said = f" [{one_line(seen.wire.said, 60)}]" if seen.wire.said else ""
    for finding in seen.findings:
        yield address, f"{finding.role}: {one_line(finding.name, 100) or finding.url}"
        address = ""
    if not seen.findings:
        yield address, (one_line(seen.barred) or nothing) + said


def _written(file: Path, choices: Sequence[Choice], diff: Sequence[str], *, was_there: bool) -> Iterator[str]:
    if diff:
        yield from diff
        yield ""
        yield f"Written into {file}" + (f"; what it was stands in {file}.bak." if was_there else ", which is new.")
    elif choices:
        yield f"{file} says all that already; it was not touched."
    else:
        yield f"{_NOTHING} {file} was not touched."


def _described(seen: Sequence[Seen], choices: Sequence[Choice], took_s: float, diff: Sequence[str]) -> dict[str, Any]:
    return {
        "took_s": round(took_s, 1),
        "wires": [
            {"address": each.wire.address, "said": each.wire.said, "barred": each.barred}
            | {"found": [asdict(finding) for finding in each.findings]}
            for each in seen
        ],
        "devices": {choice.taken.role.value: choice.taken.url for choice in choices},
        "guesses": {choice.taken.role.value: choice.guess for choice in choices if choice.guess},
        "diff": list(diff),
    }
