"""Files that hold a secret: readable by the terminal's user alone, and never half written."""

import os
from pathlib import Path

PRIVATE = 0o600


def write_private(path: Path, content: bytes) -> None:
    """Replace `path` by `content`, mode 0600. After a power cut it holds the old content or the new one, whole.

    Raises:
        OSError: the disk would not take it; `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    rename_private(fresh, path)


def rename_private(path: Path, to: Path) -> None:
    """Put `path` in the place of `to`; after a power cut it is at one of the two.

    Raises:
        OSError: the disk would not do it.
    """
    path.replace(to)
    _sync_folder(to.parent)


def remove_private(path: Path) -> None:
    """Remove `path` if it is there.

    Raises:
        OSError: the disk would not do it.
    """
    if path.exists():
        path.unlink()
        _sync_folder(path.parent)


def read_private(path: Path) -> bytes | None:
    """Return what `path` holds, None if there is none; a mode that lets others read is narrowed on the way.

    Raises:
        OSError: it is there and cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE)
    return content


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
