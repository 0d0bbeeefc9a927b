"""Whether a camera is there, found out without capturing."""

import errno
import os
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

from drivers.faults import Fault
from drivers.video import v4l2
from drivers.video.source import Kind, Source

_CONNECT_TIMEOUT_S = 1.0


def trouble(source: Source) -> tuple[Fault, str] | None:
    """Return why the camera cannot be opened, as far as can be seen from outside; None when it seems to be there."""
    try:
        match source.kind:
            case Kind.HTTP:
                _connect(source.address)
            case Kind.V4L2:
                return _of_node(source.address)
            case Kind.FILE:
                Path(source.address).open("rb").close()
    except OSError as error:
        return Fault.OFFLINE, f"{source.address}: {error.strerror or error}"
    return None


def why_not(source: Source) -> tuple[Fault, str]:
    """Say why opening `source` failed a moment ago."""
    found = trouble(source)
    if found is not None:
        return found
    if source.kind is Kind.V4L2:
        return Fault.BUSY, f"{source.address} is there and cannot be opened for capture: held by another program"
    return Fault.CORRUPT_FRAME, f"{source.address}: what is there delivers no pictures"


def _connect(address: str) -> None:
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=_CONNECT_TIMEOUT_S):
        pass


def _of_node(path: str) -> tuple[Fault, str] | None:
    """Opening a video node starts nothing: the camera's lamp stays dark until somebody asks for pictures."""
    if not stat.S_ISCHR(Path(path).stat().st_mode):
        return Fault.HARDWARE_ERROR, f"{path} is no camera"
    try:
        fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.EBUSY:
            return Fault.BUSY, f"{path} is held by another program"
        raise
    try:
        if not v4l2.query(fd).captures:
            return Fault.HARDWARE_ERROR, f"{path} takes no pictures"
    finally:
        os.close(fd)
    return None
