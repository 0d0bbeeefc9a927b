"""Who may sign what: the first keys, new departments, and keys replaced.

This is the ceremony of a demonstration: all keys are made on one machine. In service, each holder makes a key at
home and brings the public half, see `kiosk.central.publishing.key_changes`; the metadata that come out are the same.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tuf.api.metadata import Delegations, Metadata, Root, Snapshot, Targets, Timestamp

from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.key_changes import let_in
from kiosk.central.publishing.repository import Change, Repository, department_key, department_role

ONLINE = (Targets.type, Snapshot.type, Timestamp.type)


def hold_ceremony(
    repository: Repository, *, departments: Iterable[str] = (), root_keys: int = 1, root_threshold: int = 1
) -> bytes:
    """Make every key and an empty repository; returns the root metadata that each installation takes along.

    Args:
        repository: where; its directory must hold no repository yet.
        departments: who may publish from the start, see `add_department`.
        root_keys: how many people hold a root key.
        root_threshold: how many of them must agree to change what counts.

    Raises:
        PublishingError: there is one already, the numbers do not fit, or the keys would lie in the served folder.
    """
    if not 1 <= root_threshold <= root_keys:
        raise PublishingError(f"a threshold of {root_threshold} does not fit {root_keys} root keys")
    _keep_keys_out(repository)
    if repository.files.exists():
        raise PublishingError(f"{repository.files.directory} holds a repository already")
    root = Root(consistent_snapshot=True)
    for number in range(1, root_keys + 1):
        root.add_key(repository.keys.make(f"root-{number}").public_key, Root.type)
    root.roles[Root.type].threshold = root_threshold
    for role in ONLINE:
        root.add_key(repository.keys.make(role).public_key, role)
    first: dict[str, Metadata[Any]] = {
        Root.type: Metadata(root),
        Targets.type: Metadata(Targets(delegations=Delegations(keys={}, roles={}))),
    }
    for metadata in first.values():
        metadata.signed.version = 0
    repository.create(first)
    for department in departments:
        add_department(repository, department)
    return repository.newest_root()


def add_department(repository: Repository, department: str) -> bool:
    """Let a department publish below `flows/<department>/`; returns False if it may already."""
    with repository.change() as change:
        if not let_in(change, department):
            return False
        name = department_key(department)
        signer = repository.keys.signer(name) if repository.keys.has(name) else repository.keys.make(name)
        change.targets.add_key(signer.public_key, department_role(department))
    return True


def replace_key(repository: Repository, role: str) -> None:
    """Replace the key of `role` (targets, snapshot, timestamp, or a department's name) and sign anew with the new one.

    For a key that leaked, or whose holder left. The old one counts for nothing from the next refresh of each
    terminal on; with timestamp and snapshot this is also the way back from version numbers that a thief drove up.
    """
    with repository.change() as change:
        if role in ONLINE:
            _replace(repository, change, role, role)
            change.touched |= {Root.type, role}
        elif role in change.departments():
            _replace(repository, change, department_role(role), department_key(role))
            change.touched |= {Targets.type, department_role(role)}
        else:
            raise PublishingError(f"there is no role {role!r}: {', '.join((*ONLINE, *change.departments()))}")


def _replace(repository: Repository, change: Change, role: str, key: str) -> None:
    delegator = change.root if role in ONLINE else change.targets
    for keyid in list(delegator.get_delegated_role(role).keyids):
        delegator.revoke_key(keyid, role)
    if repository.keys.has(key):
        repository.keys.retire(key)
    delegator.add_key(repository.keys.make(key).public_key, role)


def _keep_keys_out(repository: Repository) -> None:
    keys, served = repository.keys.directory.resolve(), Path(repository.files.directory).resolve()
    if keys.is_relative_to(served):
        raise PublishingError(f"{keys} lies in {served}, which everybody can read; choose another place for the keys")
