"""Finding face cameras."""

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.finding import Finding
from drivers.video import probing

_BEST_PX = (1280, 720)  # a face at arm's length fills 250 pixels of it; more costs time at each comparison


def addresses() -> list[str]:
    """Return the cameras at this machine; any may be the one."""
    return probing.addresses()


def look(address: str, cancel: Cancel) -> Finding | None:
    """Say yes to any camera that delivers a picture: that it looks at the resident, only a technician can see."""
    return probing.look(address, Role.FACE_CAMERA, _BEST_PX, cancel)
