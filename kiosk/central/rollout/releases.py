"""Releases as central's database knows them: recorded from what is signed, never from what somebody says of it."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from kiosk.central.audit import service as audit
from kiosk.central.publishing.releasing import Releasing
from kiosk.central.rollout.models import Release
from kiosk.protocol import release as manifest
from kiosk.protocol.needs import needs
from kiosk.protocol.package import unpack


@transaction.atomic
def record_release(change: Releasing, seq: int, who: str, *, before: int | None = None) -> Release:
    """Record a signed release with its way back, if it has one; twice is once.

    Args:
        change: the repository, opened and so verified; what was signed in it just now counts as signed.
        seq: the release.
        who: who signed it, or brought its signature.
        before: release_seq of what it follows; None: the one that its way back holds the flows of.

    Raises:
        KeyError: release `seq` is not signed.
        PackageError, EngineTooOldError: a package needs a newer program than this one to be read.
        kiosk.central.publishing.errors.PublishingError: the repository's files are damaged.
    """
    known = Release.objects.filter(pk=seq).first()
    if known is not None:
        return known
    signed = change.releases()
    release = _record(change, signed[seq], _before(change, seq, before, who), None, who)
    for back in signed.values():
        if back.way_back_of == seq:
            _record(change, back, release, release, who)
    return release


def record_signed(change: Releasing, who: str) -> list[Release]:
    """Record whatever is signed and not known yet, such as what was published by command; return what was new."""
    leading = [seq for seq, one in change.releases().items() if not one.way_back_of]
    known = set(Release.objects.filter(pk__in=leading).values_list("pk", flat=True))
    return [record_release(change, seq, who) for seq in leading if seq not in known]


def _before(change: Releasing, seq: int, before: int | None, who: str) -> Release | None:
    """Return what release `seq` follows, recorded: by then it may be the first that central ever hears of."""
    signed = change.releases()
    if before is None:
        before = _followed(signed, seq)
    if before is None:
        return Release.objects.filter(pk__lt=seq, way_back_of=None).first()
    known = Release.objects.filter(pk=before).first()
    return known or _record(change, signed[before], None, None, who)


def _followed(signed: Mapping[int, manifest.Release], seq: int) -> int | None:
    """Return the newest release that a way back from `seq` has the flows of, itself a way back or not."""
    back = next((one for one in signed.values() if one.way_back_of == seq), None)
    older = [one for one in signed.values() if one.release_seq < seq]
    same = [one.release_seq for one in older if back is not None and one.flows == back.flows]
    leading = [one.release_seq for one in older if not one.way_back_of]
    return max(same or leading, default=None)


def _record(
    change: Releasing, signed: manifest.Release, before: Release | None, way_back_of: Release | None, who: str
) -> Release:
    flows = {
        service: {"version": flow.version, "sha256": flow.sha256, **_needs(change, service, flow, before)}
        for service, flow in signed.flows.items()
    }
    made = Release.objects.create(
        seq=signed.release_seq, before=before, way_back_of=way_back_of, flows=flows, signed_by=who
    )
    audit.record(who, "release.record", made, _words(made))
    return made


def _needs(change: Releasing, service: str, flow: manifest.ReleasedFlow, before: Release | None) -> dict[str, object]:
    """Take what is known of a package from a release that had it: reading 228 of them takes a while."""
    for release in _line(before):
        known = release.flows.get(service)
        if known is not None and known["sha256"] == flow.sha256:
            return {"engine": known["engine"], "devices": known["devices"]}
    return needs(unpack(change.package(service, flow.version)).flow).model_dump(mode="json")


def _line(release: Release | None) -> Iterable[Release]:
    """Yield the release and the one before it: a way back has the packages of the second."""
    if release is not None:
        yield release
        if release.before is not None:
            yield release.before


def _words(release: Release) -> str:
    if release.way_back_of is not None:
        return f"way back of {release.way_back_of}"
    changed = ", ".join(f"{name}@{now}" for name, (_was, now) in sorted(release.changed().items()))
    gone = ", ".join(release.withdrawn())
    return "; ".join(
        part for part in (f"brings {changed}" if changed else "", f"without {gone}" if gone else "") if part
    )
