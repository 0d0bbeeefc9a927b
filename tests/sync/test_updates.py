"""Flow updates against a real server: what must arrive arrives, and no attack of the TUF catalogue does.

The attacks are those of the specification, §1.5.2: https://theupdateframework.github.io/specification/latest/
"""

import fcntl
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from kit.flow_repository import PublishedFlows, Site, send, serving
from kit.flows import flow_files, write_flow
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from kiosk.central.publishing.ceremony import replace_key
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.publish import publish, pull_back
from kiosk.central.publishing.repository import now_utc
from kiosk.protocol.package import pack
from kiosk.settings import Platform
from kiosk.sync.clock_floor import ClockFloor
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.updates import FlowUpdater, Refreshed

if TYPE_CHECKING:
    from kiosk.protocol.records import AlarmRecord

TIMESTAMP = "metadata/timestamp.json"


class Terminal:
    """A terminal as far as updates go. `begin` is its start, with a new updater over the same disk."""

    def __init__(self, place: PublishedFlows, site: Site) -> None:
        self.platform = Platform(
            url=site.url, public_url=site.url, connect_timeout_s=2, read_timeout_s=2, trusted_root=place.root
        )
        self.disk = place.place / "terminal"
        self.alarms: list[AlarmRecord] = []
        self.session = requests.Session()
        self.session.trust_env = False
        self.floor = ClockFloor(self.disk / "server-time", place.time)
        self.begin()

    def begin(self, *, read_timeout_s: float = 2, file_timeout_s: float = 5) -> None:
        self.store = FlowStore(self.disk / "flows", self.alarms.append)
        self.updater = FlowUpdater(
            self.platform.model_copy(update={"read_timeout_s": read_timeout_s}),
            state_dir=self.disk / "updates",
            store=self.store,
            report=self.alarms.append,
            session=self.session,
            floor=self.floor,
            file_timeout_s=file_timeout_s,
        )

    def update(self) -> Refreshed:
        outcome = self.updater.refresh()
        self.store.activate()
        return outcome

    @property
    def words(self) -> dict[str, str]:
        return {service: package.text("en", "summary") for service, package in self.store.flows().items()}

    @property
    def complaints(self) -> list[str]:
        return [alarm.detail for alarm in self.alarms if not alarm.cleared]


@pytest.fixture
def place(tmp_path: Path) -> PublishedFlows:
    return PublishedFlows(tmp_path, "housing", "transport")


@pytest.fixture
def site(place: PublishedFlows) -> Iterator[Site]:
    with serving(place.served) as site:
        yield site


@pytest.fixture
def terminal(place: PublishedFlows, site: Site) -> Iterator[Terminal]:
    """A terminal that runs release 1."""
    place.publish("first")
    terminal = Terminal(place, site)
    assert terminal.update() is Refreshed.STAGED
    yield terminal
    terminal.session.close()


def assert_refused(terminal: Terminal, about: str) -> None:
    """The update is refused, reported once however often it is tried, and the old flow goes on serving."""
    before = len(terminal.complaints)
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "first"
    assert terminal.store.release_seq == 1
    assert len(terminal.complaints) == before + 1, terminal.complaints
    assert about in terminal.complaints[-1]
    assert all(alarm.code == "PACKAGE_REFUSED" for alarm in terminal.alarms)


def test_a_changed_text_arrives(place: PublishedFlows, terminal: Terminal) -> None:
    place.publish("second")
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words == {"housing/fund": "second"}
    assert terminal.store.versions() == {"housing/fund": 2}
    assert terminal.alarms == []


def test_a_poll_without_news_is_two_small_requests_and_the_release(site: Site, terminal: Terminal) -> None:
    site.asked.clear()
    assert terminal.update() is Refreshed.CURRENT
    assert site.asked[:2] == ["metadata/2.root.json", TIMESTAMP]
    assert [path for path in site.asked[2:] if not path.endswith(".release.json")] == []


