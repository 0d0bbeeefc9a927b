"""What two looks at a device tell, in XFS4IoT's words."""

import pytest

from drivers.faults import Fault, Role
from drivers.happenings import Happening, happenings
from drivers.status import DeviceState, DeviceStatus, MediaState, PaperState, TonerState


def status(**given):
    return DeviceStatus(Role.DOCUMENT_PRINTER, DeviceState.ONLINE, **given)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"faults": frozenset({Fault.PAPER_OUT})}, {Happening.STATUS_CHANGED}),
        ({"paper": PaperState.FULL}, {"paper": PaperState.LOW}, {Happening.PAPER_THRESHOLD}),
        ({"paper": PaperState.UNKNOWN}, {"paper": PaperState.FULL}, set()),
        ({"toner": TonerState.FULL}, {"toner": TonerState.OUT}, {Happening.TONER_THRESHOLD}),
        ({"media": MediaState.NOT_PRESENT}, {"media": MediaState.PRESENT}, {Happening.MEDIA_INSERTED}),
        ({"media": MediaState.PRESENT}, {"media": MediaState.NOT_PRESENT}, {Happening.MEDIA_REMOVED}),
        ({"media": MediaState.UNKNOWN}, {"media": MediaState.PRESENT}, set()),
        ({"detail": "one"}, {"detail": "two"}, set()),
    ],
)
def test_what_changed_is_told_in_xfs_words(before, after, told):
    assert set(happenings(status(**before), status(**after))) == told


def test_a_printers_media_is_presented_and_taken():
    lying = status(paper=PaperState.FULL, media=MediaState.PRESENT)
    empty = status(paper=PaperState.FULL, media=MediaState.NOT_PRESENT)
    assert happenings(empty, lying) == (Happening.MEDIA_PRESENTED,)
    assert happenings(lying, empty) == (Happening.MEDIA_TAKEN,)
