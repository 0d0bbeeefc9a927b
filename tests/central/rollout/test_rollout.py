"""A rollout over central's database: who is told what, and what becomes of it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from kit.fleet_rows import add_terminals, obey, told
from kit.flow_repository import PublishedFlows
from kit.flows import flow_files, write_flow
from kit.releases import sign

from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Desired, LastState, Terminal
from kiosk.central.intake.models import Transaction
from kiosk.central.publishing.publish import publish
from kiosk.central.rollout import service, signed_now, telling
from kiosk.central.rollout.machine import Command, NotNowError, State
from kiosk.central.rollout.models import Release, Rollout
from kiosk.central.rollout.plan import Plan, Ring
from kiosk.protocol.package import pack
from kiosk.protocol.records import Outcome

PLAN = Plan(rings=(Ring(percent=0), Ring(percent=10, soak_s=60), Ring(percent=100)))
ALL_AT_ONCE = Plan(rings=(Ring(percent=100),))

pytestmark = pytest.mark.django_db


def begun(release: Release, plan: Plan = PLAN, pilots: tuple[str, ...] = ()) -> Rollout:
    made = service.plan_rollout(release, plan, Terminal.objects.filter(pk__in=pilots), "lin")
    return service.steer(made, Command.GO, "lin", "it is time")


def state(rollout: Rollout) -> tuple[str, int]:
    rollout.refresh_from_db()
    return rollout.state, service.progress_of(rollout).ring


def later(seconds: float = 0) -> list[str]:
    return [decision.what for decision in service.evaluate(timezone.now() + timedelta(seconds=seconds))]


def test_it_goes_from_pilots_to_all_and_each_has_to_soak(release: Release) -> None:
    ids = add_terminals(30)
    rollout = begun(release, pilots=("T0005",))
    assert told(2) == ["T0005"]
    assert later() == []
    obey(["T0005"], 2)
    assert (later(), later()) == (["soak"], ["next_ring"])
    second = told(2)
    assert len(second) in {3, 4}
    assert "T0005" in second
    obey(second, 2)
    assert (later(), later(30), state(rollout)) == (["soak"], [], ("soaking", 1))
    assert later(61) == ["next_ring"]
    assert told(2) == ids
    obey(ids, 2)
    assert (later(), later(), state(rollout)) == (["soak"], ["done"], ("done", 2))
    assert service.running_seq() == 2


def test_who_comes_late_gets_what_its_ring_has(release: Release) -> None:
    ids = add_terminals(4)
    begun(release, ALL_AT_ONCE)
    (late,) = add_terminals(1)
    assert told(2) == ids
    later()
    assert told(2) == [*ids, late]
    obey(told(2), 2)
    assert (later(), later()) == (["soak"], ["done"])
    (later_still,) = add_terminals(1)
    later()
    assert later_still in told(2)


def test_activations_that_fail_bring_everybody_back_without_a_person(release: Release) -> None:
    ids = add_terminals(20)
    rollout = begun(release, ALL_AT_ONCE)
    obey(ids[:8], 2)
    obey(ids[8:], 2, "failed")
    assert later() == ["halt", "return"]
    assert told(3) == ids  # those that failed too: it may yet succeed with them
    obey(ids[:8], 3)
    assert (later(), state(rollout)) == (["returned"], ("returned", 0))
    said = dict(AuditEvent.objects.filter(who="system").values_list("action", "detail"))
    assert "activations 12/20, limit 5.0%, p=" in said["rollout.halt"]
    assert service.running_seq() == 3


def test_a_terminal_that_is_away_returns_when_it_comes_back(release: Release) -> None:
    ids = add_terminals(20)
    rollout = begun(release, ALL_AT_ONCE)
    obey(ids, 2, "self_test_failed")
    LastState.objects.filter(pk="T0001").update(seen_at=timezone.now() - timedelta(days=2))
    later()
    obey(ids[1:], 3)
    assert (later(), state(rollout)[0]) == (["returned"], "returned")
    assert "T0001" in told(3)


def test_more_residents_give_up_than_with_the_version_before(release: Release) -> None:
    ids = add_terminals(20)
    rollout = begun(release, Plan(rings=(Ring(percent=50, minimum_sessions=1000), Ring(percent=100))))
    obey(told(2), 2)
    later()
    add_sessions(ids[0], 2, Outcome.LEFT, 40)
    add_sessions(ids[0], 2, Outcome.COMPLETED, 40)
    add_sessions(ids[1], 1, Outcome.LEFT, 10)
    add_sessions(ids[1], 1, Outcome.COMPLETED, 70)
    assert later() == ["halt", "return"]
    assert state(rollout)[0] == "returning"
    detail = AuditEvent.objects.get(action="rollout.halt").detail
    assert "abandonment:housing/fund 40/80, limit 17.5% (before 10/80)" in detail
    assert "faults" not in detail


@pytest.mark.parametrize(
    ("outcome", "measure"),
    [
        (Outcome.FAILED, "faults"),
        (Outcome.INTERRUPTED, "faults"),
        (Outcome.LEFT, "abandonment"),
        (Outcome.TIMED_OUT, "abandonment"),
    ],
)
def test_each_bad_end_of_a_session_is_counted_for_what_it_is(release: Release, outcome: Outcome, measure: str) -> None:
    ids = add_terminals(20)
    add_sessions(ids[2], 1, outcome, 70, ended=timezone.now() - timedelta(hours=1))  # before it was let go
    begun(release, Plan(rings=(Ring(percent=50, minimum_sessions=1000), Ring(percent=100))))
    obey(told(2), 2)
    later()
    add_sessions(ids[1], 1, Outcome.COMPLETED, 80)
    add_sessions(ids[0], 2, Outcome.COMPLETED, 40)
    assert later() == []
    add_sessions(ids[0], 2, outcome, 40)
    assert later() == ["halt", "return"]
    detail = AuditEvent.objects.get(action="rollout.halt").detail
    assert f"{measure}:housing/fund 40/80" in detail
    assert "(before 0/80)" in detail
    assert {"faults": "abandonment", "abandonment": "faults"}[measure] not in detail


def add_sessions(terminal: str, version: int, outcome: Outcome, number: int, *, ended: datetime | None = None) -> None:
    now = ended or timezone.now()
    Transaction.objects.bulk_create(
        Transaction(
            transaction_id=f"{now.timestamp()}{outcome}{one}"[-36:],
            terminal_id=terminal,
            service="housing/fund",
            flow_version=version,
            outcome=outcome,
            started_at=now,
            ended_at=now,
        )
        for one in range(number)
    )


def test_an_emergency_stop_takes_it_from_all_who_have_not_taken_it_yet(release: Release) -> None:
    ids = add_terminals(10)
    rollout = begun(release, ALL_AT_ONCE)
    obey(ids[:4], 2)
    service.steer(rollout, Command.STOP, "lin", "smoke")
    assert (told(2), told(1)) == (ids[:4], ids[4:])
    obey([ids[4]], 2)  # it had it already when central said stop
    later()
    assert told(2) == ids[:5]
    service.steer(rollout, Command.RETURN, "lin", "all back")
    assert (told(3), told(1)) == (ids[:5], ids[5:])


def test_nobody_new_is_told_in_a_pause(release: Release) -> None:
    add_terminals(10)
    rollout = begun(release, ALL_AT_ONCE)
    service.steer(rollout, Command.PAUSE, "lin", "lunch")
    (late,) = add_terminals(1)
    later()
    assert late not in told(2)
    service.steer(rollout, Command.RESUME, "lin", "back")
    assert late in told(2)


def test_each_change_is_on_record_with_who_and_why(release: Release) -> None:
    add_terminals(2)
    rollout = begun(release, ALL_AT_ONCE)
    service.steer(rollout, Command.STOP, "wang", "smoke")
    said = [
        (who, action, detail)
        for who, action, detail in AuditEvent.objects.order_by("id").values_list("who", "action", "detail")
        if action.startswith("rollout.")
    ]
    assert said == [
        ("lin", "rollout.plan", "release #2; rings 100 %; 0 pilots"),
        ("lin", "rollout.go", "release #2, ring 1: it is time"),
        ("lin", "rollout.tell", "#2: 2 terminals: T0001, T0002"),
        ("wang", "rollout.stop", "release #2, ring 1: smoke"),
        ("wang", "rollout.tell", "#1: 2 terminals: T0001, T0002"),
    ]


def test_only_one_rollout_at_a_time_and_only_of_the_newest(release: Release, place: PublishedFlows) -> None:
    add_terminals(1)
    begun(release)
    with pytest.raises(NotNowError, match="is still open"):
        service.plan_rollout(release, PLAN, (), "lin")
    service.steer(Rollout.objects.get(), Command.STOP, "lin")
    with pytest.raises(NotNowError, match="is a way back"):
        service.plan_rollout(release.way_back, PLAN, (), "lin")
    with pytest.raises(NotNowError, match="everybody runs already"):
        service.plan_rollout(release.before, PLAN, (), "lin")
    sign(place, 3, "third", before=1)
    with pytest.raises(NotNowError, match="#4 was signed after #2"):
        service.plan_rollout(release, PLAN, (), "lin")


def test_what_is_released_to_all_ends_a_rollout_and_raises_everybody(release: Release, place: PublishedFlows) -> None:
    ids = add_terminals(3)
    rollout = begun(release, ALL_AT_ONCE)
    write_flow(place.flows, words="urgent")
    assert publish(place.flows, place.repository).release_seq == 4
    signed_now.record_news()
    later()
    assert state(rollout)[0] == "stopped"
    obey(ids[:1], 2)
    later()
    assert set(Desired.objects.values_list("release_seq", flat=True)) <= {1, 4}
    assert ids[0] in told(4)
    assert service.running_seq() == 4


# What a terminal can take


def needy(place: PublishedFlows, version: int, *, engine: int = 1, devices: str = "id_card") -> Release:
    files = flow_files(version=version)
    text = files["flow.yaml"].decode().replace("devices: [id_card]", f"devices: [{devices}]")
    files["flow.yaml"] = text.replace("engine: 1", f"engine: {engine}").encode()
    with place.repository.change() as change:
        change.add_package("housing/fund", version, pack(files))
        seq, _ = change.add_release({"housing/fund": version})
    signed_now.record_news()
    return Release.objects.get(pk=seq)


def test_who_would_lose_a_service_is_left_out_before_and_says_why(db: None, place: PublishedFlows) -> None:
    place.publish("first")
    release = needy(place, 2, engine=2, devices="id_card, document_camera")
    add_terminals(1)  # an old program, and no camera
    add_terminals(1, engine=2, devices={"id_card": "online", "document_camera": "offline"})  # broken is not absent
    add_terminals(1, engine=2, devices={"id_card": "online", "document_camera": "noDevice"})
    add_terminals(1, devices={})  # cannot offer it either way, so loses nothing
    Terminal.objects.create(terminal_id="T0009", state="approved")
    rollout = begun(release, ALL_AT_ONCE)
    assert told(2) == ["T0002", "T0004"]
    assert service.figures_of(service.current()).left_out == {
        "T0001": "housing/fund: engine 2, document_camera",
        "T0003": "housing/fund: document_camera",
        "T0009": "never_seen",
    }
    LastState.objects.filter(pk="T0001").update(engine=2, devices={"id_card": "online", "document_camera": "online"})
    later()
    assert "T0001" in told(2)
    assert state(rollout)[0] == "running"


def test_who_is_left_out_stays_where_it_is_when_the_fleet_moves_on(db: None, place: PublishedFlows) -> None:
    place.publish("first")
    release = needy(place, 2, devices="id_card, document_camera")
    add_terminals(3, devices={"id_card": "online", "document_camera": "online"})
    (poor,) = add_terminals(1, devices={"id_card": "online"})
    begun(release, ALL_AT_ONCE)
    obey(told(2), 2)
    later()
    assert later() == ["done"]
    assert told(1) == [poor]  # by name, so that the next signature keeps that release for it
    assert service.needed_seqs() == {1, 2}
    following = sign(place, 3, "third", before=service.running_seq(), keep=service.needed_seqs())
    later()
    assert told(1) == [poor]
    begun(following, ALL_AT_ONCE)
    assert poor in told(4)  # it needs no camera any more


def test_a_ring_is_the_same_however_often_it_is_drawn_and_another_one_next_time() -> None:
    ids = [f"T{number:04d}" for number in range(577)]
    ring = telling.members(PLAN, 1, 2, (), ids)
    assert len(ring) == 58
    assert telling.members(PLAN, 1, 2, (), list(reversed(ids))) == ring
    assert telling.members(PLAN, 2, 2, (), ids) == set(ids)
    assert len(ring & telling.members(PLAN, 1, 4, (), ids)) < 30
    assert len(telling.members(PLAN, 1, 2, (), ids[:3])) == 1


def test_the_next_signature_keeps_what_terminals_are_told(release: Release) -> None:
    add_terminals(2)
    begun(release, ALL_AT_ONCE)
    assert service.needed_seqs() == {2, 3}
    assert service.running_seq() == 1


def test_states_of_the_database_are_those_of_the_machine() -> None:
    assert [choice for choice, _ in Rollout._meta.get_field("state").choices] == list(State)
