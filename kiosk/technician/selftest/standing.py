"""The first step of every self-test: how the device says it is."""

from drivers.faults import Fault, Threshold
from drivers.status import DeviceState, DeviceStatus, MediaState, PaperState, TonerState
from kiosk.devices.health import faults_of
from kiosk.devices.roster import Device
from kiosk.technician.selftest.step import Bench, Found, Step

_SILENT = frozenset({"unknown", "notSupported"})


def status_words(status: DeviceStatus) -> str:
    """Return a status in a line: only what the device has words for."""
    parts: list[tuple[str, PaperState | MediaState | TonerState]] = [
        ("paper", status.paper),
        ("toner", status.toner),
        ("media", status.media),
    ]
    told = [f"{name} {state.value}" for name, state in parts if state.value not in _SILENT]
    return "; ".join([status.state.value, *told, *filter(None, [status.detail])])


def _ask(device: Device, _bench: Bench) -> Found:
    status = device.status()
    ails: frozenset[Fault | Threshold] = faults_of(status) | status.thresholds
    return Found(status_words(status), ails, failed=status.state is not DeviceState.ONLINE)


STATUS = Step("status", _ask)
