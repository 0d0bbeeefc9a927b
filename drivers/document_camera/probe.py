"""Finding document cameras."""

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.finding import Finding
from drivers.video import probing

_BEST_PX = (2592, 1944)  # 5 megapixels over an A3 mat are 150 dpi


def addresses() -> list[str]:
    """Return the cameras at this machine; any may be the one."""
    return probing.addresses()


def look(address: str, cancel: Cancel) -> Finding | None:
    """Say yes to any camera that delivers a picture: that it looks at the mat, only a technician can see."""
    return probing.look(address, Role.DOCUMENT_CAMERA, _BEST_PX, cancel)
