"""Flow updates against a real server: what must arrive arrives. What must not is in test_attacks.py."""

import fcntl
from datetime import UTC, datetime

import pytest
from kit.flow_repository import PublishedFlows, Site, send
from kit.flow_terminal import FlowTerminal, assert_refused
from kit.flows import write_flow
from tuf.api.metadata import Snapshot, Targets, Timestamp

from kiosk.central.publishing.ceremony import replace_key
from kiosk.central.publishing.publish import publish, pull_back
from kiosk.sync.updates import Refreshed

TIMESTAMP = "metadata/timestamp.json"


def test_a_changed_text_arrives(place: PublishedFlows, terminal: FlowTerminal) -> None:
    place.publish("second")
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words == {"housing/fund": "second"}
    assert terminal.store.versions() == {"housing/fund": 2}
    assert terminal.alarms == []


def test_a_poll_without_news_is_two_small_requests_and_the_release(site: Site, terminal: FlowTerminal) -> None:
    site.asked.clear()
    assert terminal.update() is Refreshed.CURRENT
    assert site.asked[:2] == ["metadata/2.root.json", TIMESTAMP]
    assert [path for path in site.asked[2:] if not path.endswith(".release.json")] == []


def test_only_the_flow_that_changed_is_fetched(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    site.asked.clear()
    place.publish(service="transport/card")
    terminal.update()
    assert terminal.words == {"housing/fund": "first", "transport/card": "first"}
    assert [path for path in site.asked if path.endswith(".flow")] == [
        path for path in site.asked if path.endswith(".card@1.flow")
    ]


def test_two_publishes_within_one_second_both_arrive(place: PublishedFlows, terminal: FlowTerminal) -> None:
    place.now = lambda: datetime(2027, 1, 1, tzinfo=UTC)  # to TUF and to the file system it is one moment
    seen = []
    for words in ("second", "THIRD."):
        place.publish(words)
        assert terminal.update() is Refreshed.STAGED
        seen.append(terminal.words["housing/fund"])
    assert seen == ["second", "THIRD."]


def test_a_pull_back_arrives_without_fetching_the_package_again(
    place: PublishedFlows, site: Site, terminal: FlowTerminal
) -> None:
    place.publish("second")
    terminal.update()
    site.asked.clear()
    pull_back(place.repository, "housing/fund", 1)
    assert terminal.update() is Refreshed.STAGED
    assert (terminal.words["housing/fund"], terminal.store.release_seq) == ("first", 3)
    assert not [path for path in site.asked if path.endswith(".flow")]


def test_a_staged_release_waits_and_a_later_one_replaces_it(place: PublishedFlows, terminal: FlowTerminal) -> None:
    place.publish("second")
    assert terminal.updater.refresh() is Refreshed.STAGED
    assert terminal.updater.refresh() is Refreshed.CURRENT
    assert terminal.words["housing/fund"] == "first"
    place.publish("third")
    assert terminal.updater.refresh() is Refreshed.STAGED
    terminal.store.activate()
    assert terminal.words["housing/fund"] == "third"


def test_a_tampered_stored_package_is_fetched_again_although_the_release_is_current(terminal: FlowTerminal) -> None:
    file = next((terminal.disk / "flows" / "packages").glob("*.flow"))
    file.write_bytes(file.read_bytes()[:-9])
    terminal.begin()
    assert terminal.words == {}
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words == {"housing/fund": "first"}
    assert terminal.update() is Refreshed.CURRENT


def test_a_new_root_is_followed(place: PublishedFlows, terminal: FlowTerminal) -> None:
    for role in (Timestamp.type, Targets.type, "housing", Snapshot.type):
        replace_key(place.repository, role)
    place.publish("second")
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words["housing/fund"] == "second"
    place.root.unlink()
    assert terminal.update() is Refreshed.REFUSED  # the cache is no root of trust
    assert "root.json" in terminal.complaints[0]


# Life as it is


def test_being_offline_is_no_alarm_and_starting_needs_nobody(terminal: FlowTerminal) -> None:
    terminal.platform = terminal.platform.model_copy(update={"url": "http://127.0.0.1:9"})
    terminal.begin()
    assert terminal.words == {"housing/fund": "first"}
    assert terminal.update() is Refreshed.UNREACHABLE
    assert terminal.alarms == []


def test_a_platform_that_restarts_is_no_alarm(site: Site, terminal: FlowTerminal) -> None:
    site.instead[TIMESTAMP] = lambda handler: send(handler, 503, b"")
    assert terminal.update() is Refreshed.UNREACHABLE
    assert terminal.alarms == []


def test_two_processes_never_refresh_at_once(terminal: FlowTerminal) -> None:
    with (terminal.disk / "updates" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert terminal.update() is Refreshed.BUSY
    assert terminal.update() is Refreshed.CURRENT


def test_a_disk_that_takes_nothing_is_reported_and_serving_goes_on(
    place: PublishedFlows, terminal: FlowTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish("second")

    def full(data: bytes) -> str:
        raise OSError(28, "No space left on device", "packages")

    monkeypatch.setattr(terminal.store, "keep", full)
    assert_refused(terminal, "No space left on device")


def test_a_flow_for_a_newer_program_waits_and_the_others_go_on(
    place: PublishedFlows, terminal: FlowTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_flow(place.flows, words="second")
    (folder / "flow.yaml").write_text((folder / "flow.yaml").read_text().replace("engine: 1", "engine: 99"))
    write_flow(place.flows, "transport/card")
    with monkeypatch.context() as newer:
        newer.setattr("kiosk.protocol.package.ENGINE_VERSION", 99)
        publish(place.flows, place.repository)
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words == {"housing/fund": "first", "transport/card": "first"}
    assert "needs engine 99" in terminal.complaints[0]
    assert terminal.update() is Refreshed.CURRENT
    assert len(terminal.alarms) == 1
    monkeypatch.setattr("kiosk.protocol.package.ENGINE_VERSION", 99)  # the program is updated
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words["housing/fund"] == "second"
    assert terminal.alarms[-1].cleared


def test_a_download_ends_when_the_terminal_stops(site: Site, terminal: FlowTerminal) -> None:
    def cancel_and_trickle(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b" ")
        terminal.updater.cancel()
        while not site.closing.wait(0.01):
            handler.wfile.write(b" ")

    site.instead[TIMESTAMP] = cancel_and_trickle
    assert terminal.update() is Refreshed.UNREACHABLE
    assert terminal.update() is Refreshed.UNREACHABLE
    assert terminal.alarms == []
