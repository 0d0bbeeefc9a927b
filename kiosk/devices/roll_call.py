"""How the devices of a running terminal are, on disk, for whoever may not ask them: the terminal holds their wires.

`state_dir/devices.json` is written anew with each change of a status and holds nothing personal. It counts only
while its terminal runs (`kiosk.devices.running`).
"""

import contextlib
import logging
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from drivers.faults import Fault, Role, Threshold
from drivers.status import DeviceState, DeviceStatus, MediaState, PaperState, TonerState
from kiosk.devices.health import faults_of

ROLL_FILE = "devices.json"
_log = logging.getLogger(__name__)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeviceLine(_Model):
    """One device. `faults` has OFFLINE for one that cannot be reached; `since` is None when it was asked just once."""

    role: Role
    url: str
    state: DeviceState
    faults: tuple[Fault, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    paper: PaperState = PaperState.NOT_SUPPORTED
    media: MediaState = MediaState.NOT_SUPPORTED
    toner: TonerState = TonerState.NOT_SUPPORTED
    detail: str = ""
    since: AwareDatetime | None = None

    @property
    def ready(self) -> bool:
        return self.state is DeviceState.ONLINE and not self.faults

    @property
    def status(self) -> DeviceStatus:
        """The status that this line was made of."""
        return DeviceStatus(
            self.role,
            self.state,
            frozenset(self.faults),
            self.paper,
            self.media,
            self.toner,
            frozenset(self.thresholds),
            self.detail,
        )


class RollCall(_Model):
    """All devices of the terminal with process number `pid`, at `written_at`."""

    pid: int
    written_at: AwareDatetime
    devices: tuple[DeviceLine, ...]


def line_of(status: DeviceStatus, url: str, since: datetime | None = None) -> DeviceLine:
    """Return what `status` says as a line."""
    return DeviceLine(
        role=status.role,
        url=url,
        state=status.state,
        faults=tuple(sorted(faults_of(status))),
        thresholds=tuple(sorted(status.thresholds)),
        paper=status.paper,
        media=status.media,
        toner=status.toner,
        detail=status.detail,
        since=since,
    )


class RollBook:
    """Keeps the file. `told` may be called from any thread; a disk that takes nothing is logged, once."""

    def __init__(self, state_dir: Path, urls: Mapping[Role, str]) -> None:
        self._file, self._urls = state_dir / ROLL_FILE, urls
        now = datetime.now(UTC)
        self._lines = {role: line_of(DeviceStatus(role, DeviceState.STARTING), url, now) for role, url in urls.items()}
        self._lock = threading.Lock()
        self._failed = False

    def open(self) -> None:
        """Write the devices down before any of them has answered."""
        with self._lock:
            self._write()

    def told(self, status: DeviceStatus) -> None:
        """Take a device's new status; `since` goes on while it is as able, and ails from the same."""
        with self._lock:
            before = self._lines[status.role]
            line = line_of(status, self._urls[status.role], before.since)
            if (line.state, line.faults) != (before.state, before.faults):
                line = line.model_copy(update={"since": datetime.now(UTC)})
            self._lines[status.role] = line
            self._write()

    def close(self) -> None:
        """Nobody is asked any more."""
        with self._lock, contextlib.suppress(OSError):  # it names a process that is gone, and nobody believes it
            self._file.unlink(missing_ok=True)

    def _write(self) -> None:
        call = RollCall(pid=os.getpid(), written_at=datetime.now(UTC), devices=tuple(self._lines.values()))
        draft = self._file.with_suffix(".new")
        try:
            draft.write_text(call.model_dump_json(indent=2) + "\n", "utf-8")
            draft.replace(self._file)
        except OSError as error:
            if not self._failed:
                _log.error("%s cannot be written: %s", self._file.name, error.strerror)
            self._failed = True
        else:
            self._failed = False


def read_roll_call(state_dir: Path, pid: int) -> RollCall | None:
    """Return what the terminal with that process number wrote last; None before it did, or if it cannot be read.

    Raises:
        OSError: this user may not read it.
    """
    try:
        call = RollCall.model_validate_json((state_dir / ROLL_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return call if pid in (0, call.pid) else None
