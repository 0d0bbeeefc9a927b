"""Signing at home: a person's machine looks at everything itself, says it in words, and signs what it said.

Invariants:
- Nothing the server says is taken for true: the repository is verified from the person's own root, the packages are
  read here, and what is to be signed is drawn up here and compared with what the server wants signed.
- The keys never leave the machine; the server gets signatures.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.central.publishing import proposing
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.proposal import Proposal, fingerprint
from kiosk.central.publishing.publish import Examine
from kiosk.central.publishing.repository import Change
from kiosk.protocol.package import FlowPackage, PackageError, unpack, unpack_files
from kiosk.protocol.publishing import ProposalView
from kiosk.protocol.release import Release

Compare = Callable[[FlowPackage, FlowPackage], Sequence[str]]
"""What changes for a resident between two versions of a flow, in sentences."""


@dataclass(frozen=True)
class Looks:
    """What this machine does besides, to see for itself: whoever puts the program together brings it along."""

    examine: Examine | None = None
    compare: Compare | None = None


@dataclass(frozen=True)
class Offer:
    """What was looked at: `proposal` may be signed, and `words` tell what that does."""

    proposal: Proposal
    words: tuple[str, ...] = field(default_factory=tuple)


def looked_at(change: Change, view: ProposalView, packages: Mapping[int, bytes], now: datetime, looks: Looks) -> Offer:
    """Look at what the server wants signed.

    Args:
        change: the repository, fetched and verified.
        view: the server's proposal.
        packages: what the server says was submitted, by number.
        now: for the expiry.
        looks: what to do besides.

    Raises:
        PublishingError: whatever is not as it was said to be; nothing is to be signed then.
    """
    by_service = _packages(view, packages)
    words = [line for service, data in sorted(by_service.items()) for line in _about(change, service, data, looks)]
    flows = proposing.Flows(by_service, view.onto, view.before, tuple(view.keep), view.again)
    seq, back = proposing.take_in(change, flows)
    proposal = Proposal.from_bytes(view.document.encode())
    proposing.check_same(change, proposal, now)
    # Who may sign is told by what was verified, not by what came along with the proposal.
    base = {role: metadata for role, metadata in change.roles.items() if role not in proposal.metadata}
    verified = Proposal(proposal.metadata, base)
    words += _about_release(change, seq, back)
    words += [
        f"signs {role} in version {metadata.signed.version}, until {metadata.signed.expires:%Y-%m-%d}"
        for role, metadata in sorted(proposal.metadata.items())
    ]
    return Offer(verified, tuple(words))


def _packages(view: ProposalView, packages: Mapping[int, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for one in view.submissions:
        data = packages[one.number]
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 != one.sha256:
            raise PublishingError(
                f"submission {one.number} ({one.service}@{one.version}) is not what was examined: sha256 {sha256}, "
                f"and {one.sha256} was said; nothing was signed"
            )
        try:
            flow = unpack(data).flow
        except PackageError as error:
            raise PublishingError(f"submission {one.number}: {error}; nothing was signed") from None
        if (flow.service, flow.version) != (one.service, one.version):
            raise PublishingError(
                f"submission {one.number} is said to be {one.service}@{one.version}, and holds "
                f"{flow.service}@{flow.version}; nothing was signed"
            )
        found[flow.service] = data
    return found


def _about(change: Change, service: str, data: bytes, looks: Looks) -> list[str]:
    package = unpack(data)
    problems = looks.examine(package, unpack_files(data)) if looks.examine else ()
    if problems:
        raise PublishingError(
            f"{service}@{package.flow.version} does not pass its examination here: {problems[0]}; nothing was signed"
        )
    sha256 = hashlib.sha256(data).hexdigest()
    words = [f"{service}@{package.flow.version}  {package.text('zh', package.flow.title)}  sha256 {sha256[:16]}…"]
    release = change.release()
    running = release.flows.get(service) if release else None
    if running is None:
        return [*words, "  a new service"]
    words.append(f"  instead of version {running.version}")
    if looks.compare:
        told = looks.compare(unpack(change.package(service, running.version)), package)
        words += [f"  {line}" for line in told] or ["  nothing changes for a resident"]
    return words


def _about_release(change: Change, seq: int, back: int) -> list[str]:
    releases = change.releases()
    words = [f"release {seq} with {len(releases[seq].flows)} services; compared with what terminals run now:"]
    words += [f"  {line}" for line in _differences(releases[back], releases[seq])]
    words.append(f"its way back, release {back}, with {len(releases[back].flows)} services as they run now")
    others = [str(one) for one in releases if one not in (seq, back)]
    return [*words, *([f"terminals may be told to run release {', '.join(others)} still"] if others else [])]


def _differences(before: Release, after: Release) -> list[str]:
    """Return a line for every service that is another one, whether it was submitted now or brought along."""
    lines = []
    for service in sorted(before.flows.keys() | after.flows.keys()):
        was, now = before.flows.get(service), after.flows.get(service)
        if was != now:
            told = f"version {now.version}" if now else "withdrawn"
            lines.append(f"{service}: {told}" + (f", was version {was.version}" if was else ", new"))
    return lines


def wanted(proposal: Proposal) -> list[str]:
    """Return which signatures are missing, in words."""
    return [
        f"{one.role}: {one.missing} of {one.threshold}, by {' or '.join(map(fingerprint, one.open))}"
        for one in proposal.standings()
        if one.missing
    ]
