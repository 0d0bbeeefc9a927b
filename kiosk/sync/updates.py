"""Flow updates: ask central's TUF repository, verify, fetch what changed, stage it. Never in the way of a resident.

Invariants:
- What is run is what central names *and* the offline keys signed *and* is not older than what runs. Nothing else.
- The root of trust came with the installation. Nothing that arrives over the network can replace it unsigned.
- A release is taken whole or not at all. Whatever is wrong with it, the flows in use go on being used.
- Expired metadata stop updating; they do not stop serving.
- One refresh at a time on this machine, with a new `Updater` each time and a cache that outlives restarts: after a
  lost cache, an old but unexpired timestamp would be accepted again.

Specification: https://theupdateframework.github.io/specification/latest/
"""

import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import requests
from pydantic import ValidationError
from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig

from kiosk.protocol.api import FLOWS
from kiosk.protocol.package import MAX_PACKAGE_BYTES, EngineTooOldError, PackageError
from kiosk.protocol.release import RELEASE_TARGET, Release, ReleasedFlow, flow_target, release_target
from kiosk.settings import Platform
from kiosk.sync.clock_floor import ClockFloor
from kiosk.sync.flow_fetcher import FlowFetcher, UnreachableError
from kiosk.sync.flow_store import FlowStore, Report, refusal

_log = logging.getLogger(__name__)
_MAX_RELEASE_BYTES = 2**20
_TOP_ROLES = (Root.type, Timestamp.type, Snapshot.type, Targets.type)


class Refreshed(StrEnum):
    """How a refresh ended."""

    CURRENT = "current"  # everything central released is here
    STAGED = "staged"  # a release waits for `FlowStore.activate`
    UNREACHABLE = "unreachable"  # no connection; nothing is wrong
    REFUSED = "refused"  # something is wrong, and was reported
    BUSY = "busy"  # another process is at it


