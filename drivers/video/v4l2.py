"""What a V4L2 node says of itself, without capturing (Linux, include/uapi/linux/videodev2.h).

The structures and request numbers are checked against the header's sizes; the calls themselves need a camera.
"""

import fcntl
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers.video.source import FORMATS

_CAPABILITY = struct.Struct("=16s32s32sII I12x")  # driver, card, bus, version, capabilities, device_caps
_FORMAT = struct.Struct("=III32sI16x")  # index, type, flags, description, fourcc, mbus_code and reserved
_FRAME_SIZE = struct.Struct("=III6I8x")  # index, fourcc, type, then width and height or two ranges with steps
QUERYCAP = 0x80685600  # _IOR('V', 0, struct v4l2_capability)
ENUM_FMT = 0xC0405602  # _IOWR('V', 2, struct v4l2_fmtdesc)
ENUM_FRAMESIZES = 0xC02C564A  # _IOWR('V', 74, struct v4l2_frmsizeenum)
_VIDEO_CAPTURE, _STREAMING, _DEVICE_CAPS = 0x00000001, 0x04000000, 0x80000000
_BUFFER_VIDEO_CAPTURE = 1
_DISCRETE = 1
_MOST = 256  # answers of one enumeration; a driver that counts on for ever is not believed
_FOLDERS = (Path("/dev/v4l/by-id"), Path("/dev"))


@dataclass(frozen=True)
class Capability:
    """`captures` is False for the metadata nodes that USB cameras bring as well."""

    card: str
    captures: bool


@dataclass(frozen=True)
class Mode:
    """A format and size that the camera offers."""

    pixel_format: str
    width_px: int
    height_px: int


def capability(answer: bytes) -> Capability:
    """Decode `struct v4l2_capability`. A card's name comes from the camera: what cannot be printed is left out."""
    _, card, _, _, all_caps, node_caps = _CAPABILITY.unpack(answer)
    caps = node_caps if all_caps & _DEVICE_CAPS else all_caps
    wanted = _VIDEO_CAPTURE | _STREAMING
    return Capability(printable(card.split(b"\0")[0].decode("utf-8", "replace")), caps & wanted == wanted)


def printable(name: str) -> str:
    """What another device calls itself, fit for a line on a screen or in a log: at most 60 characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:60]


def query(fd: int) -> Capability:
    """Ask an open node.

    Raises:
        OSError: it is no V4L2 node, or it went away.
    """
    answer = bytearray(_CAPABILITY.size)
    fcntl.ioctl(fd, QUERYCAP, answer)
    return capability(bytes(answer))


def modes(fd: int) -> list[Mode]:
    """Return the discrete sizes of the formats that we read, as an open node enumerates them."""
    return [mode for code in _formats(fd) for mode in _sizes(fd, code)]


def _formats(fd: int) -> Iterator[int]:
    for index in range(_MOST):
        question = bytearray(_FORMAT.pack(index, _BUFFER_VIDEO_CAPTURE, 0, b"", 0))
        try:
            fcntl.ioctl(fd, ENUM_FMT, question)
        except OSError:  # EINVAL: that was the last
            return
        code = _FORMAT.unpack(question)[4]
        if _name(code) in FORMATS:
            yield code


def _sizes(fd: int, code: int) -> Iterator[Mode]:
    for index in range(_MOST):
        question = bytearray(_FRAME_SIZE.pack(index, code, 0, 0, 0, 0, 0, 0, 0))
        try:
            fcntl.ioctl(fd, ENUM_FRAMESIZES, question)
        except OSError:
            return
        if (mode := frame_size(bytes(question))) is not None:
            yield mode


def frame_size(answer: bytes) -> Mode | None:
    """Decode `struct v4l2_frmsizeenum`; None for a range of sizes, as virtual cameras have."""
    _, code, kind, width, height, *_ = _FRAME_SIZE.unpack(answer)
    return Mode(_name(code), width, height) if kind == _DISCRETE else None


def _name(code: int) -> str:
    return code.to_bytes(4, "little").decode("ascii", "replace")


def nodes() -> list[Path]:
    """Return the video nodes, by their lasting names where they have one."""
    found: dict[Path, Path] = {}
    for folder in _FOLDERS:
        for path in sorted(folder.glob("*video*") if folder.is_dir() else ()):
            if path.is_char_device():
                found.setdefault(path.resolve(), path)
    return sorted(found.values())


def look(path: str) -> tuple[Capability, list[Mode]] | None:
    """Return what the node says of itself; None when it is no camera that we can use."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        said = query(fd)
        return (said, modes(fd)) if said.captures else None
    except OSError:
        return None
    finally:
        os.close(fd)
