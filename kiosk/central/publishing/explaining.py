"""What a proposal changes, in words: for the people who are asked to sign it."""

from collections.abc import Iterator
from typing import Any

from tuf.api.metadata import Metadata, Root, Targets

from kiosk.central.publishing.key_changes import TOP
from kiosk.central.publishing.proposal import Proposal, Standing, fingerprint


def explained(proposal: Proposal) -> list[str]:
    """Return a line for each thing that differs from what is in force, then when each signature ends."""
    lines = [line for role in sorted(proposal.metadata) for line in _about(proposal, role)]
    return lines or ["nothing but the dates changes"]


def standing_words(standing: Standing) -> str:
    """Return how far one role is."""
    words = f"{standing.role}: {len(standing.signed)} of {standing.threshold} signatures"
    if not standing.missing:
        return words
    return f"{words}; may still sign: {', '.join(map(fingerprint, standing.open))}"


def _about(proposal: Proposal, role: str) -> Iterator[str]:
    new, old = proposal.metadata[role], proposal.base.get(role)
    yield f"{role}: version {new.signed.version}, until {new.signed.expires:%Y-%m-%d}"
    before, after = _keys(old), _keys(new)
    for name in sorted(before.keys() | after.keys()):
        yield from _about_keys(name, before.get(name, (0, frozenset())), after.get(name, (0, frozenset())))
    if isinstance(new.signed, Targets):
        was = old.signed.targets if old is not None else {}
        for path in sorted(was.keys() | new.signed.targets.keys()):
            if was.get(path) != new.signed.targets.get(path):
                what = "publishes" if path not in was else "changes" if path in new.signed.targets else "withdraws"
                yield f"  {what} {path}"


def _about_keys(name: str, before: tuple[int, frozenset[str]], after: tuple[int, frozenset[str]]) -> Iterator[str]:
    shown = name.removeprefix("flows-")
    for keyid in sorted(after[1] - before[1]):
        yield f"  {shown}: key {fingerprint(keyid)} counts from now on"
    for keyid in sorted(before[1] - after[1]):
        yield f"  {shown}: key {fingerprint(keyid)} counts no more"
    if before[0] != after[0]:
        yield f"  {shown}: {after[0]} of {len(after[1])} must sign" + (f" (it was {before[0]})" if before[0] else "")


def _keys(metadata: Metadata[Any] | None) -> dict[str, tuple[int, frozenset[str]]]:
    """Return threshold and keys of each role that this metadata speaks of."""
    if metadata is None:
        return {}
    if isinstance(metadata.signed, Root):
        roles = {name: metadata.signed.roles[name] for name in TOP}
    else:
        roles = dict((metadata.signed.delegations.roles or {}) if metadata.signed.delegations else {})
    return {name: (role.threshold, frozenset(role.keyids)) for name, role in roles.items()}
