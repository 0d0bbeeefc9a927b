"""Looks for values in all memory that a process may write to: held, or given back and not written over.

Read are the pages that are there, of the process and of all that it started. Not read: what the kernel keeps for it
(sockets, pipes), pages that were swapped out and never come back by reading, and files, which `kit.traces` reads.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import BinaryIO

_REGION = re.compile(r"(?P<start>[0-9a-f]+)-(?P<end>[0-9a-f]+) (?P<rights>\S{4}) \S+ \S+ \S+ *(?P<name>.*)")
_ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
_WIDE = "utf-32-le"  # Python's own for texts in which one sign needs it
_PIECE_BYTES = 1 << 20
_NOTHING = bytes(_PIECE_BYTES)  # most of what is mapped was never written to
_AROUND_BYTES = 80


def remains(values: Mapping[str, str | bytes], pid: int) -> list[str]:
    """Return where in the memory of `pid` and its children one of `values` stands, by what it is called.

    Raises:
        PermissionError: the process lets nobody read its memory; root may.
    """
    names = {needle: name for name, value in values.items() for needle in _encoded(value)}
    one_of = re.compile(b"|".join(re.escape(needle) for needle in names))
    overlap = max(map(len, names))
    everywhere = (pid, *children(pid)) if names else ()
    return [f"{names[found]} in {where}" for one in everywhere for found, where in _found(one_of, one, overlap)]


def children(pid: int) -> list[int]:
    """Return the processes that `pid` started and that still run, with all that these started."""
    own: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended meanwhile
            own += map(int, task.read_text().split())
    return [*own, *(grandchild for child in own for grandchild in children(child))]


def _encoded(value: str | bytes) -> frozenset[bytes]:
    if isinstance(value, bytes):
        return frozenset({value})
    return frozenset(value.encode(one) for one in (*_ENCODINGS, *(() if value.isascii() else (_WIDE,))))


def _found(one_of: re.Pattern[bytes], pid: int, overlap: int) -> Iterator[tuple[bytes, str]]:
    for region, at, piece in _pieces(pid, overlap):
        for found in one_of.finditer(piece):
            around = piece[max(0, found.start() - _AROUND_BYTES) : found.end() + _AROUND_BYTES]
            where = f"{region or 'unnamed memory'} of process {pid} at {at + found.start():x}: {around!r}"
            yield found.group(), where


def _pieces(pid: int, overlap: int) -> Iterator[tuple[str, int, bytes]]:
    """Yield (region, address, bytes) of what is not all zeros; pieces overlap, so that nothing is cut in two."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile, and its memory with it
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in maps:
                region = _REGION.fullmatch(line)
                assert region is not None, line
                if region["rights"].startswith("rw"):
                    start, end = int(region["start"], 16), int(region["end"], 16)
                    yield from ((region["name"], *read) for read in _read(memory, start, end, overlap))


def _read(memory: BinaryIO | FileIO, start: int, end: int, overlap: int) -> Iterator[tuple[int, bytes]]:
    for at in range(start, end, _PIECE_BYTES):
        memory.seek(at)
        try:
            piece = memory.read(min(_PIECE_BYTES + overlap, end - at)) or b""
        except OSError:  # given back since the list was made
            return
        if piece[:_PIECE_BYTES] != _NOTHING[: len(piece)]:
            yield at, piece
