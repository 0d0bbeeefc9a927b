"""What the terminal and the process that finds pages share: a question, a picture, and the page found in it."""

import json
import mmap
import os
from typing import Any

from drivers.video.source import MOST_PIXELS

_HEAD_BYTES = 4096
_AREA_BYTES = -(-MOST_PIXELS * 3 // mmap.PAGESIZE) * mmap.PAGESIZE
_SIZE = _HEAD_BYTES + 2 * _AREA_BYTES


class PageMemory:
    """Memory without a name; pages nobody wrote to cost nothing. Written by one side at a time, as they take turns."""

    def __init__(self, fd: int | None = None) -> None:
        self.fd = os.memfd_create("page") if fd is None else fd
        if fd is None:
            os.ftruncate(self.fd, _SIZE)
        self._memory = mmap.mmap(self.fd, _SIZE)

    def ask(self, question: dict[str, Any], picture: bytes) -> None:
        text = json.dumps(question).encode()
        self._memory[: len(text) + 1] = text + b"\0"
        self._memory[_HEAD_BYTES : _HEAD_BYTES + len(picture)] = picture

    def question(self) -> dict[str, Any]:
        asked: dict[str, Any] = json.loads(self._memory[:_HEAD_BYTES].split(b"\0")[0])
        return asked

    def picture(self, size_bytes: int) -> memoryview:
        """The picture itself, not a copy."""
        return memoryview(self._memory)[_HEAD_BYTES : _HEAD_BYTES + size_bytes]

    def answer(self, page: memoryview) -> None:
        start = _HEAD_BYTES + _AREA_BYTES
        self._memory[start : start + len(page)] = page

    def page(self, size_bytes: int) -> bytes:
        start = _HEAD_BYTES + _AREA_BYTES
        return self._memory[start : start + size_bytes]

    def wipe(self) -> None:
        """Give the pages of memory back; they read as zeros afterwards."""
        self._memory.madvise(mmap.MADV_REMOVE, 0, _SIZE)

    def close(self) -> None:
        self._memory.close()
        os.close(self.fd)
