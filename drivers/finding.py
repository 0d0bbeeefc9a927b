"""What a look at one wire finds: which driver fits there."""

from dataclasses import dataclass

from drivers.faults import Role


@dataclass(frozen=True)
class Finding:
    """A device that answered as `role` devices do.

    `url` is what the terminal's configuration takes, with the rate or framing that was found to work; `name` is what
    the device says of itself (model, serial number), as far as its protocol has words for it.

    Each role has a `probe.py` with `look(address, cancel) -> Finding | None`: it speaks to the one wire `address`
    (`serial:/dev/ttyUSB0`, `usb:0400:C35A`, `tcp://host:9100`, `pcsc:<reader>`, `ipp://…`, `v4l2:/dev/video0`,
    `http://…`), says None to what is not its own, never raises a `DeviceError`, prints nothing, moves nothing, and is
    done within 3 s.
    """

    role: Role
    url: str
    name: str = ""
