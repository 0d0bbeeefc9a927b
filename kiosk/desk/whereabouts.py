"""Where the running desks are: each leaves the address of its control connection in a folder of its user's.

The folder is `$XDG_RUNTIME_DIR/kiosk/desks`, or without such a folder `/tmp/kiosk-desks-<uid>`; a file a desk, named
after its process. Devices are announced elsewhere (`drivers.wires`): addresses without roles, for who looks for them.
"""

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.desk.state import DeskError

_MOST_BYTES = 200


class Whereabouts:
    """The desk at `url`, as long as this is not withdrawn."""

    def __init__(self, url: str) -> None:
        """Raises OSError when the folder cannot be written, or is somebody else's."""
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            raise PermissionError(f"{folder} belongs to somebody else")
        self._file = folder / f"{os.getpid()}.url"
        draft = self._file.with_suffix(".new")
        draft.write_text(url, "ascii")
        draft.replace(self._file)

    def withdraw(self) -> None:
        """Leave the folder; withdrawing twice is allowed."""
        self._file.unlink(missing_ok=True)


def running_desk() -> str:
    """Return the address of the desk that runs on this machine, the newest if there are several.

    Raises:
        DeskError: none does.
    """
    folder = _folder()
    files = list(folder.glob("*.url")) if _is_ours(folder) else []
    for file in sorted(files, key=_age, reverse=True):
        if _lives(int(file.stem)) and (url := _url(file)):
            return url
        file.unlink(missing_ok=True)
    raise DeskError("no desk runs here; start one with `kiosk desk`, or say where one is with --desk URL")


def _age(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _url(file: Path) -> str:
    try:
        text = file.read_text("ascii")[:_MOST_BYTES].strip()
    except (OSError, ValueError):
        return ""
    return text if urlsplit(text).hostname == "127.0.0.1" else ""


def _folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        return Path(runtime, "kiosk", "desks")
    return Path("/tmp", f"kiosk-desks-{os.getuid()}")  # noqa: S108 - whose folder it is, is looked at


def _is_ours(folder: Path) -> bool:
    """Whether nobody else could have put something into it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
