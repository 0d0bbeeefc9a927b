"""What a heartbeat brings and takes along of releases: one look-up, and a write only when something changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kit.fleet_rows import add_terminals
from kit.flow_repository import PublishedFlows

from kiosk.central.fleet.models import Desired
from kiosk.central.rollout import pace, service
from kiosk.central.rollout.machine import Command
from kiosk.central.rollout.models import Release, ReleaseReport, Rollout
from kiosk.central.rollout.plan import Plan, Ring
from kiosk.protocol.api import HEARTBEAT, HeartbeatReply

SAID = {"software": "1", "engine": 1, "release_seq": 2, "release_tried": 2, "release_state": "activated"}
ALL = Plan(rings=(Ring(percent=100),))


def beat(terminal, **more) -> HeartbeatReply:
    response = terminal.post(HEARTBEAT, SAID | more)
    assert response.status_code == 200
    return HeartbeatReply.model_validate_json(response.content)


def test_it_is_told_what_stands_in_its_row(terminal, place: PublishedFlows) -> None:
    assert beat(terminal).desired_release == 0
    Desired.objects.create(terminal=terminal.terminal, release_seq=4)
    assert beat(terminal).desired_release == 4


def test_what_it_says_is_written_when_it_changes(terminal, place: PublishedFlows) -> None:
    beat(terminal)
    first = ReleaseReport.objects.get()
    assert (first.seq, first.state) == (2, "activated")
    with CaptureQueriesContext(connection) as asked:
        beat(terminal)
    written = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")]
    assert not [sql for sql in written if "rollout_releasereport" in sql]
    assert ReleaseReport.objects.get().at == first.at
    beat(terminal, release_tried=4, release_state="failed", release_reason="x" * 999)
    assert (ReleaseReport.objects.get().state, len(ReleaseReport.objects.get().reason)) == ("failed", 300)


@pytest.mark.parametrize("seq", [-1, 0, 2**31, 10**30])
def test_odd_numbers_leave_no_report(terminal, place: PublishedFlows, seq: int) -> None:
    beat(terminal, release_tried=seq)
    assert not ReleaseReport.objects.exists()


def test_an_old_program_that_says_nothing_of_releases_is_welcome(terminal, place: PublishedFlows) -> None:
    response = terminal.post(HEARTBEAT, {"software": "0", "engine": 1, "release_seq": 1})
    assert response.status_code == 200
    assert not ReleaseReport.objects.exists()


def test_terminals_come_more_often_while_somebody_waits_for_them(db: None, release: Release, settings) -> None:
    add_terminals(3)
    assert pace.bounds_s() == settings.HEARTBEAT_S
    rollout = service.plan_rollout(release, ALL, (), "lin")
    pace.forget()
    assert pace.bounds_s() == pytest.approx((10, 20))
    service.steer(rollout, Command.GO, "lin")
    pace.forget()
    assert pace.bounds_s() == pytest.approx((10, 20))
    service.steer(rollout, Command.STOP, "lin")
    pace.forget()
    assert pace.bounds_s() == settings.HEARTBEAT_S


def test_a_large_fleet_does_not_come_more_often_than_central_can_bear(db: None, release: Release, settings) -> None:
    add_terminals(12)
    service.plan_rollout(release, ALL, (), "lin")
    settings.ROLLOUT_HEARTBEATS_PER_S = 12 / 30
    pace.forget()
    assert pace.bounds_s() == pytest.approx((20, 40))
    settings.ROLLOUT_HEARTBEATS_PER_S = 12 / 60
    pace.forget()
    assert pace.bounds_s() == settings.HEARTBEAT_S
    assert Rollout.objects.count() == 1
