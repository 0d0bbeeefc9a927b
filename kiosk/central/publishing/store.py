"""The files of a TUF repository: what a static web server serves.

Layout: `metadata/{timestamp,N.snapshot,N.targets,N.flows-<department>,N.root}.json`, `targets/…/<sha256>.<name>`.
Everything but timestamp.json is written once and never changed, so a reader always finds one consistent whole.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from kiosk.central.publishing.errors import PublishingError


class ReadFiles(Protocol):
    """What must be read to look at a repository, wherever it is."""

    def newest_root(self) -> int: ...

    def metadata(self, role: str, version: int | None = None) -> bytes: ...

    def target(self, path: str, sha256: str) -> bytes: ...


class RepositoryFiles:
    """Reads and writes below `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._metadata = directory / "metadata"
        self._targets = directory / "targets"

    def exists(self) -> bool:
        return (self._metadata / "timestamp.json").is_file()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other publisher out meanwhile.

        Raises:
            PublishingError: somebody else is publishing right now.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / ".publishing.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PublishingError(f"{self.directory}: somebody else is publishing; try again") from None
            yield

    def metadata(self, role: str, version: int | None = None) -> bytes:
        """Return the metadata of `role`; timestamp alone has no version in its name."""
        name = f"{role}.json" if version is None else f"{version}.{role}.json"
        try:
            return (self._metadata / name).read_bytes()
        except FileNotFoundError:
            raise PublishingError(f"{self._metadata / name} is missing; make a repository with `ceremony`") from None

    def newest_root(self) -> int:
        """Return the highest version of root that is there."""
        versions = [int(file.name.split(".")[0]) for file in self._metadata.glob("*.root.json")]
        if not versions:
            raise PublishingError(f"{self.directory} holds no repository; make one with `ceremony`")
        return max(versions)

    def write_metadata(self, role: str, data: bytes, version: int | None = None) -> None:
        _write(self._metadata / (f"{role}.json" if version is None else f"{version}.{role}.json"), data)

    def target(self, path: str, sha256: str) -> bytes:
        """Return the bytes of a target, unverified."""
        file = self._target(path, sha256)
        try:
            return file.read_bytes()
        except FileNotFoundError:
            raise PublishingError(f"{file} is missing; restore the repository from its backup") from None

    def write_target(self, path: str, sha256: str, data: bytes) -> None:
        _write(self._target(path, sha256), data)

    def _target(self, path: str, sha256: str) -> Path:
        folder, _, name = path.rpartition("/")
        return self._targets / folder / f"{sha256}.{name}"


def _write(file: Path, data: bytes) -> None:
    """Write so that a reader, or a power cut, finds the old file or the new one, never a part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
