"""Which pcscd this process speaks to.

libpcsclite asks the environment for pcscd's socket (PCSCLITE_CSOCK_NAME) once in the life of a process and remembers
the path. Where a url names a socket, what it gets to remember is a link of ours, which leads to the pcscd that is
wanted now. So desk and tests may speak to one after another, and a socket's path may be longer than the 107 bytes that
an address holds. A process in which no url ever names a socket has no link.
"""

import atexit
import os
import shutil
import tempfile
import threading
from pathlib import Path

from smartcard import scard

VARIABLE = "PCSCLITE_CSOCK_NAME"
USUAL = "/run/pcscd/pcscd.comm"


class _Process:
    guard = threading.Lock()
    link: Path | None = None
    linkless = False  # libpcsclite has already remembered a path that is no link of ours


def check(socket: str) -> None:
    """Make sure that this process can still speak to a pcscd at `socket`.

    Raises:
        ValueError: it spoke to the usual one first, without a link.
    """
    if socket and _Process.linkless:
        raise ValueError(f"this process speaks to the pcscd at {announced() or USUAL}; it cannot speak to {socket} too")


def announced() -> str:
    """Return the socket that the environment names, perhaps empty."""
    return os.environ.get(VARIABLE, "")


def establish(socket: str) -> tuple[int, int]:
    """Open a context of the pcscd at `socket`, empty for the announced or usual one; return the code and the context.

    What libpcsclite knows of readers it keeps once for the process: use contexts of two pcscds in turn, not at once.
    """
    with _Process.guard:
        if _Process.linkless or (_Process.link is None and not socket):
            _Process.linkless = True
            return _establish()
        if _Process.link is not None:
            _lead(_Process.link, socket or announced() or USUAL)
            return _establish()
        folder = Path(tempfile.mkdtemp(prefix="pcsc-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _Process.link = folder / "pcscd.comm"
        _lead(_Process.link, socket)
        before = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = str(_Process.link)
        try:
            return _establish()
        finally:
            del os.environ[VARIABLE]
            if before is not None:
                os.environ[VARIABLE] = before


def _establish() -> tuple[int, int]:
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    return code, context


def _lead(link: Path, socket: str) -> None:
    link.parent.mkdir(mode=0o700, exist_ok=True)  # whoever tidies /tmp up may have taken it
    fresh = link.with_name("fresh")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(socket)
    fresh.replace(link)
