"""Which releases terminals may be told to run: signed with their way back, withdrawn when nobody needs them.

Invariants:
- `release_seq` only rises, over releases and ways back together.
- Only what is still needed is signed: who holds the server, and names releases to terminals, has no others to name.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping

from tuf.api.metadata import TargetFile, Targets

from kiosk.central.publishing.errors import PublishingError
from kiosk.protocol.release import RELEASE_TARGET, Release, ReleasedFlow, flow_target, release_target

_RELEASES = release_target(0).removesuffix("0.json")


class Releasing(ABC):
    """The part of a `Change` that is about releases."""

    @property
    @abstractmethod
    def targets(self) -> Targets:
        """What the top-level targets role signs."""

    @abstractmethod
    def sha256(self, service: str, version: int) -> str:
        """Return the hash of a published package, as its department signed it."""

    @abstractmethod
    def package(self, service: str, version: int) -> bytes:
        """Return a published package, verified."""

    @abstractmethod
    def _add(self, role: str, targets: Targets, path: str, data: bytes) -> None: ...

    @abstractmethod
    def _read(self, target: TargetFile) -> bytes: ...

    def releases(self) -> dict[int, Release]:
        """Return every release that terminals may be told to run, by its seq, rising, with the ways back."""
        found = [
            Release.model_validate_json(self._read(target))
            for path, target in self.targets.targets.items()
            if path == RELEASE_TARGET or path.startswith(_RELEASES)
        ]
        return {release.release_seq: release for release in sorted(found, key=lambda release: release.release_seq)}

    def release(self) -> Release | None:
        """Return the newest release that is no way back, or None before the first time."""
        return next((one for one in reversed(self.releases().values()) if not one.way_back_of), None)

    def set_release(self, flows: Mapping[str, int]) -> int:
        """Release these versions, by service, to all at once; returns the new release_seq.

        No other release can be run from now on, and so none that was under way to a part of the terminals.
        """
        release = self._release_of(flows)
        self._drop_releases_but(())
        self._sign(RELEASE_TARGET, release)
        self._sign(release_target(release.release_seq), release)
        return release.release_seq

    def add_release(
        self, flows: Mapping[str, int], *, before: int | None = None, keep: Collection[int] = ()
    ) -> tuple[int, int]:
        """Sign a release of these versions, by service, and the way back from it; nobody runs either before it is told.

        The way back holds what ran before under a higher release_seq, so that a fleet returns in the night without
        any key. Both are signed in one act; what was signed earlier and no terminal needs any more can be run no more.

        Args:
            flows: versions by service, all that a terminal shall have.
            before: release_seq of what the fleet runs now; None: the newest release that is no way back.
            keep: further releases that terminals are still told to run.

        Returns:
            release_seq of the release, and of its way back.

        Raises:
            PublishingError: `before` is not signed (any more), or a version was never published.
        """
        ran = self._before(before)
        release = self._release_of(flows)
        seq = release.release_seq
        back = Release(release_seq=seq + 1, flows=ran.flows if ran else {}, way_back_of=seq)
        self._drop_releases_but(keep)
        for one in (ran, release, back):
            if one is not None:
                self._sign(release_target(one.release_seq), one)
        if ran is not None:  # whoever is told of none in particular runs what the fleet runs
            self._sign(RELEASE_TARGET, ran)
        return seq, back.release_seq

    def _before(self, seq: int | None) -> Release | None:
        if seq is None:
            return self.release()
        releases = self.releases()
        if seq not in releases:
            signed = ", ".join(map(str, releases)) or "none"
            raise PublishingError(f"release {seq} is not signed any more (those that are: {signed})")
        return releases[seq]

    def _release_of(self, flows: Mapping[str, int]) -> Release:
        released = {}
        for service, version in sorted(flows.items()):
            sha256 = self.sha256(service, version)
            released[service] = ReleasedFlow(version=version, target=flow_target(service, version), sha256=sha256)
        return Release(release_seq=max(self.releases(), default=0) + 1, flows=released)

    def _sign(self, path: str, release: Release) -> None:
        self._add(Targets.type, self.targets, path, release.model_dump_json(indent=1).encode())

    def _drop_releases_but(self, kept: Collection[int]) -> None:
        paths = {release_target(seq) for seq in kept}
        for path in [path for path in self.targets.targets if path.startswith(_RELEASES) and path not in paths]:
            del self.targets.targets[path]
