"""What a device says of itself, in the words of XFS4IoT (CEN/XFS4IoT, Common.Status and CardReader/Printer)."""

from dataclasses import dataclass, field
from enum import StrEnum

from drivers.faults import Fault, Role, Threshold


class DeviceState(StrEnum):
    """XFS4IoT `Common.Status.device`."""

    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"
    STARTING = "starting"


class PaperState(StrEnum):
    """XFS4IoT `Printer.Status.paper`."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "notSupported"


class MediaState(StrEnum):
    """XFS4IoT `media`: the card on the reader, the sheet in the printer's mouth."""

    PRESENT = "present"
    NOT_PRESENT = "notPresent"
    JAMMED = "jammed"
    ENTERING = "entering"
    LATCHED = "latched"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "notSupported"


class TonerState(StrEnum):
    """XFS4IoT `Printer.Status.toner`."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"
    NOT_SUPPORTED = "notSupported"


@dataclass(frozen=True)
class DeviceStatus:
    """One answer to `status()`.

    `faults` holds what keeps the device from working now; empty means ready. `thresholds` holds what somebody should
    see to before it becomes a fault. `media` is the card on a reader, the sheet in a printer's mouth.
    """

    role: Role
    state: DeviceState
    faults: frozenset[Fault] = field(default_factory=frozenset)
    paper: PaperState = PaperState.NOT_SUPPORTED
    media: MediaState = MediaState.NOT_SUPPORTED
    toner: TonerState = TonerState.NOT_SUPPORTED
    thresholds: frozenset[Threshold] = field(default_factory=frozenset)
    detail: str = ""

    @property
    def ready(self) -> bool:
        """True when an operation may be started with a fair hope of success."""
        return self.state is DeviceState.ONLINE and not self.faults
