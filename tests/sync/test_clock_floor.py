"""The earliest time that it can be: the latest of the clock, the day of this program's release, and central's word."""

from datetime import UTC, datetime

import pytest

from kiosk.sync.clock_floor import RELEASED_AT, ClockFloor

LONG_AGO, LATER = datetime(1970, 1, 2, tzinfo=UTC), datetime(2030, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "told", "floor"),
    [
        (LONG_AGO, None, RELEASED_AT),  # the battery is empty, and central has not been heard yet
        (LONG_AGO, LONG_AGO, RELEASED_AT),  # nor can a server in wrong hands make it earlier
        (LONG_AGO, LATER, LATER),
        (LATER, LONG_AGO, LATER),
    ],
)
def test_the_latest_of_the_three_counts(tmp_path, clock, told, floor) -> None:
    made = ClockFloor(tmp_path / "server-time", lambda: clock)
    if told is not None:
        made.note_server_time(int(told.timestamp()))
    assert made.now() == floor


@pytest.mark.parametrize("content", ["", "x", "-5", "9" * 5000])
def test_a_file_that_is_damaged_is_as_none(tmp_path, content) -> None:
    (tmp_path / "server-time").write_text(content)
    assert ClockFloor(tmp_path / "server-time", lambda: LATER).now() >= LATER
