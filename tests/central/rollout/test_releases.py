"""Releases: signed with their way back, recorded from what is signed, and withdrawn when nobody needs them."""

from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows
from kit.flows import flow_files, write_flow

from kiosk.central.audit.models import AuditEvent
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.publish import publish
from kiosk.central.rollout.models import Release
from kiosk.central.rollout.releases import record_release, record_signed
from kiosk.protocol.package import pack


@pytest.fixture
def place(tmp_path: Path) -> PublishedFlows:
    return PublishedFlows(tmp_path, "housing", "transport")


def add(place: PublishedFlows, version: int, words: str, *, before: int | None = None, keep: tuple[int, ...] = ()):
    with place.repository.change() as change:
        change.add_package("housing/fund", version, pack(flow_files(version=version, words=words)))
        return change.add_release({"housing/fund": version}, before=before, keep=keep)


def versions(place: PublishedFlows) -> dict[int, dict[str, int]]:
    with place.repository.change() as change:
        found = change.releases()
    return {seq: {name: flow.version for name, flow in one.flows.items()} for seq, one in found.items()}


def test_a_release_comes_with_its_way_back_and_moves_nobody(place: PublishedFlows) -> None:
    place.publish("first")
    assert add(place, 2, "second") == (2, 3)
    assert versions(place) == {1: {"housing/fund": 1}, 2: {"housing/fund": 2}, 3: {"housing/fund": 1}}
    with place.repository.change() as change:
        assert (change.releases()[3].way_back_of, change.release().release_seq) == (2, 2)
        meant_for_all = change._read(change.targets.targets["release.json"])
    assert b'"release_seq": 1' in meant_for_all


def test_the_next_release_withdraws_what_nobody_needs_any_more(place: PublishedFlows) -> None:
    place.publish("first")
    add(place, 2, "second")
    assert add(place, 3, "third") == (4, 5)
    assert versions(place) == {2: {"housing/fund": 2}, 4: {"housing/fund": 3}, 5: {"housing/fund": 2}}


def test_a_release_after_a_return_has_what_the_fleet_runs_as_its_way_back(place: PublishedFlows) -> None:
    place.publish("first")
    add(place, 2, "second")
    add(place, 3, "third", before=3, keep=(2,))  # the fleet went back to 3; some are told to run 2 still
    assert versions(place) == {
        2: {"housing/fund": 2},
        3: {"housing/fund": 1},
        4: {"housing/fund": 3},
        5: {"housing/fund": 1},
    }


def test_the_way_back_of_the_very_first_release_is_empty(place: PublishedFlows) -> None:
    assert add(place, 1, "first") == (1, 2)
    assert versions(place) == {1: {"housing/fund": 1}, 2: {}}


def test_what_is_released_to_all_ends_what_was_under_way(place: PublishedFlows) -> None:
    place.publish("first")
    add(place, 2, "second")
    write_flow(place.flows, words="fourth")
    assert publish(place.flows, place.repository).release_seq == 4
    assert versions(place) == {4: {"housing/fund": 3}}


def test_nothing_can_follow_what_is_not_signed(place: PublishedFlows) -> None:
    place.publish("first")
    with pytest.raises(PublishingError, match=r"release 7 is not signed any more \(those that are: 1\)"):
        add(place, 2, "second", before=7)
    assert versions(place) == {1: {"housing/fund": 1}}


@pytest.mark.django_db
def test_it_is_recorded_from_what_is_signed_with_what_each_flow_needs(place: PublishedFlows) -> None:
    place.publish("first")
    add(place, 2, "second")
    with place.repository.change() as change:
        release = record_release(change, 2, "lin")
        assert record_release(change, 2, "wang") == release
        assert record_signed(change, "system") == []
    assert (release.before.pk, release.way_back.pk, release.signed_by) == (1, 3, "lin")
    assert release.changed() == {"housing/fund": (1, 2)}
    assert release.needs("housing/fund").engine == 1
    assert release.needs("housing/fund").devices == ("id_card",)
    assert release.way_back.changed() == {"housing/fund": (2, 1)}
    said = list(AuditEvent.objects.order_by("id").values_list("action", "object_id", "detail"))
    assert said == [
        ("release.record", "1", "brings housing/fund@1"),
        ("release.record", "2", "brings housing/fund@2"),
        ("release.record", "3", "way back of #2"),
    ]


@pytest.mark.django_db
def test_what_was_published_by_command_is_found(place: PublishedFlows) -> None:
    place.publish("first")
    with place.repository.change() as change:
        assert [release.pk for release in record_signed(change, "system")] == [1]
    place.publish(service="transport/card")
    with place.repository.change() as change:
        assert [release.pk for release in record_signed(change, "system")] == [2]
    release = Release.objects.get(pk=2)
    assert (release.changed(), release.withdrawn()) == ({"transport/card": (None, 1)}, [])


@pytest.mark.django_db
def test_after_a_return_it_is_held_against_what_the_fleet_went_back_to(place: PublishedFlows) -> None:
    place.publish("first")
    add(place, 2, "second")
    add(place, 3, "third", before=3, keep=(2,))
    with place.repository.change() as change:
        release = record_release(change, 4, "lin")
    assert release.before.pk == 3
    assert release.changed() == {"housing/fund": (1, 3)}
