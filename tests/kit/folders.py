"""Folders that pytest's own cannot be: with a short path, and open to every user."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def plain_folder() -> Iterator[Path]:
    """A folder right below the system's for temporary files, which anybody may use; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-test-"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
