"""Files by their hash, in one folder: packages that were handed in, previews of them. Written once, never changed."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from kiosk.central.publishing.errors import PackageLostError


def keep(data: bytes) -> str:
    """Keep `data`; returns its sha256 in hex. What is there already is not written again."""
    sha256 = hashlib.sha256(data).hexdigest()
    file = _file(sha256)
    if not file.is_file():
        file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        Path(draft).replace(file)
    return sha256


def kept(sha256: str) -> bytes:
    """Return what was kept.

    Raises:
        PackageLostError: it is gone, or was changed since. The text has no place on this server: staff read it.
    """
    try:
        data = _file(sha256).read_bytes()
    except OSError as error:
        raise PackageLostError(f"{_named(sha256)}: {error.strerror}; restore it from the backup") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PackageLostError(f"{_named(sha256)} was changed since it was handed in; hand the flow in again")
    return data


def drop(sha256: str) -> None:
    """Forget what is not needed any more."""
    _file(sha256).unlink(missing_ok=True)


def _named(sha256: str) -> str:
    """Return what whoever restores it looks for: its name in the stock is its hash."""
    return f"{sha256[:2]}/{sha256[:16]}… of the stock"


def _file(sha256: str) -> Path:
    folder: Path = settings.STOCK_DIR
    return folder / sha256[:2] / sha256
