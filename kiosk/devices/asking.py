"""Asks devices that no running terminal holds, all at the same time, and lets them go again."""

import threading
from collections.abc import Iterable, Mapping

from drivers.cancel import Deadline
from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.devices.roll_call import DeviceLine, line_of
from kiosk.devices.roster import Device

ASK_S = 10.0
"""How long a device may take for its status; drivers take less, but vendors' libraries may hang."""


def ask_all(devices: Mapping[Role, Device], urls: Mapping[Role, str], *, within_s: float = ASK_S) -> list[DeviceLine]:
    """Return a line for each device; one that does not answer `within_s` is silent."""
    answers: dict[Role, DeviceStatus] = {}
    threads = [
        threading.Thread(target=_ask, args=(role, device, answers), name=f"ask {role}", daemon=True)
        for role, device in devices.items()
    ]
    for thread in threads:
        thread.start()
    _join(threads, within_s)
    told = dict(answers)  # whoever answers later is too late
    return [line_of(told.get(role) or _silent(role, within_s), urls[role]) for role in devices]


def _ask(role: Role, device: Device, answers: dict[Role, DeviceStatus]) -> None:
    answers[role] = device.status()
    device.close()


def _join(threads: Iterable[threading.Thread], within_s: float) -> None:
    deadline = Deadline(within_s)
    for thread in threads:
        thread.join(deadline.left_s)


def _silent(role: Role, within_s: float) -> DeviceStatus:
    detail = f"gave no status within {within_s:g} s"
    return DeviceStatus(role, DeviceState.OFFLINE, frozenset({Fault.TIMEOUT}), detail=detail)
