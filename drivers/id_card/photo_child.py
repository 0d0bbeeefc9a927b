"""The program around a site's photo library; `drivers.id_card.photo` starts it. It imports nothing of the project.

    python photo_child.py LIBRARY FUNCTION

It says READY or NOT_LOADED, then answers each 1024 bytes on standard input with PICTURE and the buffer, REFUSED, or
OVERRUN. The library itself gets no standard input or output, writes no file, and leaves no core.
"""

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

READY, NOT_LOADED, PICTURE, REFUSED, OVERRUN = b"R", b"L", b"P", b"N", b"O"
WLT_BYTES = 1024
IMAGE_BYTES = 38862  # a BMP of 102 × 126; the bare rows are 38556
_BARE_BYTES, _ROW_BYTES = 38556, 306
_GUARD_BYTES = 65536
_MOST_MEMORY_BYTES = 1 << 30
_SUCCESS = 1
_NO_CORE = 1  # 0 forbids files only, 1 the pipe to a collector of dumps, too: no file is that small
_CPP_NAMES = {"unpack": "_Z6unpackPcS_i"}

Unpack = Callable[[object, object, int], int]


def main(library: str, function: str) -> None:
    """Serve until standard input ends."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    for limit, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, _NO_CORE),
        (resource.RLIMIT_AS, _MOST_MEMORY_BYTES),
    ):
        resource.setrlimit(limit, (most, most))
    unpack = _load(library, function)
    answers.write(READY if unpack else NOT_LOADED)
    answers.flush()
    while unpack and len(wlt := requests.read(WLT_BYTES)) == WLT_BYTES:
        answers.write(_answer(unpack, wlt))
        answers.flush()


def _load(library: str, function: str) -> Unpack | None:
    try:
        os.chdir(Path(library).resolve().parent)  # some keep their tables beside them
        loaded = ctypes.CDLL(str(Path(library).resolve()))
    except OSError:
        return None
    for name in (function, _CPP_NAMES.get(function, function)):
        with contextlib.suppress(AttributeError):
            unpack = loaded[name]
            unpack.argtypes, unpack.restype = (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int), ctypes.c_int
            return unpack
    return None


def _answer(unpack: Unpack, wlt: bytes) -> bytes:
    """Call the library on buffers whose every byte is known, to see what it wrote."""
    known = os.urandom(IMAGE_BYTES + _GUARD_BYTES)
    source = ctypes.create_string_buffer(wlt + bytes(_GUARD_BYTES))
    target = ctypes.create_string_buffer(known, len(known))
    if unpack(source, target, 0) != _SUCCESS:
        return REFUSED
    wrote = target.raw
    last_row = slice(_BARE_BYTES - _ROW_BYTES, _BARE_BYTES)
    if wrote[IMAGE_BYTES:] != known[IMAGE_BYTES:] or wrote[last_row] == known[last_row]:
        return OVERRUN
    return PICTURE + wrote[:IMAGE_BYTES]


if __name__ == "__main__":
    main(*sys.argv[1:])
