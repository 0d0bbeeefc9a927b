"""How a device operation fails.

    DeviceError                    any of them; carries `fault` and `detail`
    ├── Unavailable                unplugged, switched off, connection refused or lost
    ├── Timeout                    the device is there and did not answer in time
    ├── Refused                    the device answered, and said no: no card, paper out, cover open
    ├── ProtocolError              the device answered with bytes that make no sense
    └── Cancelled                  the caller set its `Cancel`

`detail` is for technicians and logs: it names commands, codes and ports and never holds a card's contents.
"""

from drivers.faults import Fault


class DeviceError(Exception):
    """A device operation failed. `fault` is the word the rest of the terminal acts on."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail


class Unavailable(DeviceError):  # noqa: N818
    """The device cannot be reached."""

    def __init__(self, detail: str) -> None:
        super().__init__(Fault.OFFLINE, detail)


class Timeout(DeviceError):  # noqa: N818
    """The device did not answer within the time the caller gave; `taken` says how much of a write it had taken."""

    def __init__(self, detail: str, *, taken: int = 0) -> None:
        super().__init__(Fault.TIMEOUT, detail)
        self.taken = taken


class Refused(DeviceError):  # noqa: N818
    """The device answered and will not do it; `fault` says why."""


class ProtocolError(DeviceError):
    """The device's answer does not follow its protocol."""

    def __init__(self, detail: str) -> None:
        super().__init__(Fault.CORRUPT_FRAME, detail)


class Cancelled(DeviceError):  # noqa: N818
    """The caller cancelled the operation."""

    def __init__(self, detail: str) -> None:
        super().__init__(Fault.CANCELLED, detail)
