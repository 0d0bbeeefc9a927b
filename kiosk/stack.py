"""Writes over what calls left on a stack: there it stays until another goes as deep, in a thread at rest for good.

A structure that is handed over by value is copied onto the stack, below what is in use; that copy writes over it.
"""

import ctypes
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

_BYTES = 1 << 18  # deeper than anything here was seen to go; a thread has 8 MiB
P = ParamSpec("P")
T = TypeVar("T")


class _Zeros(ctypes.Structure):
    _fields_ = (("zeros", ctypes.c_char * _BYTES),)


_ZEROS = _Zeros()
_takes_nothing = ctypes.CDLL(None).getpid  # what it is handed, it does not look at
_takes_nothing.argtypes = (_Zeros,)


def clear_stack() -> None:
    """Write zeros over the unused part of this thread's stack."""
    _takes_nothing(_ZEROS)


class ClearingPool(ThreadPoolExecutor):
    """Threads that leave nothing on their stacks between two tasks."""

    def submit(self, task: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        return super().submit(_cleared, task, *args, **kwargs)


def _cleared(task: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return task(*args, **kwargs)
    finally:
        clear_stack()
