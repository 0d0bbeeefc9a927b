"""`kiosk device watch`: a line for each thing that happens at a device, as it happens."""

import argparse
import contextlib
import queue
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial

from drivers.cancel import Deadline
from drivers.faults import Role
from drivers.status import DeviceStatus
from kiosk.devices.host import DeviceHost
from kiosk.devices.roll_call import DeviceLine, line_of
from kiosk.devices.roster import Device, devices_of
from kiosk.settings import Settings
from kiosk.settings.command_line import settings_from
from kiosk.technician.changes import Change, change_json, change_of, change_text
from kiosk.technician.layout import columns
from kiosk.technician.standing import running_terminal

_LOOK_S = 0.1
"""How often a terminal's word is read; reading takes a fraction of a millisecond."""


def run(args: argparse.Namespace) -> int:
    """Print what happens until the time is over or somebody presses Ctrl-C, which is how it is meant to end."""
    settings = settings_from(args)
    devices = devices_of(settings.devices)  # addresses that are wrong are told now, whoever has the devices
    write: Callable[[Change], str] = change_json if args.json else partial(change_text, within=columns())
    try:
        for change in _changes(settings, devices, Deadline(args.seconds)):
            print(write(change), flush=True)  # noqa: T201 - a command's answer
    except KeyboardInterrupt:
        pass
    return 0


def _changes(settings: Settings, devices: Mapping[Role, Device], deadline: Deadline) -> Iterator[Change]:
    """Return what happens: at the devices while no terminal runs, and from then on at the terminal, and at the next."""
    if running_terminal(settings) is None:
        yield from _at_devices(settings, devices, deadline)
    yield from _at_terminal(settings, deadline)


def _at_terminal(settings: Settings, deadline: Deadline) -> Iterator[Change]:
    known: dict[Role, DeviceLine] = {}
    while not deadline.passed:
        terminal = running_terminal(settings)
        for line in terminal.call.devices if terminal and terminal.call else ():
            before, known[line.role] = known.get(line.role), line
            if line != before:
                yield change_of(before, line, datetime.now(UTC))
        time.sleep(min(_LOOK_S, deadline.left_s))


def _at_devices(settings: Settings, devices: Mapping[Role, Device], deadline: Deadline) -> Iterator[Change]:
    """Return what happens until a terminal starts: it gets the devices at once."""
    news: queue.SimpleQueue[DeviceStatus] = queue.SimpleQueue()
    urls = {one.role: one.url for one in settings.devices.each()}
    hosts = [
        DeviceHost(role, device, poll_s=settings.devices.poll_s, told=news.put) for role, device in devices.items()
    ]
    known: dict[Role, DeviceLine] = {}
    for host in hosts:
        host.start()
    try:
        while not deadline.passed and running_terminal(settings) is None:
            with contextlib.suppress(queue.Empty):
                status = news.get(timeout=min(_LOOK_S, deadline.left_s))
                before, known[status.role] = known.get(status.role), line_of(status, urls[status.role])
                yield change_of(before, known[status.role], datetime.now(UTC))
    finally:
        for host in hosts:
            host.stop()
