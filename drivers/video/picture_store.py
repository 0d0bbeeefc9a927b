"""The newest pictures in memory that two processes share: written by one, read by the other, never waited for.

Three slots are filled in turn. A slot's sequence number is odd while it is being written; a reader that sees it change
looks again. The memory has no name (memfd), so that nothing can be left behind, and pages nobody wrote to cost nothing.
"""

import mmap
import os
import struct
from dataclasses import dataclass

from drivers.video.frame import Frame
from drivers.video.look import Look
from drivers.video.source import MOST_PIXELS

_SLOTS = 3
_PAGE = 4096
_SLOT_BYTES = -(-MOST_PIXELS * 3 // _PAGE) * _PAGE
_SIZE = _PAGE + _SLOTS * _SLOT_BYTES
_ASKED = struct.Struct("=d")  # at 0: when the reader last asked for a picture
_WRITTEN = struct.Struct("=Q")  # at 8: how many pictures were written
_SEQUENCE = struct.Struct("=Q")
_HEAD = struct.Struct("=QdIIffff")  # at 64 (slot + 1), behind the sequence


@dataclass(frozen=True)
class Shot:
    """A frame and what was measured on it."""

    frame: Frame
    look: Look


class PictureStore:
    """`fd` is the memory; the store owns it. One process writes, one thread reads."""

    def __init__(self, fd: int | None = None) -> None:
        self.fd = os.memfd_create("pictures") if fd is None else fd
        if fd is None:
            os.ftruncate(self.fd, _SIZE)
        self._memory = mmap.mmap(self.fd, _SIZE)
        self._written = 0

    @property
    def asked_at_s(self) -> float:
        """When the reader last asked, on the clock of `time.monotonic`."""
        asked: float = _ASKED.unpack_from(self._memory)[0]
        return asked

    def ask(self, now_s: float) -> None:
        _ASKED.pack_into(self._memory, 0, now_s)

    def put(self, pixels: memoryview, size_px: tuple[int, int], number: int, captured_at_s: float, look: Look) -> None:
        """Write a picture over the oldest one; `pixels` are its bytes as `Frame.bgr` tells, `size_px` is (w, h)."""
        slot = self._written % _SLOTS
        head, data = 64 * (slot + 1), _PAGE + slot * _SLOT_BYTES
        sequence = self._written * 2 + 1
        _SEQUENCE.pack_into(self._memory, head, sequence)
        self._memory[data : data + len(pixels)] = pixels
        measures = (look.mean, look.deviation, look.black_for_s, look.unchanged_for_s)
        _HEAD.pack_into(self._memory, head + _SEQUENCE.size, number, captured_at_s, *size_px, *measures)
        _SEQUENCE.pack_into(self._memory, head, sequence + 1)
        self._written += 1
        _WRITTEN.pack_into(self._memory, _ASKED.size, self._written)

    def newest(self, after_s: float) -> Shot | None:
        """Return the newest picture if it was captured later than `after_s`."""
        while (written := _WRITTEN.unpack_from(self._memory, _ASKED.size)[0]) > 0:
            slot = (written - 1) % _SLOTS
            head, data = 64 * (slot + 1), _PAGE + slot * _SLOT_BYTES
            before = _SEQUENCE.unpack_from(self._memory, head)[0]
            number, captured_at_s, width, height, *measures = _HEAD.unpack_from(self._memory, head + _SEQUENCE.size)
            if before % 2 == 0 and captured_at_s <= after_s:
                return None
            bgr = self._memory[data : data + width * height * 3]
            if before % 2 == 0 and _SEQUENCE.unpack_from(self._memory, head)[0] == before:
                return Shot(Frame(width, height, number, captured_at_s, bgr), Look(*measures))
        return None

    def newest_look(self) -> tuple[float, Look] | None:
        """Return when the newest picture was captured and what was measured on it, without copying it."""
        while (written := _WRITTEN.unpack_from(self._memory, _ASKED.size)[0]) > 0:
            head = 64 * ((written - 1) % _SLOTS + 1)
            before = _SEQUENCE.unpack_from(self._memory, head)[0]
            _, captured_at_s, _, _, *measures = _HEAD.unpack_from(self._memory, head + _SEQUENCE.size)
            if before % 2 == 0 and _SEQUENCE.unpack_from(self._memory, head)[0] == before:
                return captured_at_s, Look(*measures)
        return None

    def wipe(self) -> None:
        """Give the pages of all pictures back; they read as zeros afterwards."""
        _WRITTEN.pack_into(self._memory, _ASKED.size, 0)
        self._memory.madvise(mmap.MADV_REMOVE, _PAGE, _SIZE - _PAGE)

    def close(self) -> None:
        """Let go of the memory; closing twice is allowed."""
        if not self._memory.closed:
            self._memory.close()
            os.close(self.fd)
