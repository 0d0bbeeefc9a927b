"""Memory that is given back is written over at once: what a resident told is gone, and not merely out of reach.

Nothing that frees memory writes over it by itself: neither Python, nor Qt, nor the libraries in Rust and C++. But all
of them get theirs from glibc, which does it on order: `glibc.malloc.perturb` fills whatever is freed. Two things keep
freed memory to themselves and are told not to: Python's own allocator, and glibc's cache in each thread, which fills
nothing (GNU C Library 2.36, malloc/malloc.c). It costs Python up to a third of its speed (docs/adr/0036).

Both are read when a program starts, hence anew. Children inherit it: those that see faces and papers as well.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final, NoReturn

_TUNABLES: Final = "GLIBC_TUNABLES"
_FILL: Final = 0xA5

ENVIRONMENT: Final = {
    "PYTHONMALLOC": "malloc",
    _TUNABLES: f"glibc.malloc.perturb={_FILL}:glibc.malloc.tcache_count=0",
}


def start_forgetful() -> None:
    """Start this program anew with memory that is written over, unless it has been; the process stays the same."""
    wanted = forgetful(os.environ)
    if wanted != dict(os.environ):
        start_again(wanted)


def start_again(environment: Mapping[str, str] | None = None) -> NoReturn:
    """Put a new run of this program in the place of this one; whoever supervises it sees the same process."""
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment or os.environ)  # noqa: S606 - ourselves


def forgetful(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` with what makes memory forgetful; other tunables of the machine stay."""
    others = (one for one in environment.get(_TUNABLES, "").split(":") if one and one not in ENVIRONMENT[_TUNABLES])
    return {**environment, **ENVIRONMENT, _TUNABLES: ":".join((*others, ENVIRONMENT[_TUNABLES]))}
