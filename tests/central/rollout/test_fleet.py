"""Terminals of real client code against central over HTTP: a push, and a bad release that returns by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows
from kit.flows import flow_files
from kit.patience import until

from kiosk.central.fleet import joining
from kiosk.central.fleet.models import Desired, LastState, Terminal, in_a_day
from kiosk.central.rollout import pace, service
from kiosk.central.rollout.machine import Command, State
from kiosk.central.rollout.models import Release, ReleaseReport
from kiosk.central.rollout.plan import Plan, Ring
from kiosk.central.rollout.releases import record_release
from kiosk.fleet_simulation.fleet import Fleet
from kiosk.fleet_simulation.terminal import Activated, SimulatedTerminal
from kiosk.protocol.package import pack
from kiosk.settings import Platform

ALL = Plan(rings=(Ring(percent=100),))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fleet(live_server, place: PublishedFlows, tmp_path: Path) -> Iterator[list[SimulatedTerminal]]:
    """Three terminals that joined, were approved, and run release 1."""
    place.publish("first")
    terminals = []
    for number in range(3):
        code = joining.new_enrolment_code("lin", expires_at=in_a_day()).code
        platform = Platform(
            url=live_server.url, public_url=live_server.url, trusted_root=place.root, enrolment_code=code
        )
        terminals.append(SimulatedTerminal(tmp_path / "fleet" / str(number), platform))
        terminals[-1].beat()
    for terminal in Terminal.objects.all():
        joining.approve(terminal, "lin")
    hear(terminals)
    yield terminals
    for terminal in terminals:
        terminal.close()


def hear(terminals: list[SimulatedTerminal]) -> None:
    """A heartbeat, what it leads to, and the one that tells of it."""
    for terminal in terminals:
        terminal.beat()
        terminal.update()
        terminal.beat()


def sign(place: PublishedFlows, files: dict[str, bytes]) -> Release:
    with place.repository.change() as change:
        change.add_package("housing/fund", 2, pack(files))
        seq, _ = change.add_release({"housing/fund": 2})
    with place.repository.change() as change:
        return record_release(change, seq, "lin")


def running(terminals: list[SimulatedTerminal]) -> list[tuple[int, str]]:
    return [
        (terminal.store.release_seq, terminal.store.flows()["housing/fund"].text("en", "summary"))
        for terminal in terminals
    ]


def test_a_push_reaches_everybody_and_central_knows(
    fleet: list[SimulatedTerminal], place: PublishedFlows, settings
) -> None:
    release = sign(place, flow_files(version=2, words="second"))
    hear(fleet)
    assert running(fleet) == [(1, "first")] * 3  # signed is not yet told
    rollout = service.plan_rollout(release, ALL, (), "lin")
    pace.forget()
    hear(fleet)
    assert LastState.objects.filter(interval_s__lte=20).count() == 3  # they ask more often before anybody says go
    service.steer(rollout, Command.GO, "lin", "now")
    hear(fleet)
    assert running(fleet) == [(2, "second")] * 3
    assert set(ReleaseReport.objects.values_list("seq", "state")) == {(2, "activated")}
    service.evaluate()
    service.evaluate()
    assert service.current().state == State.DONE
    pace.forget()
    hear(fleet)
    assert LastState.objects.filter(interval_s__gte=settings.HEARTBEAT_S[0]).count() == 3


def test_a_release_that_no_terminal_can_take_returns_by_itself(
    fleet: list[SimulatedTerminal], place: PublishedFlows
) -> None:
    """Nobody is there, and no key: the way back was signed with the release."""
    release = sign(place, flow_files(version=2, words="second") | {"page.typ": b'#image("nowhere.png")'})
    service.steer(service.plan_rollout(release, ALL, (), "lin"), Command.GO, "lin")
    for key in (place.place / "keys").iterdir():
        key.unlink()
    hear(fleet)
    assert running(fleet) == [(2, "second")] * 3
    assert set(ReleaseReport.objects.values_list("state", flat=True)) == {"self_test_failed"}
    assert [decision.what for decision in service.evaluate()] == ["halt", "return"]
    hear(fleet)
    assert running(fleet) == [(3, "first")] * 3
    assert set(ReleaseReport.objects.values_list("seq", "state")) == {(3, "activated")}
    assert [decision.what for decision in service.evaluate()] == ["returned"]


def test_central_cannot_name_what_was_not_signed(fleet: list[SimulatedTerminal]) -> None:
    Desired.objects.bulk_create(Desired(terminal=terminal, release_seq=7) for terminal in Terminal.objects.all())
    hear(fleet)
    assert running(fleet) == [(1, "first")] * 3
    (said,) = set(ReleaseReport.objects.values_list("state", "reason"))
    assert said == ("failed", "releases/7.json: nobody who may sign it has signed it")


def test_the_fleets_threads_do_what_is_due(fleet: list[SimulatedTerminal], place: PublishedFlows) -> None:
    release = sign(place, flow_files(version=2, words="second"))
    service.steer(service.plan_rollout(release, ALL, (), "lin"), Command.GO, "lin")
    heard: list[Activated] = []
    for terminal in fleet:
        terminal._on_activated = heard.append
    running_fleet = Fleet(fleet, threads=2, spread_s=0.01)
    running_fleet.start()
    until(lambda: ReleaseReport.objects.filter(seq=2, state="activated").count() == 3, timeout_s=20)
    assert running_fleet.stop()
    assert {(one.release_seq, one.state) for one in heard} == {(2, "activated")}
    assert running_fleet.beats >= 6
