"""Which keys count for what, changed by proposal: the first keys, a department let in, a key lost or stolen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from securesystemslib.signer import Key
from tuf.api.metadata import DelegatedRole, Delegations, Metadata, Root, Snapshot, Targets, Timestamp

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.proposal import Proposal, fingerprint
from kiosk.central.publishing.proposing import drawn_up
from kiosk.central.publishing.repository import Change, Repository, department_role

TOP = (Root.type, Targets.type, Snapshot.type, Timestamp.type)
_LEAST_SIGNS = 8


@dataclass(frozen=True)
class KeyChanges:
    """`add`: (role, key); `remove`: (role, beginning of a key's id); `thresholds`: signatures wanted, by role.

    A role is root, targets, snapshot, timestamp, or a department's name; one that is new is let in with its first key.
    """

    add: Sequence[tuple[str, Key]] = ()
    remove: Sequence[tuple[str, str]] = ()
    thresholds: Mapping[str, int] = field(default_factory=dict)

    @property
    def roles(self) -> set[str]:
        return {role for role, _ in (*self.add, *self.remove)} | set(self.thresholds)


def propose(repository: Repository, changes: KeyChanges, now: datetime) -> Proposal:
    """Draw up what must be signed to change these keys; for a place without a repository, its first state.

    Raises:
        PublishingError: what would come out cannot work; everything that is wrong is told.
    """
    change = repository.read() if repository.files.exists() else _nothing_yet(repository)
    if not changes.roles:
        raise PublishingError("nothing is to change; say --add, --remove or --threshold")
    for role, key in changes.add:
        _add(change, role, key)
    for role, start in changes.remove:
        _remove(change, role, start)
    for role, threshold in changes.thresholds.items():
        _delegated(change, role).threshold = threshold
        _touch(change, role)
    _check(change, changes)
    return drawn_up(change, now)


def tuf_role(role: str) -> str:
    """Return the name that `role` has in metadata."""
    return role if role in TOP else department_role(role)


def _nothing_yet(repository: Repository) -> Change:
    roles: dict[str, Metadata[Any]] = {
        Root.type: Metadata(Root(consistent_snapshot=True)),
        Targets.type: Metadata(Targets(delegations=Delegations(keys={}, roles={}))),
    }
    for metadata in roles.values():
        metadata.signed.version = 0
    change = Change(roles, repository.files)
    change.touched = {Root.type, Targets.type}
    return change


def _add(change: Change, role: str, key: Key) -> None:
    if role not in TOP:
        let_in(change, role)
    for other in _holders(change, key.keyid) - {role}:
        if not {role, other} <= {Snapshot.type, Timestamp.type}:
            raise PublishingError(f"key {fingerprint(key.keyid)} signs {other} already: take another one for {role}")
    change.delegator(tuf_role(role)).add_key(key, tuf_role(role))
    _touch(change, role)


def let_in(change: Change, department: str) -> bool:
    """Make a department's role, without keys yet; False if it is there already."""
    if not department or not all(sign.isalnum() or sign == "-" for sign in department) or not department.isascii():
        raise PublishingError(f"{department!r} is no department's name: letters, digits and - are")
    role, delegations = department_role(department), change.targets.delegations
    assert delegations is not None and delegations.roles is not None, "every repository begins with them"  # noqa: PT018
    if role in delegations.roles:
        return False
    # Terminating: what a department's folder holds is settled by that department alone.
    delegations.roles[role] = DelegatedRole(role, [], 1, terminating=True, paths=[f"flows/{department}/*"])
    change.roles[role] = Metadata(Targets())
    change.roles[role].signed.version = 0
    change.touched |= {role, Targets.type}
    return True


def _remove(change: Change, role: str, start: str) -> None:
    found = [keyid for keyid in _delegated(change, role).keyids if keyid.startswith(start)]
    if len(start) < _LEAST_SIGNS or len(found) != 1:
        known = ", ".join(map(fingerprint, _delegated(change, role).keyids)) or "none"
        raise PublishingError(
            f"{start!r} names no key of {role}: give at least {_LEAST_SIGNS} signs (its keys: {known})"
        )
    change.delegator(tuf_role(role)).revoke_key(found[0], tuf_role(role))
    _touch(change, role)


def _touch(change: Change, role: str) -> None:
    """Whoever says which keys count is signed anew, and what those keys sign."""
    change.touched.add(Root.type if role in TOP else Targets.type)
    if role not in (Snapshot.type, Timestamp.type):  # these the server signs
        change.touched.add(tuf_role(role))


def _delegated(change: Change, role: str) -> Any:
    try:
        return change.delegator(tuf_role(role)).get_delegated_role(tuf_role(role))
    except ValueError:
        known = ", ".join((*TOP, *change.departments()))
        raise PublishingError(f"there is no role {role!r}: {known} are") from None


def _holders(change: Change, keyid: str) -> set[str]:
    roles = (*TOP, *change.departments())
    return {role for role in roles if keyid in _delegated(change, role).keyids}


def _check(change: Change, changes: KeyChanges) -> None:
    roles = sorted(changes.roles | (set(TOP) if not change.before else set()))
    wrong = []
    for role in roles:
        delegated = _delegated(change, role)
        if not 1 <= delegated.threshold <= len(delegated.keyids):
            wrong.append(
                f"{role} would want {delegated.threshold} of {len(delegated.keyids)} keys: "
                f"add keys (--add {role}=FILE.pub) or lower what is wanted (--threshold {role}=N)"
            )
    if wrong:
        raise PublishingError("; ".join(wrong))
