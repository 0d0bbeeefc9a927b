"""Drawing up proposals and accepting them: the same steps on the server and on the machine of whoever signs.

A server that was taken over can show whatever it likes. So the person's machine draws the proposal up itself, from a
repository that it verified from its own root, and signs only when both say the same.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.proposal import Proposal, same
from kiosk.central.publishing.repository import Change, Repository, life
from kiosk.protocol.package import PackageError, unpack
from kiosk.protocol.release import Release

ONLINE = (Snapshot.type, Timestamp.type)
_SLACK = timedelta(days=1)


class OutdatedError(PublishingError):
    """Something else was published since the proposal was drawn up."""


@dataclass(frozen=True)
class Flows:
    """What is to be published: `packages` by service, and onto which release; None: the newest that is no way back.

    `again`: versions that were published earlier, by service, to be released once more; 0 takes a service off.
    `before` and `keep`: see `Releasing.add_release`.
    """

    packages: Mapping[str, bytes]
    onto: int | None = None
    before: int | None = None
    keep: Collection[int] = field(default_factory=tuple)
    again: Mapping[str, int] = field(default_factory=dict)


def take_in(change: Change, flows: Flows) -> tuple[int, int]:
    """Put packages into their departments' folders, and a release with its way back over them; returns both seqs.

    Raises:
        PublishingError: a package lies in a foreign folder, or its version does not rise.
    """
    onto = _onto(change, flows.onto)
    released = {service: flow.version for service, flow in onto.flows.items()} if onto else {}
    for service, data in sorted(flows.packages.items()):
        version = _version(change, service, data)
        change.add_package(service, version, data)
        released[service] = version
    for service, version in sorted(flows.again.items()):
        _release_again(change, released, service, version)
    return change.add_release(released, before=flows.before, keep=flows.keep)


def drawn_up(change: Change, now: datetime) -> Proposal:
    """Return what must be signed elsewhere for what was changed, each role one version on."""
    before = {role: Metadata.from_bytes(data) for role, data in change.before.items()}
    touched = {role: change.roles[role] for role in sorted(change.touched - set(ONLINE))}
    for role, metadata in touched.items():
        metadata.signed.version += 1
        metadata.signed.expires = now + life(role)
        metadata.signatures.clear()
    base = {role: before[role] for role in {*touched, Root.type, Targets.type} if role in before}
    return Proposal(touched, base, tuple(change.roots()) if base else ())


def check_same(change: Change, proposal: Proposal, now: datetime) -> None:
    """Compare a proposal with what `change`, changed in the same way, comes to.

    Only the expiry is the proposal's own, and bounded: everything else must be what was seen.

    Raises:
        OutdatedError: something else was published meanwhile.
        PublishingError: any other difference.
    """
    expected = sorted(change.touched - set(ONLINE))
    if expected != sorted(proposal.metadata):
        said = ", ".join(sorted(proposal.metadata))
        raise PublishingError(f"the proposal is about {said}, not {', '.join(expected)}; nothing was signed")
    for role in expected:
        mine, offered = change.roles[role], proposal.metadata[role]
        mine.signed.version += 1
        mine.signed.expires = offered.signed.expires
        if offered.signed.version != mine.signed.version:
            raise OutdatedError(
                f"{role} is in version {mine.signed.version - 1} now, and the proposal would make it version "
                f"{offered.signed.version}: something else was published meanwhile; sign again"
            )
        if not now < offered.signed.expires <= now + life(role) + _SLACK:
            raise PublishingError(f"{role} would expire on {offered.signed.expires:%Y-%m-%d}, which is not usual")
        if not same(mine, offered):
            raise PublishingError(f"{role} in the proposal says something else than what was shown; nothing was signed")


def accept(repository: Repository, proposal: Proposal, prepare: Callable[[Change], Any] | None = None) -> None:
    """Bring a complete proposal into force, at once for everybody; the repository signs snapshot and timestamp.

    Args:
        repository: with the online keys.
        proposal: signed by all who must.
        prepare: makes the change that was proposed, where it has files of its own; the two must then be the same.

    Raises:
        OutdatedError: something else was published meanwhile.
        PublishingError: signatures are missing, or the repository cannot be changed.
    """
    _check_complete(proposal)
    if not repository.files.exists():
        repository.create(proposal.metadata, arrived=True)
        return
    with repository.change() as change:
        if prepare is not None:
            prepare(change)
            check_same(change, proposal, repository.now())
        _check_follows(change, proposal)
        change.roles.update(proposal.metadata)
        change.arrived = set(proposal.metadata)
        change.touched |= change.arrived
        if Root.type in change.arrived:  # perhaps with new keys for them
            change.touched |= set(ONLINE)


def in_force(change: Change, proposal: Proposal) -> bool:
    """Return whether the proposal was accepted already."""
    return all(role in change.roles and same(change.roles[role], one) for role, one in proposal.metadata.items())


def _release_again(change: Change, released: dict[str, int], service: str, version: int) -> None:
    if version == released.get(service, 0):
        raise PublishingError(f"{service}: version {version} is released" if version else f"{service} is not released")
    if version:
        change.sha256(service, version)  # or say that there is none
        released[service] = version
    else:
        del released[service]


def _onto(change: Change, seq: int | None) -> Release | None:
    if seq is None:
        return change.release()
    if seq not in change.releases():
        raise PublishingError(f"release {seq} is not signed any more, so nothing can be put onto it; sign again")
    return change.releases()[seq]


def _check_complete(proposal: Proposal) -> None:
    missing = [
        f"{standing.role}: {standing.missing} of {standing.threshold}"
        for standing in proposal.standings()
        if standing.missing
    ]
    if missing:
        raise PublishingError(f"signatures are missing ({'; '.join(missing)})")


def _check_follows(change: Change, proposal: Proposal) -> None:
    in_force_now = {role: Metadata.from_bytes(data) for role, data in change.before.items()}
    for role, metadata in proposal.metadata.items():
        version = in_force_now[role].signed.version if role in in_force_now else 0
        if metadata.signed.version != version + 1:
            raise OutdatedError(
                f"{role} is in version {version} now; this proposal was made for version "
                f"{metadata.signed.version - 1}: draw it up again"
            )
    if Root.type in proposal.metadata:
        _verify_root(in_force_now[Root.type].signed, proposal.metadata[Root.type])


def _verify_root(now: Root, new: Metadata[Any]) -> None:
    try:
        now.verify_delegate(Root.type, new.signed_bytes, new.signatures)
    except RepositoryError as error:
        raise PublishingError(f"the new root is not signed by those who hold the present one: {error}") from None


def _version(change: Change, service: str, data: bytes) -> int:
    try:
        flow = unpack(data).flow
    except PackageError as error:
        raise PublishingError(f"{service}: {error}") from None
    if flow.service != service:
        raise PublishingError(f"the package for {service} holds {flow.service}")
    newest = max(change.versions(service), default=0)
    if flow.version <= newest:
        raise OutdatedError(
            f"{service}@{flow.version} is no newer than version {newest}, which was published: hand it in again"
        )
    return flow.version
