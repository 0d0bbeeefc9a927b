"""The TUF repository as a whole: opened under a lock, changed, signed, written; the timestamp last of all.

Invariants:
- What is loaded is verified from root down before anything is built on it: whoever can write the served files
  cannot make the publisher sign their changes.
- A role is signed again only when it changed, or when `renew` finds half its life gone.
- Nobody sees a change before timestamp.json is replaced; a publisher that dies earlier leaves the old state in force.

Specification: https://theupdateframework.github.io/specification/latest/
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.releasing import Releasing
from kiosk.central.publishing.store import ReadFiles, RepositoryFiles
from kiosk.protocol.release import flow_target

LIFE = {
    Root.type: timedelta(days=730),
    Targets.type: timedelta(days=365),
    Snapshot.type: timedelta(days=60),
    Timestamp.type: timedelta(days=14),
}
"""How long a signature counts. A terminal whose timestamp has expired goes on serving, but takes nothing new."""


def department_role(department: str) -> str:
    """Return the name of the role that signs `flows/<department>/*`."""
    return f"flows-{department}"


def department_key(department: str) -> str:
    return f"department-{department}"


def now_utc() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Change(Releasing):
    """The repository while somebody changes it; see `Repository.change`."""

    def __init__(self, roles: dict[str, Metadata[Any]], files: ReadFiles) -> None:
        self.roles = roles
        self.before = {role: metadata.to_bytes() for role, metadata in roles.items() if metadata.signed.version}
        self.touched: set[str] = set()
        self.arrived: set[str] = set()  # signed elsewhere: taken as they are, and verified
        self.new_targets: dict[str, tuple[str, bytes]] = {}
        self.files = files

    @property
    def root(self) -> Root:
        return cast("Root", self.roles[Root.type].signed)

    @property
    def targets(self) -> Targets:
        return cast("Targets", self.roles[Targets.type].signed)

    def roots(self) -> list[Metadata[Root]]:
        """Return every root from the first to the one in force, by which whoever has an old one follows."""
        versions = range(1, self.files.newest_root() + 1)
        return [Metadata[Root].from_bytes(self.files.metadata(Root.type, version)) for version in versions]

    def delegator(self, role: str) -> Root | Targets:
        """Return who says which keys sign `role`."""
        return self.root if role in LIFE else self.targets

    def departments(self) -> list[str]:
        """Return the departments that have a role."""
        delegations = self.targets.delegations
        names = delegations.roles if delegations and delegations.roles else {}
        return sorted(name.removeprefix("flows-") for name in names)

    def versions(self, service: str) -> list[int]:
        """Return every version of `service` that was ever published, in rising order."""
        start = flow_target(service, 0).removesuffix("0.flow")
        paths = [path for path in self._flows_of(service).targets if path.startswith(start)]
        return sorted(int(path.removeprefix(start).removesuffix(".flow")) for path in paths)

    def package(self, service: str, version: int) -> bytes:
        """Return a published package, verified; PublishingError if there is none."""
        return self._read(self._package(service, version))

    def sha256(self, service: str, version: int) -> str:
        """Return the hash of a published package, as its department signed it; PublishingError if there is none."""
        return self._package(service, version).hashes["sha256"]

    def add_package(self, service: str, version: int, data: bytes) -> None:
        """Sign a new package as its department. Two contents never share a version."""
        flows, path = self._flows_of(service), flow_target(service, version)
        if path in flows.targets:
            raise PublishingError(f"{path} is published already")
        self._add(department_role(service.split("/", maxsplit=1)[0]), flows, path, data)

    def _package(self, service: str, version: int) -> TargetFile:
        target = self._flows_of(service).targets.get(flow_target(service, version))
        if target is None:
            raise PublishingError(f"{service} was never published in version {version}")
        return target

    def _flows_of(self, service: str) -> Targets:
        department = service.split("/", maxsplit=1)[0]
        if department not in self.departments():
            known = ", ".join(self.departments()) or "none"
            raise PublishingError(
                f"department {department!r} may not publish (those that may: {known}); "
                f"let it in with `kiosk central ceremony --department {department}`"
            )
        return cast("Targets", self.roles[department_role(department)].signed)

    def _add(self, role: str, targets: Targets, path: str, data: bytes) -> None:
        target = TargetFile.from_data(path, data, ["sha256"])
        targets.targets[path] = target
        self.new_targets[path] = (target.hashes["sha256"], data)
        self.touched.add(role)

    def _read(self, target: TargetFile) -> bytes:
        if target.path in self.new_targets:
            return self.new_targets[target.path][1]
        data = self.files.target(target.path, target.hashes["sha256"])
        try:
            target.verify_length_and_hashes(data)
        except RepositoryError as error:
            raise PublishingError(f"{target.path} was changed after it was signed: {error}") from error
        return data


class Repository:
    """A repository and the keys to change it."""

    def __init__(self, directory: Path, keys: KeyDirectory, *, now: Callable[[], datetime] = now_utc) -> None:
        self.files = RepositoryFiles(directory)
        self.keys = keys
        self.now = now

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Open the repository; what was changed is signed and written when the block ends without an error.

        Raises:
            PublishingError: no repository, a missing key, another publisher, or files that somebody tampered with.
        """
        with self.files.locked():
            change = self.read()
            yield change
            self._write(change)

    def read(self) -> Change:
        """Return the repository as it is, verified, to look at: what is done to it is never written.

        Raises:
            PublishingError: there is none, somebody tampered with it, or a publisher replaces files right now.
        """
        return Change(self._load(), self.files)

    def create(self, first: Mapping[str, Metadata[Any]], *, arrived: bool = False) -> None:
        """Write the first state of a new repository, of root, targets and perhaps departments.

        Args:
            first: by role; version 0, to be signed here.
            arrived: they are version 1, and were signed where the keys are.
        """
        with self.files.locked():
            if self.files.exists():
                raise PublishingError(f"{self.files.directory} holds a repository already")
            online: dict[str, Metadata[Any]] = {
                Snapshot.type: Metadata(Snapshot()),
                Timestamp.type: Metadata(Timestamp()),
            }
            for metadata in online.values():
                metadata.signed.version = 0  # signing counts up, so that all begin with 1
            change = Change({**first, **online}, self.files)
            change.touched = set(first)
            change.arrived = set(first) if arrived else set()
            self._write(change)

    def newest_root(self) -> bytes:
        """Return the root metadata that an installation made today should trust."""
        return self.files.metadata(Root.type, self.files.newest_root())

    def renew(self) -> list[str]:
        """Sign again whatever has used up half its life and whose key is here; returns the roles. Never root."""
        with self.change() as change:
            late = [
                role
                for role, metadata in change.roles.items()
                if role != Root.type
                and metadata.signed.expires - self.now() < life(role) / 2
                and self.keys.signers(change.delegator(role).get_delegated_role(role).keyids)
            ]
            change.touched.update(late)
        return late

    def _load(self) -> dict[str, Metadata[Any]]:
        try:
            return self._load_verified()
        except (RepositoryError, KeyError, ValueError) as error:
            raise PublishingError(f"{self.files.directory} cannot be trusted: {error}") from error

    def _load_verified(self) -> dict[str, Metadata[Any]]:
        root = Metadata[Root].from_bytes(self.newest_root())
        root.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
        timestamp = Metadata[Timestamp].from_bytes(self.files.metadata(Timestamp.type))
        snapshot = Metadata[Snapshot].from_bytes(
            self.files.metadata(Snapshot.type, timestamp.signed.snapshot_meta.version)
        )
        listed = {name.removesuffix(".json"): meta.version for name, meta in snapshot.signed.meta.items()}
        targets = Metadata[Targets].from_bytes(self.files.metadata(Targets.type, listed.pop(Targets.type)))
        roles: dict[str, Metadata[Any]] = {
            Root.type: root,
            Timestamp.type: timestamp,
            Snapshot.type: snapshot,
            Targets.type: targets,
        }
        for role in (Timestamp.type, Snapshot.type, Targets.type):
            root.signed.verify_delegate(role, roles[role].signed_bytes, roles[role].signatures)
        for role, version in listed.items():
            roles[role] = Metadata[Targets].from_bytes(self.files.metadata(role, version))
            targets.signed.verify_delegate(role, roles[role].signed_bytes, roles[role].signatures)
        return roles

    def _write(self, change: Change) -> None:
        if not change.touched:
            return
        snapshot, timestamp = change.roles[Snapshot.type].signed, change.roles[Timestamp.type].signed
        signed: dict[str, bytes] = {}
        for role in sorted(change.touched - {Snapshot.type, Timestamp.type}):
            signed[role] = self._signed(change, role)
            if role != Root.type:
                version = change.roles[role].signed.version
                snapshot.meta[f"{role}.json"] = MetaFile.from_data(version, signed[role], ["sha256"])
        if change.touched != {Timestamp.type}:
            signed[Snapshot.type] = self._signed(change, Snapshot.type)
            timestamp.snapshot_meta = MetaFile.from_data(snapshot.version, signed[Snapshot.type], ["sha256"])
        signed[Timestamp.type] = self._signed(change, Timestamp.type)
        for path, (sha256, data) in change.new_targets.items():
            self.files.write_target(path, sha256, data)
        for role in sorted(signed, key=lambda role: (role == Timestamp.type, role == Root.type)):
            version = None if role == Timestamp.type else change.roles[role].signed.version
            self.files.write_metadata(role, signed[role], version)

    def _signed(self, change: Change, role: str) -> bytes:
        metadata, delegator = change.roles[role], change.delegator(role)
        if role not in change.arrived:
            metadata.signed.version += 1
            metadata.signed.expires = self.now() + life(role)
            metadata.signatures.clear()
            for signer in self.keys.signers(delegator.get_delegated_role(role).keyids):
                metadata.sign(signer, append=True)
        try:
            delegator.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
        except RepositoryError as error:
            way = "; where people hold the keys: publish --server, sign, ceremony begin"
            raise PublishingError(f"{self.keys.directory} lacks keys to sign {role}: {error}{way}") from error
        return metadata.to_bytes()


def life(role: str) -> timedelta:
    """Return how long a signature of `role` counts."""
    return LIFE.get(role, LIFE[Targets.type])


def timestamp_version(directory: Path) -> int:
    """Return the version that a heartbeat's reply carries."""
    return int(json.loads(RepositoryFiles(directory).metadata(Timestamp.type))["signed"]["version"])
