"""A UPS that speaks Megatec Q1 on a serial line, 2400 8N1."""

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError
from drivers.faults import Fault, Role, Threshold
from drivers.status import DeviceState, DeviceStatus
from drivers.transport.line_url import parse_line_url
from drivers.ups.exchange import MegatecLink
from drivers.ups.megatec import STATUS, decode_status, shut_down_command
from drivers.ups.role import UpsReading

EXAMPLE = "serial:/dev/ttyUSB0?baud=2400"
BAUD = 2400
_STATUS_TIMEOUT_S = 3.0
_FULL_LOAD_PERCENT = 100
_STATES = {Fault.OFFLINE: DeviceState.OFFLINE, Fault.BUSY: DeviceState.DEVICE_BUSY}


class MegatecUps:
    """A `Ups` at `url`, such as `serial:/dev/ttyUSB0?baud=2400`. Opens the line at the first call.

    The protocol does not tell how a self-test ended. So the test is watched: a battery that runs low while the mains
    are there is old (BATTERY_OLD), until a later test goes by without that. Nobody watched, nothing is claimed.

    Raises:
        ValueError: `url` cannot be used; the message says what to write.
    """

    def __init__(self, url: str) -> None:
        self._link = MegatecLink(parse_line_url(url, "serial", baud=BAUD, options={}, example=EXAMPLE).pipe_url)
        self._testing = self._failed_this_test = self._battery_old = False

    def status(self) -> DeviceStatus:
        try:
            reading = self.read(timeout_s=_STATUS_TIMEOUT_S, cancel=Cancel())
        except DeviceError as error:
            state = _STATES.get(error.fault, DeviceState.HARDWARE_ERROR)
            return DeviceStatus(Role.UPS, state, frozenset({error.fault}), detail=error.detail)
        thresholds = frozenset({Threshold.BATTERY_OLD}) if self._battery_old else frozenset()
        state = DeviceState.HARDWARE_ERROR if reading.failed else DeviceState.ONLINE
        return DeviceStatus(
            Role.UPS, state, faults_of(reading), thresholds=thresholds, detail="shutting down" * reading.shutting_down
        )

    def read(self, *, timeout_s: float, cancel: Cancel) -> UpsReading:
        reading = self._link.ask(STATUS, decode_status, Deadline(timeout_s), cancel)
        self._watch_test(reading)
        return reading

    def shut_down(self, *, after_s: float, restore_after_s: float, timeout_s: float, cancel: Cancel) -> bool:
        deadline, command = Deadline(timeout_s), shut_down_command(after_s, restore_after_s)
        self._link.tell(command, cancel)
        return self._link.ask(STATUS, decode_status, deadline, cancel).shutting_down

    def close(self) -> None:
        self._link.close()

    def _watch_test(self, reading: UpsReading) -> None:
        if reading.testing and not self._testing:
            self._failed_this_test = False
        if self._testing and not reading.testing:
            self._battery_old = self._failed_this_test
        self._testing = reading.testing
        if reading.testing and reading.battery_low and not reading.utility_failed:
            self._failed_this_test = self._battery_old = True


def faults_of(reading: UpsReading) -> frozenset[Fault]:
    """What of a reading keeps the terminal from working.

    A low battery while the mains are there is charging, not a fault.
    """
    faults = {
        Fault.ON_BATTERY: reading.utility_failed,
        Fault.BATTERY_LOW: reading.utility_failed and reading.battery_low,
        Fault.OVERLOAD: reading.load_percent is not None and reading.load_percent > _FULL_LOAD_PERCENT,
        Fault.HARDWARE_ERROR: reading.failed,
    }
    return frozenset(fault for fault, present in faults.items() if present)
