"""What happened at a device between two looks at it, in the event words of XFS4IoT. Pure."""

from enum import StrEnum

from drivers.status import DeviceStatus, MediaState, PaperState, TonerState


class Happening(StrEnum):
    """XFS4IoT events of Common, CardReader and Printer, as far as two statuses can tell them."""

    STATUS_CHANGED = "statusChanged"
    MEDIA_INSERTED = "mediaInserted"
    MEDIA_REMOVED = "mediaRemoved"
    MEDIA_PRESENTED = "mediaPresented"
    MEDIA_TAKEN = "mediaTaken"
    PAPER_THRESHOLD = "paperThreshold"
    TONER_THRESHOLD = "tonerThreshold"


_PAPER_KNOWN = frozenset({PaperState.FULL, PaperState.LOW, PaperState.OUT})
_TONER_KNOWN = frozenset({TonerState.FULL, TonerState.LOW, TonerState.OUT})


def happenings(before: DeviceStatus, after: DeviceStatus) -> tuple[Happening, ...]:
    """Return what happened from `before` to `after`; thresholds and media only where both sides know them."""
    found = []
    if (before.state, before.faults) != (after.state, after.faults):
        found.append(Happening.STATUS_CHANGED)
    media = {before.media, after.media}
    if media == {MediaState.PRESENT, MediaState.NOT_PRESENT}:
        came = after.media is MediaState.PRESENT
        if after.paper is PaperState.NOT_SUPPORTED:
            found.append(Happening.MEDIA_INSERTED if came else Happening.MEDIA_REMOVED)
        else:
            found.append(Happening.MEDIA_PRESENTED if came else Happening.MEDIA_TAKEN)
    if before.paper is not after.paper and {before.paper, after.paper} <= _PAPER_KNOWN:
        found.append(Happening.PAPER_THRESHOLD)
    if before.toner is not after.toner and {before.toner, after.toner} <= _TONER_KNOWN:
        found.append(Happening.TONER_THRESHOLD)
    return tuple(found)
