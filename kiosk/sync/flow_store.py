"""The flows on this terminal's disk: those in use, those that wait for the end of a session, those before.

Layout: `packages/<sha256>.flow`, beside it what it says as `.checked` (`kiosk.sync.checked_form`), and
`active.json`, `staged.json`, `previous.json`, each a `Release`.

Invariants:
- A release is staged as a whole or not at all, and becomes active in one rename.
- No package is used whose bytes do not have the recorded hash: what was damaged on disk is dropped, reported, and
  fetched again at the next refresh, however up to date the release is.
- `release_seq` never goes down.
"""

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from kiosk.protocol.package import FlowPackage, PackageError, unpack
from kiosk.protocol.records import AlarmRecord
from kiosk.protocol.release import Release
from kiosk.sync.checked_form import checked_form, read_checked_form

_log = logging.getLogger(__name__)
_HALF_WRITTEN = ".new-"
Report = Callable[[AlarmRecord], None]


def log_alarm(alarm: AlarmRecord) -> None:
    """Report to the log alone."""
    _log.warning("%s: %s", alarm.code, alarm.detail)


def refusal(detail: str, *, cleared: bool = False) -> AlarmRecord:
    """Return the alarm about a package, or a repository, that this terminal does not accept."""
    return AlarmRecord(source="updates", code="PACKAGE_REFUSED", detail=detail, cleared=cleared)


