"""Whether a service can be offered now: exactly when the devices and the operations that it needs are there.

As in CUSS 2, a device that goes takes its services along, and brings them back when it returns. One that is but one of
several ways to identify oneself takes only that way along. What ails the cabinet
or the mains ails the whole terminal: whoever is at it finishes, nobody begins.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.engine.opening import is_open
from kiosk.engine.trouble import PlatformFault, Trouble, of_device, of_platform
from kiosk.protocol.faults import NO_VERIFIER
from kiosk.protocol.flow import Flow
from kiosk.protocol.needs import NOT_NEEDED_TO_BEGIN
from kiosk.protocol.steps import IdentifyStep, PayStep, VerifyFaceStep, Way
from kiosk.protocol.steps.on_fault import remedy_for

CLOSED = Trouble("service", "CLOSED")
"""The hours of its department do not let a service begin now; `kiosk.engine.opening` tells when they do."""

_STATES = {
    DeviceState.HARDWARE_ERROR: Fault.HARDWARE_ERROR,
    DeviceState.DEVICE_BUSY: Fault.BUSY,
}


_OF_THE_WHOLE_TERMINAL = {
    Role.UPS: (Fault.BATTERY_LOW, Fault.ON_BATTERY, Fault.OVERLOAD),
    Role.CABINET: (Fault.TAMPERED, Fault.DOOR_OPEN, Fault.TOO_HOT, Fault.TOO_COLD),
}
"""The gravest first. A sensor that cannot be reached is an alarm and no reason to turn people away."""


def terminal_hindrance(devices: Mapping[Role, DeviceStatus]) -> Trouble | None:
    """Return why nothing at all can be begun at this terminal, or None when its cabinet and its power are well."""
    for role, faults in _OF_THE_WHOLE_TERMINAL.items():
        status = devices.get(role)
        fault = next((fault for fault in faults if status is not None and fault in status.faults), None)
        if fault is not None:
            return of_device(role, fault)
    return None


def equipped(flow: Flow, devices: Mapping[Role, DeviceStatus]) -> bool:
    """True when the terminal has the devices that `flow` needs at all, whatever ails them now."""
    return next(_lacking(flow, frozenset(devices), online=True), None) is None


def hindrance(
    flow: Flow, devices: Mapping[Role, DeviceStatus], *, online: bool, now: datetime, verifies: bool = False
) -> Trouble | None:
    """Return why `flow` cannot be offered, or None when it can.

    `devices` holds the last known status of each; `now` is China's time; `verifies`: faces can be compared
    here. Whoever began before closing time finishes.
    """
    if not is_open(flow.opening, now):
        return CLOSED
    if not online and _needs_platform(flow):
        return of_platform(PlatformFault.OFFLINE)
    if not verifies and _needs_verifier(flow):
        return Trouble("face", NO_VERIFIER)
    ready = frozenset(role for role, status in devices.items() if status.ready)
    role = next(_lacking(flow, ready, online=online), None)
    return of_device(role, _fault_of(devices.get(role))) if role is not None else None


def is_open_to(way: Way, ready: Collection[Role], *, online: bool) -> bool:
    """True when somebody can be known by `way` with the devices that are `ready`."""
    return (way.role is None or way.role in ready) and (online or not way.asks_platform)


def _lacking(flow: Flow, ready: Collection[Role], *, online: bool) -> Iterator[Role]:
    """Yield the devices for lack of which `flow` cannot be begun; one of several ways to identify is no such lack."""
    identifying = [step for step in flow.steps if isinstance(step, IdentifyStep)]
    for role in flow.devices:
        if role in ready or role in NOT_NEEDED_TO_BEGIN:
            continue
        asking = [step for step in identifying if any(way.role is role for way in step.ways)]
        closed = [step for step in asking if not any(is_open_to(way, ready, online=online) for way in step.ways)]
        if closed or not asking:
            yield role


def _needs_platform(flow: Flow) -> bool:
    """Money is never taken where nobody can be asked about it, whatever the flow says of itself."""
    charges = any(isinstance(step, PayStep) for step in flow.steps)
    asks = any(isinstance(step, IdentifyStep) and all(way.asks_platform for way in step.ways) for step in flow.steps)
    return charges or asks or (bool(flow.operations) and flow.offline == "unavailable")


def _needs_verifier(flow: Flow) -> bool:
    """True when a face must be compared, and the flow says nothing of what happens where nobody can."""
    steps = (step for step in flow.steps if isinstance(step, VerifyFaceStep))
    return any(not has_fall_back(step) for step in steps)


def has_fall_back(step: VerifyFaceStep) -> bool:
    """True when the flow leads on from `step` where faces cannot be compared."""
    remedy = remedy_for(step.on_fault, "face", NO_VERIFIER)
    return remedy is not None and remedy.go_to is not None


def _fault_of(status: DeviceStatus | None) -> Fault:
    if status is None:
        return Fault.OFFLINE
    if status.faults:
        return min(status.faults)
    return _STATES.get(status.state, Fault.OFFLINE)