class _RefusedError(Exception):
    """Not accepted. `cause` stays the same while the trouble lasts, so that it is reported once."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause = cause


class FlowUpdater:
    """Brings the store up to what central released.

    Args:
        platform: where central is, how long to wait for it, and the trusted root of this installation.
        state_dir: a folder on a partition that outlives updates of the program; holds the metadata cache.
        store: where the flows go.
        report: takes alarms, once per cause, and once more when the cause is gone.
        session: for this updater alone.
        floor: the clock to judge expiry by; made below `state_dir` if not given.
        file_timeout_s: longest time for one whole file.
    """

    def __init__(
        self,
        platform: Platform,
        *,
        state_dir: Path,
        store: FlowStore,
        report: Report,
        session: requests.Session | None = None,
        floor: ClockFloor | None = None,
        file_timeout_s: float = 120.0,
    ) -> None:
        self._url = platform.url.rstrip("/") + FLOWS
        self._trusted_root = platform.trusted_root
        self._directory = state_dir
        self._store = store
        self._report = report
        self._session = session or requests.Session()
        self._floor = floor or ClockFloor(state_dir / "server-time")
        self._refusal = ""
        self._open_causes: dict[str, str] = {}
        self._causes_seen: set[str] = set()
        self._fetcher = FlowFetcher(
            self._session,
            connect_timeout_s=platform.connect_timeout_s,
            read_timeout_s=platform.read_timeout_s,
            file_timeout_s=file_timeout_s,
        )

    def note_server_time(self, unix_s: int) -> None:
        """Take the time from a heartbeat's reply: metadata that expired before it are not accepted."""
        self._floor.note_server_time(unix_s)

    def timestamp_version(self) -> int:
        """Return the version of the timestamp that was verified last; 0 before the first."""
        try:
            return Metadata[Timestamp].from_file(str(self._metadata / "timestamp.json")).signed.version
        except (RepositoryError, OSError):
            return 0

    def cancel(self) -> None:
        """End a refresh that is under way, and let no other succeed: the terminal is stopping."""
        self._fetcher.cancel()

    def close(self) -> None:
        """Close the connections that were kept alive. After `cancel`."""
        self._session.close()

    @property
    def refusal(self) -> str:
        """Why the last refresh was refused; empty when it was not."""
        return self._refusal

    def refresh(self, desired: int | None = None) -> Refreshed:
        """Bring the store up to date. Blocks for seconds to minutes: never call it while a terminal starts.

        Args:
            desired: the release_seq that central named, 0 for the one that is meant for all; None: as it last said,
                which outlives restarts.
        """
        self._causes_seen = set()
        try:
            with self._alone() as alone:
                if not alone:
                    return Refreshed.BUSY
                wanted = self._told(desired)
                if 0 < wanted < self._store.release_seq:  # no alarm: it may cross with our own news
                    self._refusal = f"release {wanted} is older than {self._store.release_seq}, which runs here"
                    _log.warning("flow update refused: %s", self._refusal)
                    return Refreshed.REFUSED
                staged = self._refresh(wanted)
        except UnreachableError as error:
            _log.info("no flow update: %s", error)
            return Refreshed.UNREACHABLE
        except _RefusedError as error:
            self._refusal = str(error)
            self._complain(error.cause, self._refusal)
            return Refreshed.REFUSED
        self._refusal = ""
        self._withdraw_complaints()
        return Refreshed.STAGED if staged else Refreshed.CURRENT

    @property
    def _metadata(self) -> Path:
        return self._directory / "metadata"

    @property
    def _incoming(self) -> Path:
        return self._directory / "incoming"

    def _told(self, desired: int | None) -> int:
        """Return what central named, now or last; keep it for the next start."""
        file = self._directory / "desired"
        try:
            last = int(file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            last = 0
        if desired is not None and desired != last:
            with _translated("the state folder"):
                file.write_text(str(desired), encoding="ascii")
        return last if desired is None else desired

    def _refresh(self, desired: int) -> bool:
        """Return whether something new was staged."""
        with _translated("the flow repository"):
            shutil.rmtree(self._incoming, ignore_errors=True)
            self._incoming.mkdir()
            updater = Updater(
                metadata_dir=str(self._metadata),
                metadata_base_url=self._url + "metadata/",
                target_base_url=self._url + "targets/",
                fetcher=self._fetcher,
                config=UpdaterConfig(root_max_length=2**18, snapshot_max_length=2**21, targets_max_length=2**22),
                bootstrap=self._trusted_root.read_bytes(),
            )
            updater.refresh()
            self._check_expiry()
        present = self._store.active()
        if not (desired or present or updater.get_targetinfo(RELEASE_TARGET)):
            return False  # what was signed is not meant for all
        wanted = self._release(updater, desired)
        if present and wanted.release_seq < present.release_seq:
            raise _RefusedError("the release", f"release {wanted.release_seq} is older than {present.release_seq}")
        whole = present is None or all(self._store.package(flow.sha256) for flow in present.flows.values())
        taken = {service: self._take(updater, service, flow) for service, flow in sorted(wanted.flows.items())}
        release = Release(
            release_seq=wanted.release_seq, flows={service: flow for service, flow in taken.items() if flow}
        )
        with _translated("the store"):
            if release == present and whole:
                self._store.unstage()
                return False
            if release == self._store.newest() and whole:
                return False
            self._store.stage(release)
        return True

    def _check_expiry(self) -> None:
        """`Updater` judges by the system clock, which may be in the past; this judges by the floor."""
        for role in _TOP_ROLES:
            signed = Metadata.from_file(str(self._metadata / f"{role}.json")).signed
            if signed.is_expired(self._floor.now()):
                raise _RefusedError("the flow repository", f"{role}.json is expired")

    def _release(self, updater: Updater, desired: int) -> Release:
        target = release_target(desired) if desired else RELEASE_TARGET
        try:
            release = Release.model_validate_json(self._download(updater, target, _MAX_RELEASE_BYTES))
        except ValidationError as error:
            raise _RefusedError(target, f"{error.error_count()} fields do not fit") from None
        if desired not in (0, release.release_seq):
            raise _RefusedError(target, f"holds release {release.release_seq}")
        return release

    def _take(self, updater: Updater, service: str, flow: ReleasedFlow) -> ReleasedFlow | None:
        """Return the flow to release here: normally `flow`; the present one if only this program is too old for it."""
        if flow.target != flow_target(service, flow.version):
            raise _RefusedError(service, f"target {flow.target!r} is not that of version {flow.version}")
        try:
            self._fetch(updater, flow)
        except EngineTooOldError as error:
            self._complain(flow.target, f"{flow.target}: {error}")
            present = self._store.newest()
            return present.flows.get(service) if present else None
        package = self._store.package(flow.sha256)
        if package is None or (package.flow.service, package.flow.version) != (service, flow.version):
            raise _RefusedError(flow.target, "the package holds another flow, or another version")
        return flow

    def _fetch(self, updater: Updater, flow: ReleasedFlow) -> None:
        if self._store.package(flow.sha256) is not None:
            return  # verified when it came; its hash is in the release that was verified now
        data = self._download(updater, flow.target, MAX_PACKAGE_BYTES)
        try:
            with _translated("the store"):
                kept = self._store.keep(data)
        except EngineTooOldError:
            raise
        except PackageError as error:
            raise _RefusedError(flow.target, str(error)) from error
        if kept != flow.sha256:
            raise _RefusedError(flow.target, "the release and the department signed different bytes")

    def _download(self, updater: Updater, target: str, max_bytes: int) -> bytes:
        """Return the verified bytes of a target."""
        with _translated(target):
            info = updater.get_targetinfo(target)
            if info is None:
                raise _RefusedError(target, "nobody who may sign it has signed it")
            if info.length > max_bytes:
                raise _RefusedError(target, f"{info.length} bytes; {max_bytes} are allowed")
            file = Path(updater.download_target(info, filepath=str(self._incoming / "target")))
            return file.read_bytes()

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        with _translated("the state folder"):
            self._metadata.mkdir(parents=True, exist_ok=True)
            lock = (self._directory / "lock").open("w")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _complain(self, cause: str, detail: str) -> None:
        self._causes_seen.add(cause)
        _log.warning("flow update refused: %s", detail)
        if cause not in self._open_causes:
            self._open_causes[cause] = detail
            self._report(refusal(detail))

    def _withdraw_complaints(self) -> None:
        for cause in self._open_causes.keys() - self._causes_seen:
            self._report(refusal(self._open_causes.pop(cause), cleared=True))


@contextmanager
def _translated(about: str) -> Iterator[None]:
    """Turn what TUF and the disk raise into a refusal; being unreachable stays what it is."""
    try:
        yield
    except UnreachableError:
        raise
    except (RepositoryError, DownloadError) as error:
        raise _RefusedError(about, f"{error or type(error).__name__}") from error
    except OSError as error:
        raise _RefusedError(about, f"{error.strerror}: {error.filename}") from error
