"""What a call left on the stack is written over, in any thread."""

import ctypes
import threading
from pathlib import Path

import pytest

from kiosk.stack import ClearingPool, clear_stack

_MARK = bytes(range(33, 65))
_DEEP = 1 << 15


class Marks(ctypes.Structure):
    _fields_ = (("marks", ctypes.c_char * _DEEP),)


def leave_marks() -> int:
    """Leave marks on this thread's stack; return an address in the part of it that is in use."""
    here = ctypes.CDLL(None).getpid
    here.argtypes = (Marks,)
    here(Marks(_MARK * (_DEEP // len(_MARK))))
    return threading.get_ident()


def marked(pool_thread: int | None) -> bool:
    """Look through the stack of the main thread, or of one whose thread id (an address above its stack) is known."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if ("[stack]" in line) if pool_thread is None else (start <= pool_thread < end):
            with Path("/proc/self/mem").open("rb", buffering=0) as memory:
                memory.seek(start)
                read = memory.read(end - start)
            return _MARK * 2 in (read or b"")
    raise AssertionError("no stack")


def test_nothing_is_left_on_the_stack() -> None:
    leave_marks()
    assert marked(None)
    clear_stack()
    assert not marked(None)


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_is_left_by_a_task(fails) -> None:
    addresses = []

    def task() -> None:
        addresses.append(leave_marks())
        assert marked(addresses[0])
        if fails:
            raise ValueError("as some do")

    with ClearingPool(1) as pool:
        assert (pool.submit(task).exception() is not None) is fails
        assert pool.submit(lambda: not marked(addresses[0])).result()
