"""Wires that no bus lists, made known by whoever set them up: the virtual desk, an installer of network devices.

    with announce("desk", ["tcp://127.0.0.1:9100", "serial:/run/user/1000/desk/id-card"]):
        ...                                       # `announced()` of any program of this user names them now

- An announcement is a file of JSON, `{"addresses": [...]}`. It holds addresses and never roles: which driver fits,
  whoever looks has to find out by speaking to the device.
- A program's own stand in `$XDG_RUNTIME_DIR/kiosk/wires`, or without such a folder in `/tmp/kiosk-wires-<uid>`. Each
  is locked by its program for as long as that lives: one that nobody locks is a dead program's, and is removed.
- Those of the machine stand in `/run/kiosk/wires`, where only root writes, and count until they are removed.
"""

import contextlib
import fcntl
import json
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Self

MACHINE_FOLDER = Path("/run/kiosk/wires")
_MOST_BYTES = 65536
_MOST_CHARS = 1000  # of an address


class Announcement:
    """Addresses that are announced until `withdraw`, or until this process ends, however it ends."""

    def __init__(self, file: Path, descriptor: int) -> None:
        self._file, self._descriptor = file, descriptor

    def withdraw(self) -> None:
        """Announce them no longer; withdrawing twice is allowed."""
        if self._descriptor >= 0:
            self._file.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.withdraw()


def announce(name: str, addresses: Iterable[str]) -> Announcement:
    """Make `addresses` known. `name` says who does so: letters, digits and `-`, for whoever looks into the folder.

    Raises:
        ValueError: the name or an address could not be read back.
        OSError: the folder cannot be written, or is somebody else's.
    """
    told = list(addresses)
    if not name.replace("-", "").isalnum() or not all(map(_fit, told)):
        raise ValueError(f"{name!r} cannot announce {told!r}: letters, digits and -; addresses of one line")
    folder = _own_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(folder):
        raise PermissionError(f"{folder} belongs to somebody else")
    descriptor, draft = tempfile.mkstemp(suffix=".new", prefix=f"{name}-", dir=folder)
    fcntl.flock(descriptor, fcntl.LOCK_EX)  # before it can be seen
    os.write(descriptor, json.dumps({"addresses": told}).encode())
    file = Path(draft).with_suffix(".json")
    Path(draft).rename(file)
    return Announcement(file, descriptor)


def announced() -> list[str]:
    """Return the addresses that are announced now, each once; what is no announcement is passed over."""
    found: dict[str, None] = {}
    own = _own_folder()
    for folder in (MACHINE_FOLDER, own):
        if folder == own and not _is_ours(folder):
            continue
        for file in sorted(folder.glob("*.json")):
            found |= dict.fromkeys(_addresses(file, lasting=folder != own))
    return list(found)


def _own_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        return Path(runtime, "kiosk", "wires")
    return Path("/tmp", f"kiosk-wires-{os.getuid()}")  # noqa: S108 - whose folder it is, is looked at


def _is_ours(folder: Path) -> bool:
    """Whether nobody else could have put something into it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _addresses(file: Path, *, lasting: bool) -> list[str]:
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError), file.open("rb") as content:
        if not lasting and _is_left_over(content.fileno()):
            file.unlink(missing_ok=True)
            return []
        told = json.loads(content.read(_MOST_BYTES))["addresses"]
        if isinstance(told, list):
            return [address for address in told if isinstance(address, str) and _fit(address)]
    return []


def _is_left_over(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _fit(address: str) -> bool:
    return 0 < len(address) <= _MOST_CHARS and address.isprintable()
