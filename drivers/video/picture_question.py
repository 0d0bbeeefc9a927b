"""What the terminal and a process that looks at pictures share: a question, and the picture that it is about."""

import json
import mmap
import os
from typing import Any

from drivers.video.source import MOST_PIXELS

_HEAD_BYTES = 4096
AREA_BYTES = -(-MOST_PIXELS * 3 // mmap.PAGESIZE) * mmap.PAGESIZE
"""As much as the largest picture takes."""


class PictureQuestion:
    """Memory without a name; pages nobody wrote to cost nothing. Written by one side at a time, as they take turns.

    `fd`: of the one that the other side made; None makes it. `areas`: how many pictures it has room for.
    """

    def __init__(self, fd: int | None = None, *, areas: int = 1) -> None:
        self._size = _HEAD_BYTES + areas * AREA_BYTES
        self.fd = os.memfd_create("picture") if fd is None else fd
        if fd is None:
            os.ftruncate(self.fd, self._size)
        self._memory = mmap.mmap(self.fd, self._size)

    def ask(self, question: dict[str, Any], picture: bytes) -> None:
        """Put both there.

        Raises:
            ValueError: the question or the picture is larger than its place.
        """
        text = json.dumps(question).encode() + b"\0"
        if len(text) > _HEAD_BYTES or len(picture) > AREA_BYTES:
            raise ValueError("a question or a picture that is too large")
        self._memory[: len(text)] = text
        self._memory[_HEAD_BYTES : _HEAD_BYTES + len(picture)] = picture

    def question(self) -> dict[str, Any]:
        asked: dict[str, Any] = json.loads(self._memory[:_HEAD_BYTES].split(b"\0")[0])
        return asked

    def picture(self, size_bytes: int) -> memoryview:
        """The picture itself, not a copy."""
        return memoryview(self._memory)[_HEAD_BYTES : _HEAD_BYTES + size_bytes]

    def wipe(self) -> None:
        """Give the pages of memory back; they read as zeros afterwards."""
        self._memory.madvise(mmap.MADV_REMOVE, 0, self._size)

    def close(self) -> None:
        self._memory.close()
        os.close(self.fd)

    def _second(self, size_bytes: int) -> slice:
        start = _HEAD_BYTES + AREA_BYTES
        return slice(start, start + size_bytes)
