"""A card's photo: WLT is a closed format, so a site supplies its own library for it, and that runs in another process.

The library may crash, hang, overrun its buffer or write to standard output: the terminal does not notice more than a
card without a photo. The process is started at the first photo, ends with the terminal however that ends, and is
started again after trouble.
"""

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.errors import DeviceError, ProtocolError, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.id_card import photo_child
from drivers.id_card.photo_child import IMAGE_BYTES, NOT_LOADED, OVERRUN, PICTURE, READY, REFUSED, WLT_BYTES
from drivers.id_card.role import Picture

WIDTH_PX, HEIGHT_PX = 102, 126
_BGR_BYTES = WIDTH_PX * HEIGHT_PX * 3
_BMP_HEADER_BYTES, _BMP_ROW_BYTES = 54, WIDTH_PX * 3 + 2  # rows are padded to a multiple of four
_SLICE_S = 0.02  # how long one blocking call may keep a set `Cancel` waiting
_VERDICTS = {
    NOT_LOADED: "cannot be loaded, or has no such function",
    REFUSED: "does not take the photo",
    OVERRUN: "wrote beyond the picture, or too little of it",
}


class PhotoDecoder:
    """Unpacks photos with a library of the site's. Used by one thread at a time.

    Args:
        library: a shared library for this machine's processor.
        function: its symbol, `int f(char *wlt, char *bgr, int save)`, which returns 1 for success; where `unpack` is
            missing, its C++ name is tried.
        timeout_s: how long one photo may take; starting the process included.
    """

    def __init__(self, library: Path, *, function: str = "unpack", timeout_s: float = 2.0) -> None:
        self._library, self._function = library, function
        self._timeout_s = timeout_s
        self._children: Children | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def decode(self, wlt: bytes, *, cancel: Cancel) -> Picture:
        """Return the picture.

        Raises:
            Unavailable: the library cannot be used, or it crashed.
            Timeout: it hung.
            Refused: CARD_UNREADABLE, it does not take the photo.
            ProtocolError: it does not keep to the size of the picture.
            Cancelled: `cancel` was set.
            ValueError: `wlt` is longer than a photo.
        """
        if len(wlt) > WLT_BYTES:
            raise ValueError(f"a photo has at most {WLT_BYTES} bytes, not {len(wlt)}")
        deadline = Deadline(self._timeout_s)
        try:
            return picture(self._ask(wlt.ljust(WLT_BYTES, b"\0"), deadline, cancel))
        except DeviceError as error:
            if error.fault is not Fault.CARD_UNREADABLE:
                self._end_child()
            raise

    def close(self) -> None:
        """End the process; the next photo starts another. Closing twice is allowed."""
        self._end_child()
        if self._children is not None:
            self._children.close()
            self._children = None

    def _ask(self, wlt: bytes, deadline: Deadline, cancel: Cancel) -> bytes:
        child = self._child or self._start_child(deadline, cancel)
        if child.stdin is None:
            raise RuntimeError("a child without its pipe")
        try:
            child.stdin.write(wlt)
            child.stdin.flush()
        except OSError as error:
            raise self._gone() from error
        self._expect(PICTURE, deadline, cancel)
        return self._read(IMAGE_BYTES, deadline, cancel)

    def _start_child(self, deadline: Deadline, cancel: Cancel) -> subprocess.Popen[bytes]:
        self._children = self._children or Children()
        words = [sys.executable, "-I", "-S", photo_child.__file__, str(self._library), self._function]
        self._child = self._children.start(words, environment={}, log=Path(os.devnull), stdin=subprocess.PIPE)
        self._expect(READY, deadline, cancel)
        return self._child

    def _expect(self, wanted: bytes, deadline: Deadline, cancel: Cancel) -> None:
        verdict = self._read(1, deadline, cancel)
        if verdict != wanted:
            said = f"photo library {self._library.name} {_VERDICTS.get(verdict, 'answers nonsense')}"
            match verdict:
                case photo_child.REFUSED:
                    raise Refused(Fault.CARD_UNREADABLE, said)
                case photo_child.NOT_LOADED:
                    raise Unavailable(said)
            raise ProtocolError(said)

    def _read(self, size: int, deadline: Deadline, cancel: Cancel) -> bytes:
        if self._child is None or self._child.stdout is None:
            raise RuntimeError("no child to read from")
        pipe, got = self._child.stdout.fileno(), bytearray()
        while len(got) < size:
            cancel.check("unpack the photo")
            if deadline.passed:
                raise Timeout(f"photo library {self._library.name}: no picture in {self._timeout_s} s")
            if select.select([pipe], [], [], min(_SLICE_S, deadline.left_s))[0]:
                piece = os.read(pipe, size - len(got))
                if not piece:
                    raise self._gone()
                got += piece
        return bytes(got)

    def _gone(self) -> Unavailable:
        status = None
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = self._child.wait(_SLICE_S)
        return Unavailable(f"photo library {self._library.name} crashed (status {status})")

    def _end_child(self) -> None:
        if self._child is not None and self._children is not None:
            self._children.kill(self._child)
        self._child = None


def picture(image: bytes) -> Picture:
    """Return the picture that a library wrote: a whole BMP of it, or its bare rows from the top.

    That bare rows begin at the top is inferred: no source says it.
    """
    if not _is_bmp(image):
        return Picture(WIDTH_PX, HEIGHT_PX, image[:_BGR_BYTES])
    starts = range(_BMP_HEADER_BYTES, _BMP_HEADER_BYTES + HEIGHT_PX * _BMP_ROW_BYTES, _BMP_ROW_BYTES)
    rows = [image[start : start + WIDTH_PX * 3] for start in starts]
    if int.from_bytes(image[22:26], "little", signed=True) > 0:  # the usual way: from the bottom
        rows.reverse()
    return Picture(WIDTH_PX, HEIGHT_PX, b"".join(rows))


def _is_bmp(image: bytes) -> bool:
    """True for the header of a 24-bit BMP of just this size; bare rows hardly begin like that by chance."""
    fields = [int.from_bytes(image[at : at + 4], "little", signed=True) for at in (2, 10, 18, 22)]
    size, offset, width, height = fields
    return (
        image[:2] == b"BM"
        and (size, offset, width, abs(height)) == (IMAGE_BYTES, _BMP_HEADER_BYTES, WIDTH_PX, HEIGHT_PX)
        and image[28:30] == b"\x18\0"
    )