def test_only_the_flow_that_changed_is_fetched(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    site.asked.clear()
    place.publish(service="transport/card")
    terminal.update()
    assert terminal.words == {"housing/fund": "first", "transport/card": "first"}
    assert [path for path in site.asked if path.endswith(".flow")] == [
        path for path in site.asked if path.endswith(".card@1.flow")
    ]


def test_two_publishes_within_one_second_both_arrive(place: PublishedFlows, terminal: Terminal) -> None:
    place.now = lambda: datetime(2027, 1, 1, tzinfo=UTC)  # to TUF and to the file system it is one moment
    seen = []
    for words in ("second", "THIRD."):
        place.publish(words)
        assert terminal.update() is Refreshed.STAGED
        seen.append(terminal.words["housing/fund"])
    assert seen == ["second", "THIRD."]


def test_a_pull_back_arrives_without_fetching_the_package_again(
    place: PublishedFlows, site: Site, terminal: Terminal
) -> None:
    place.publish("second")
    terminal.update()
    site.asked.clear()
    pull_back(place.repository, "housing/fund", 1)
    assert terminal.update() is Refreshed.STAGED
    assert (terminal.words["housing/fund"], terminal.store.release_seq) == ("first", 3)
    assert not [path for path in site.asked if path.endswith(".flow")]


def test_a_staged_release_waits_and_a_later_one_replaces_it(place: PublishedFlows, terminal: Terminal) -> None:
    place.publish("second")
    assert terminal.updater.refresh() is Refreshed.STAGED
    assert terminal.updater.refresh() is Refreshed.CURRENT
    assert terminal.words["housing/fund"] == "first"
    place.publish("third")
    assert terminal.updater.refresh() is Refreshed.STAGED
    terminal.store.activate()
    assert terminal.words["housing/fund"] == "third"


def test_a_tampered_stored_package_is_fetched_again_although_the_release_is_current(terminal: Terminal) -> None:
    file = next((terminal.disk / "flows" / "packages").glob("*.flow"))
    file.write_bytes(file.read_bytes()[:-9])
    terminal.begin()
    assert terminal.words == {}
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words == {"housing/fund": "first"}
    assert terminal.update() is Refreshed.CURRENT


# The attacks


def test_arbitrary_package(place: PublishedFlows, terminal: Terminal) -> None:
    place.publish("second")
    file = next(place.served.rglob("*.fund@2.flow"))
    file.write_bytes(pack(flow_files(version=2, words="evil")))
    assert_refused(terminal, "fund@2.flow")


def test_rollback_of_the_timestamp(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    old = (place.served / TIMESTAMP).read_bytes()
    place.publish("second")
    terminal.update()
    site.instead[TIMESTAMP] = lambda handler: send(handler, 200, old)
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "second"
    assert "timestamp version" in terminal.complaints[0]


def test_rollback_of_the_snapshot(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    old = max(place.served.glob("metadata/*.snapshot.json")).read_bytes()
    place.publish("second")
    newest = max(place.served.glob("metadata/*.snapshot.json"))
    site.instead[f"metadata/{newest.name}"] = lambda handler: send(handler, 200, old)
    assert_refused(terminal, "the flow repository")


def test_rollback_of_the_release_by_its_own_signer(place: PublishedFlows, terminal: Terminal) -> None:
    """Even who holds the targets key cannot lower release_seq."""
    release = json.loads(next(place.served.rglob("*.release.json")).read_bytes())
    place.publish("second")
    terminal.update()
    with place.repository.change() as change:
        change._add("targets", change.targets, "release.json", json.dumps(release).encode())
    assert terminal.update() is Refreshed.REFUSED
    assert (terminal.words["housing/fund"], terminal.store.release_seq) == ("second", 2)
    assert "release 1 is older than 2" in terminal.complaints[0]


def test_freeze(place: PublishedFlows, terminal: Terminal) -> None:
    """A server that shows yesterday's state for ever is found out when the timestamp expires; serving goes on."""
    place.now = lambda: now_utc() + timedelta(days=15)
    terminal.updater.note_server_time(int(place.now().timestamp()))
    assert_refused(terminal, "timestamp.json is expired")
    place.publish("second")  # central lives again
    assert terminal.update() is Refreshed.STAGED
    assert [alarm.cleared for alarm in terminal.alarms] == [False, True]


def test_freeze_by_a_clock_in_the_past(place: PublishedFlows, terminal: Terminal) -> None:
    """The battery is empty: the system clock would take the expired timestamp, central's time does not."""
    terminal.floor.note_server_time(int((now_utc() + timedelta(days=15)).timestamp()))
    assert_refused(terminal, "timestamp.json is expired")
    terminal.floor = ClockFloor(terminal.disk / "server-time")  # a restart: the floor is on disk
    terminal.begin()
    assert terminal.update() is Refreshed.REFUSED
    terminal.floor.note_server_time(0)  # and one wrong answer does no lasting harm
    assert terminal.update() is Refreshed.CURRENT


def test_endless_data(site: Site, terminal: Terminal) -> None:
    sent = 0

    def endless(handler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        while not site.closing.is_set():
            handler.wfile.write(bytes(8192))
            sent += 8192

    site.instead[TIMESTAMP] = endless
    assert_refused(terminal, "the flow repository")
    assert sent < 64 * 2**20


def test_slow_retrieval_without_a_byte(site: Site, terminal: Terminal) -> None:
    site.instead[TIMESTAMP] = lambda _: site.closing.wait(10)
    terminal.begin(read_timeout_s=0.1)
    assert_refused(terminal, "no answer in 0.1 s")


def test_slow_retrieval_byte_by_byte(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    """Each byte comes in time; the whole never would."""

    def trickle(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        while not site.closing.wait(0.02):
            handler.wfile.write(b" ")

    site.instead[TIMESTAMP] = trickle
    terminal.begin(file_timeout_s=0.2)
    assert_refused(terminal, "not whole after 0.2 s")


def test_mix_and_match(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    """Old department metadata, soundly signed, beside a new snapshot."""
    old = max(place.served.glob("metadata/*.flows-housing.json")).read_bytes()
    place.publish("second")
    newest = max(place.served.glob("metadata/*.flows-housing.json"))
    site.instead[f"metadata/{newest.name}"] = lambda handler: send(handler, 200, old)
    assert_refused(terminal, "fund@2.flow")


def test_partial_bundle(place: PublishedFlows, terminal: Terminal) -> None:
    """One package of two is missing: none is taken, and both come when it is there."""
    write_flow(place.flows, "transport/card")
    place.publish("second")
    file = next(place.served.rglob("*.card@1.flow"))
    hidden = file.rename(place.place / "hidden")
    assert_refused(terminal, "HTTP 404")
    hidden.rename(file)
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words == {"housing/fund": "second", "transport/card": "first"}
    assert [alarm.cleared for alarm in terminal.alarms] == [False, True]


def test_wrong_key(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    place.publish("second")
    forged = Metadata[Timestamp].from_file(str(place.served / TIMESTAMP))
    forged.sign(KeyDirectory(place.place / "other").make("timestamp"))
    site.instead[TIMESTAMP] = lambda handler: send(handler, 200, forged.to_bytes())
    assert_refused(terminal, "timestamp was signed by 0/1 keys")


def test_wrong_root(place: PublishedFlows, tmp_path: Path, terminal: Terminal) -> None:
    """A whole other repository, consistent in itself, in the same place."""
    other = PublishedFlows(tmp_path / "other")
    other.publish("evil")
    other.publish("evil again")
    place.served.rename(tmp_path / "old")
    other.served.rename(place.served)
    assert_refused(terminal, "the flow repository")


def test_a_department_that_signs_outside_its_folder(place: PublishedFlows, terminal: Terminal) -> None:
    """Housing signs a flow of transport; the release names it; transport never signed it."""
    data = pack(flow_files("transport/card", words="evil"))
    target = TargetFile.from_data("flows/transport/card@1.flow", data, ["sha256"])
    with place.repository.change() as change:
        change.roles["flows-housing"].signed.targets[target.path] = target
        change.touched.add("flows-housing")
        change.new_targets[target.path] = (target.hashes["sha256"], data)
        before = change.release()
        flow = {"version": 1, "target": target.path, "sha256": target.hashes["sha256"]}
        release = {"release_seq": 2, "flows": {**before.model_dump()["flows"], "transport/card": flow}}
        change._add("targets", change.targets, "release.json", json.dumps(release).encode())
    assert_refused(terminal, "nobody who may sign it has signed it")


def test_a_package_that_holds_another_flow_than_its_name_says(place: PublishedFlows, terminal: Terminal) -> None:
    with place.repository.change() as change:
        change.add_package("housing/fund", 2, pack(flow_files("housing/loan", version=2)))
        change.set_release({"housing/fund": 2})
    assert_refused(terminal, "another flow")


def test_a_package_that_is_no_flow(place: PublishedFlows, terminal: Terminal) -> None:
    with place.repository.change() as change:
        change.add_package("housing/fund", 2, b"MZ")
        change.set_release({"housing/fund": 2})
    assert_refused(terminal, "no sound zip")


def test_fast_forward_is_healed_by_new_keys(place: PublishedFlows, site: Site, terminal: Terminal) -> None:
    """A thief of the online keys drove the versions up; with new keys the terminals follow again."""
    keys = KeyDirectory(place.place / "keys")
    timestamp = Metadata[Timestamp].from_file(str(place.served / TIMESTAMP))
    snapshot = Metadata[Snapshot].from_file(str(max(place.served.glob("metadata/*.snapshot.json"))))
    snapshot.signed.version = timestamp.signed.version = 2**31 - 1
    snapshot.sign(keys.signer("snapshot"))
    timestamp.signed.snapshot_meta = MetaFile.from_data(2**31 - 1, snapshot.to_bytes(), ["sha256"])
    timestamp.sign(keys.signer("timestamp"))
    site.instead[TIMESTAMP] = lambda handler: send(handler, 200, timestamp.to_bytes())
    site.instead["metadata/2147483647.snapshot.json"] = lambda handler: send(handler, 200, snapshot.to_bytes())
    assert terminal.update() is Refreshed.CURRENT
    site.instead.clear()
    place.publish("second")
    assert_refused(terminal, "timestamp version")
    replace_key(place.repository, Timestamp.type)
    replace_key(place.repository, Snapshot.type)
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words["housing/fund"] == "second"


def redirect(handler) -> None:
    """To a page that is not there: followed, it would pass for "there is no next root"."""
    handler.send_response(302)
    handler.send_header("Location", "/flows/nowhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.mark.parametrize(
    "gateway",
    [
        lambda handler: send(handler, 200, b"<html>please log in</html>", "text/html"),
        redirect,
        lambda handler: send(handler, 500, b"oops"),
    ],
)
def test_a_gateway_in_between_that_answers_for_the_next_root(
    place: PublishedFlows, site: Site, terminal: Terminal, gateway
) -> None:
    place.publish("second")
    site.instead["metadata/2.root.json"] = gateway
    assert_refused(terminal, "the flow repository")
    site.instead["metadata/2.root.json"] = lambda handler: send(handler, 403, b"")  # "none" in some stores
    assert terminal.update() is Refreshed.STAGED


def test_a_new_root_is_followed(place: PublishedFlows, terminal: Terminal) -> None:
    for role in (Timestamp.type, Targets.type, "housing", Snapshot.type):
        replace_key(place.repository, role)
    place.publish("second")
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words["housing/fund"] == "second"
    place.root.unlink()
    assert terminal.update() is Refreshed.REFUSED  # the cache is no root of trust
    assert "root.json" in terminal.complaints[0]


# Life as it is


def test_being_offline_is_no_alarm_and_starting_needs_nobody(terminal: Terminal) -> None:
    terminal.platform = terminal.platform.model_copy(update={"url": "http://127.0.0.1:9"})
    terminal.begin()
    assert terminal.words == {"housing/fund": "first"}
    assert terminal.update() is Refreshed.UNREACHABLE
    assert terminal.alarms == []


def test_a_platform_that_restarts_is_no_alarm(site: Site, terminal: Terminal) -> None:
    site.instead[TIMESTAMP] = lambda handler: send(handler, 503, b"")
    assert terminal.update() is Refreshed.UNREACHABLE
    assert terminal.alarms == []


def test_two_processes_never_refresh_at_once(terminal: Terminal) -> None:
    with (terminal.disk / "updates" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert terminal.update() is Refreshed.BUSY
    assert terminal.update() is Refreshed.CURRENT


def test_a_disk_that_takes_nothing_is_reported_and_serving_goes_on(
    place: PublishedFlows, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish("second")

    def full(data: bytes) -> str:
        raise OSError(28, "No space left on device", "packages")

    monkeypatch.setattr(terminal.store, "keep", full)
    assert_refused(terminal, "No space left on device")


def test_a_flow_for_a_newer_program_waits_and_the_others_go_on(
    place: PublishedFlows, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
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


def test_the_root_that_central_serves_is_never_taken_instead_of_the_installations(
    place: PublishedFlows, site: Site, terminal: Terminal
) -> None:
    terminal.disk.rename(place.place / "gone")  # a terminal without any memory
    other = KeyDirectory(place.place / "other")
    forged = Metadata[Root].from_file(str(place.served / "metadata/1.root.json"))
    forged.sign(other.make("root-1"))
    for name in ("metadata/1.root.json", "metadata/root.json", "metadata/2.root.json"):
        site.instead[name] = lambda handler: send(handler, 200, forged.to_bytes())
    terminal.begin()
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words == {}


def test_a_download_ends_when_the_terminal_stops(site: Site, terminal: Terminal) -> None:
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