class FlowStore:
    """Safe to use from the shell's thread and the updates' thread at once. Reading never touches the disk."""

    def __init__(self, directory: Path, report: Report = log_alarm) -> None:
        self._directory = directory
        self._packages = directory / "packages"
        self._packages.mkdir(parents=True, exist_ok=True)
        self._report = report
        self._lock = threading.RLock()
        self._loaded: dict[str, FlowPackage] = {}
        self._listeners: list[Callable[[], None]] = []
        self._trouble = ""
        self._active = self._read_release("active") or self._read_release("previous")
        self._staged = self._read_release("staged")
        self._load_stored()
        self._clear_half_written()

    @property
    def release_seq(self) -> int:
        """The release in use; 0 before the first."""
        with self._lock:
            return self._active.release_seq if self._active else 0

    @property
    def staged_seq(self) -> int | None:
        """The release that `activate` would bring, or None."""
        with self._lock:
            return self._staged.release_seq if self._staged else None

    def flows(self) -> dict[str, FlowPackage]:
        """Return the flows in use, by service. A running session keeps the package that it began with."""
        with self._lock:
            released = self._active.flows if self._active else {}
            return {
                service: self._loaded[flow.sha256] for service, flow in released.items() if flow.sha256 in self._loaded
            }

    def versions(self) -> dict[str, int]:
        """Return the versions in use, by service, as the heartbeat tells them."""
        return {service: package.flow.version for service, package in self.flows().items()}

    def subscribe(self, activated: Callable[[], None]) -> None:
        """Call `activated` after each activation, well or not, in its thread; it must return at once."""
        self._listeners.append(activated)

    @property
    def trouble(self) -> str:
        """Why the release that waits could not be activated; empty when nothing ails."""
        return self._trouble

    def active(self) -> Release | None:
        """Return the release in use; its packages may be damaged, see `flows`."""
        with self._lock:
            return self._active

    def previous(self) -> Release | None:
        """Return the release that was in use before, whose packages are still there."""
        with self._lock:
            return self._read_release("previous")

    def newest(self) -> Release | None:
        """Return the release that is staged, or else in use."""
        with self._lock:
            return self._staged or self._active

    def package(self, sha256: str) -> FlowPackage | None:
        """Return a stored package with that hash, or None if there is none that is sound."""
        with self._lock:
            if sha256 not in self._loaded:
                try:
                    self._loaded[sha256] = self._read_package(sha256)
                except (OSError, PackageError):
                    return None
            return self._loaded[sha256]

    def keep(self, data: bytes) -> str:
        """Store a package whose origin was verified; returns its sha256. Nothing uses it before a release names it.

        Raises:
            PackageError: it is no usable flow package.
            OSError: the disk is full or broken.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        package = self._check(data, sha256)
        _write(self._file(sha256), data)
        with self._lock:
            self._loaded[sha256] = package
        return sha256

    def stage(self, release: Release) -> None:
        """Let `release` wait for `activate`. Each of its packages must have been kept.

        Raises:
            ValueError: the release is older than the one in use, or not whole. The caller should have looked.
            OSError: the disk is full or broken.
        """
        with self._lock:
            missing = [service for service, flow in release.flows.items() if self.package(flow.sha256) is None]
            if missing or release.release_seq < self.release_seq:
                raise ValueError(f"release {release.release_seq} cannot follow {self.release_seq}, or lacks {missing}")
            _write(self._directory / "staged.json", release.model_dump_json().encode())
            self._staged = release
            self._forget_unused()

    def unstage(self) -> None:
        """Let no release wait any more: central wants what is in use.

        Raises:
            OSError: the disk is broken.
        """
        with self._lock:
            self._staged = None
            (self._directory / "staged.json").unlink(missing_ok=True)

    def activate(self) -> bool:
        """Put the staged release to use; returns False if none waits. Call it only while no session runs.

        Raises:
            OSError: the disk is broken; the flows in use are the same as before.
        """
        try:
            with self._lock:
                if self._staged is None:
                    return False
                self._swap(self._staged)
                self._trouble = ""
                return True
        except OSError as error:
            self._trouble = f"{error.strerror}: {Path(str(error.filename)).name}"
            raise
        finally:
            for told in self._listeners:
                told()

    def _swap(self, staged: Release) -> None:
        if self._active:
            _write(self._directory / "previous.json", self._active.model_dump_json().encode())
        (self._directory / "staged.json").replace(self._directory / "active.json")
        _sync(self._directory)
        self._active, self._staged = staged, None

    def _load_stored(self) -> None:
        for service, flow in self._active.flows.items() if self._active else ():
            self._load_or_drop(f"{service}@{flow.version}", flow.sha256)
        staged = self._staged.flows.items() if self._staged else ()
        sound = [self._load_or_drop(f"{service}@{flow.version}", flow.sha256) for service, flow in staged]
        if not all(sound) or (self._staged and self._staged.release_seq < self.release_seq):
            (self._directory / "staged.json").unlink()
            self._staged = None

    def _load_or_drop(self, name: str, sha256: str) -> bool:
        try:
            self._loaded[sha256] = self._read_package(sha256)
        except (OSError, PackageError) as error:
            self._report(refusal(f"{name} on this terminal's disk is damaged and will be fetched again: {error}"))
            self._file(sha256).unlink(missing_ok=True)
            return False
        return True

    def _read_package(self, sha256: str) -> FlowPackage:
        data = self._file(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PackageError("its bytes are not those that were signed")
        try:
            package = read_checked_form(self._form(sha256).read_bytes(), data, sha256)
        except OSError:
            package = None
        return package or self._check(data, sha256)

    def _check(self, data: bytes, sha256: str) -> FlowPackage:
        """Read the package whole, and keep what it says for the next start."""
        package = unpack(data)
        form = checked_form(package, sha256)
        if form is not None:
            try:
                _write(self._form(sha256), form)
            except OSError as error:  # the next start is slower, nothing else
                _log.warning("checked form not kept: %s", type(error).__name__)
        return package

    def _read_release(self, name: str) -> Release | None:
        file = self._directory / f"{name}.json"
        try:
            return Release.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            self._report(refusal(f"{file.name} on this terminal's disk is damaged: {type(error).__name__}"))
            file.unlink(missing_ok=True)
            return None

    def _clear_half_written(self) -> None:
        """Remove what a power cut left of files that were being written: nobody else would, and disks are small."""
        for folder in (self._directory, self._packages):
            for file in folder.glob(f"{_HALF_WRITTEN}*"):
                file.unlink(missing_ok=True)

    def _forget_unused(self) -> None:
        """Only here, in the updates' thread: what was kept a moment ago is staged by now."""
        releases = (self._active, self._staged, self._read_release("previous"))
        used = {flow.sha256 for release in releases if release for flow in release.flows.values()}
        for file in (*self._packages.glob("*.flow"), *self._packages.glob("*.checked")):
            if file.stem not in used:
                file.unlink(missing_ok=True)
        self._loaded = {sha256: package for sha256, package in self._loaded.items() if sha256 in used}

    def _file(self, sha256: str) -> Path:
        return self._packages / f"{sha256}.flow"

    def _form(self, sha256: str) -> Path:
        return self._packages / f"{sha256}.checked"


def _write(file: Path, data: bytes) -> None:
    """Write so that after a power cut there is the old file or the new one, never a part."""
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=_HALF_WRITTEN)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        Path(temporary).replace(file)
        _sync(file.parent)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
