"""Whether a service can be offered now: exactly when the devices and the operations that it needs are there."""

from collections.abc import Mapping

from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from kiosk.engine.trouble import PlatformFault, Trouble, of_device, of_platform
from kiosk.protocol.flow import Flow

_NOT_NEEDED_TO_BEGIN = frozenset({Role.RECEIPT_PRINTER})
"""A document without a receipt is better than no document."""

_STATES = {
    DeviceState.HARDWARE_ERROR: Fault.HARDWARE_ERROR,
    DeviceState.DEVICE_BUSY: Fault.BUSY,
}


def hindrance(flow: Flow, devices: Mapping[Role, DeviceStatus], *, online: bool) -> Trouble | None:
    """Return why `flow` cannot be offered, or None when it can. `devices` holds the last known status of each."""
    if flow.operations and flow.offline == "unavailable" and not online:
        return of_platform(PlatformFault.OFFLINE)
    for role in flow.devices:
        status = devices.get(role)
        if role in _NOT_NEEDED_TO_BEGIN or (status is not None and status.ready):
            continue
        return of_device(role, _fault_of(status))
    return None


def _fault_of(status: DeviceStatus | None) -> Fault:
    if status is None:
        return Fault.OFFLINE
    if status.faults:
        return min(status.faults)
    return _STATES.get(status.state, Fault.OFFLINE)
