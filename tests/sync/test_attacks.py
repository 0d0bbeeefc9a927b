"""Each attack on flow updates, one test: the terminal refuses, says so, and goes on serving what it had.

The server is the attacker; it may replace any file and any reply, and where it says so it has stolen keys as well. What
it can never have is the key of targets, which signs releases, those of the departments, and root. The attacks are
those of the TUF specification, §1.5.2 (https://theupdateframework.github.io/specification/latest/), and what a server
may try that says which release is to run.

| attack | test |
|---|---|
| arbitrary software | arbitrary_package, a_package_that_is_no_flow, an_unsigned_release |
| rollback | rollback_of_the_timestamp, …_snapshot, …_release_by_its_own_signer, an_older_release_is_named |
| freeze | freeze, freeze_by_a_clock_in_the_past |
| endless data | endless_data |
| slow retrieval | slow_retrieval_without_a_byte, slow_retrieval_byte_by_byte |
| mix and match | mix_and_match |
| partial bundle | partial_bundle, a_package_cut_off_half_way |
| fast-forward, and its recovery | fast_forward_is_healed_by_new_keys |
| wrong key, wrong root | wrong_key, wrong_root, the_root_that_central_serves_… |
| a department that signs outside its folder | a_department_that_signs_outside_its_folder |
| a manifest of the wrong department or version | a_release_that_points_… |
| a release that does not exist | a_release_that_was_never_signed_is_named, a_withdrawn_release_is_named |
| one release under the name of another | a_release_under_the_name_of_another |
| a server with all online keys | a_server_with_all_online_keys_… |
| to and fro between a release and its way back | to_and_fro |

FLEET.md's traps of TUF have their tests here (a gateway for the next root, the wiped cache, the cut download) and in
test_updates.py (polls without news, two publishes within a second, starting offline), test_update_worker.py (nothing
is asked at the start).
"""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows, Site, send
from kit.flow_terminal import FlowTerminal, assert_refused
from kit.flows import flow_files, write_flow
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from kiosk.central.publishing.ceremony import replace_key
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.repository import now_utc
from kiosk.protocol.package import pack
from kiosk.sync.clock_floor import ClockFloor
from kiosk.sync.updates import Refreshed

TIMESTAMP = "metadata/timestamp.json"


def test_arbitrary_package(place: PublishedFlows, terminal: FlowTerminal) -> None:
    place.publish("second")
    file = next(place.served.rglob("*.fund@2.flow"))
    file.write_bytes(pack(flow_files(version=2, words="evil")))
    assert_refused(terminal, "fund@2.flow")


def test_rollback_of_the_timestamp(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    old = (place.served / TIMESTAMP).read_bytes()
    place.publish("second")
    terminal.update()
    site.instead[TIMESTAMP] = lambda handler: send(handler, 200, old)
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "second"
    assert "timestamp version" in terminal.complaints[0]


def test_rollback_of_the_snapshot(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    old = max(place.served.glob("metadata/*.snapshot.json")).read_bytes()
    place.publish("second")
    newest = max(place.served.glob("metadata/*.snapshot.json"))
    site.instead[f"metadata/{newest.name}"] = lambda handler: send(handler, 200, old)
    assert_refused(terminal, "the flow repository")


def test_rollback_of_the_release_by_its_own_signer(place: PublishedFlows, terminal: FlowTerminal) -> None:
    """Even who holds the targets key cannot lower release_seq."""
    release = json.loads(next(place.served.rglob("*.release.json")).read_bytes())
    place.publish("second")
    terminal.update()
    with place.repository.change() as change:
        change._add("targets", change.targets, "release.json", json.dumps(release).encode())
    assert terminal.update() is Refreshed.REFUSED
    assert (terminal.words["housing/fund"], terminal.store.release_seq) == ("second", 2)
    assert "release 1 is older than 2" in terminal.complaints[0]


def test_freeze(place: PublishedFlows, terminal: FlowTerminal) -> None:
    """A server that shows yesterday's state for ever is found out when the timestamp expires; serving goes on."""
    place.now = lambda: now_utc() + timedelta(days=15)
    terminal.updater.note_server_time(int(place.now().timestamp()))
    assert_refused(terminal, "timestamp.json is expired")
    place.publish("second")  # central lives again
    assert terminal.update() is Refreshed.STAGED
    assert [alarm.cleared for alarm in terminal.alarms] == [False, True]


def test_freeze_by_a_clock_in_the_past(place: PublishedFlows, terminal: FlowTerminal) -> None:
    """The battery is empty: the system clock would take the expired timestamp, central's time does not."""
    terminal.floor.note_server_time(int((now_utc() + timedelta(days=15)).timestamp()))
    assert_refused(terminal, "timestamp.json is expired")
    terminal.floor = ClockFloor(terminal.disk / "server-time")  # a restart: the floor is on disk
    terminal.begin()
    assert terminal.update() is Refreshed.REFUSED
    terminal.floor.note_server_time(0)  # and one wrong answer does no lasting harm
    assert terminal.update() is Refreshed.CURRENT


def test_endless_data(site: Site, terminal: FlowTerminal) -> None:
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


def test_slow_retrieval_without_a_byte(site: Site, terminal: FlowTerminal) -> None:
    site.instead[TIMESTAMP] = lambda _: site.closing.wait(10)
    terminal.begin(read_timeout_s=0.1)
    assert_refused(terminal, "no answer in 0.1 s")


def test_slow_retrieval_byte_by_byte(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
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


def test_slow_retrieval_by_headers_that_never_end(site: Site, terminal: FlowTerminal) -> None:
    def drip(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not site.closing.wait(0.02):
            handler.wfile.write(b"x")

    site.instead[TIMESTAMP] = drip
    terminal.begin(read_timeout_s=0.2)
    assert_refused(terminal, "no answer in 0.2 s")


def test_mix_and_match(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    """Old department metadata, soundly signed, beside a new snapshot."""
    old = max(place.served.glob("metadata/*.flows-housing.json")).read_bytes()
    place.publish("second")
    newest = max(place.served.glob("metadata/*.flows-housing.json"))
    site.instead[f"metadata/{newest.name}"] = lambda handler: send(handler, 200, old)
    assert_refused(terminal, "fund@2.flow")


def test_partial_bundle(place: PublishedFlows, terminal: FlowTerminal) -> None:
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


def test_wrong_key(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    place.publish("second")
    forged = Metadata[Timestamp].from_file(str(place.served / TIMESTAMP))
    forged.sign(KeyDirectory(place.place / "other").make("timestamp"))
    site.instead[TIMESTAMP] = lambda handler: send(handler, 200, forged.to_bytes())
    assert_refused(terminal, "timestamp was signed by 0/1 keys")


def test_wrong_root(place: PublishedFlows, tmp_path: Path, terminal: FlowTerminal) -> None:
    """A whole other repository, consistent in itself, in the same place."""
    other = PublishedFlows(tmp_path / "other")
    other.publish("evil")
    other.publish("evil again")
    place.served.rename(tmp_path / "old")
    other.served.rename(place.served)
    assert_refused(terminal, "the flow repository")


def test_a_department_that_signs_outside_its_folder(place: PublishedFlows, terminal: FlowTerminal) -> None:
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


def test_a_package_that_holds_another_flow_than_its_name_says(place: PublishedFlows, terminal: FlowTerminal) -> None:
    with place.repository.change() as change:
        change.add_package("housing/fund", 2, pack(flow_files("housing/loan", version=2)))
        change.set_release({"housing/fund": 2})
    assert_refused(terminal, "another flow")


def test_a_package_that_is_no_flow(place: PublishedFlows, terminal: FlowTerminal) -> None:
    with place.repository.change() as change:
        change.add_package("housing/fund", 2, b"MZ")
        change.set_release({"housing/fund": 2})
    assert_refused(terminal, "no sound zip")


def test_fast_forward_is_healed_by_new_keys(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
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
    place: PublishedFlows, site: Site, terminal: FlowTerminal, gateway
) -> None:
    place.publish("second")
    site.instead["metadata/2.root.json"] = gateway
    assert_refused(terminal, "the flow repository")
    site.instead["metadata/2.root.json"] = lambda handler: send(handler, 403, b"")  # "none" in some stores
    assert terminal.update() is Refreshed.STAGED


def test_the_root_that_central_serves_is_never_taken_instead_of_the_installations(
    place: PublishedFlows, site: Site, terminal: FlowTerminal
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


# What a server may try that names the release to run


def signed(place: PublishedFlows, words: str, version: int) -> tuple[int, int]:
    """Sign a release of this version and the way back from it."""
    with place.repository.change() as change:
        change.add_package("housing/fund", version, pack(flow_files(version=version, words=words)))
        return change.add_release({"housing/fund": version})


def manifest(place: PublishedFlows, path: str, release: dict[str, object]) -> None:
    """Sign a manifest that the program would never make, with the key of targets."""
    with place.repository.change() as change:
        change._add("targets", change.targets, path, json.dumps(release).encode())


def test_what_is_signed_and_not_named_is_not_run(place: PublishedFlows, terminal: FlowTerminal) -> None:
    signed(place, "second", 2)
    assert terminal.update() is Refreshed.CURRENT
    assert terminal.update(1) is Refreshed.CURRENT
    assert terminal.words["housing/fund"] == "first"
    assert terminal.update(2) is Refreshed.STAGED
    assert terminal.words["housing/fund"] == "second"
    assert terminal.alarms == []


def test_a_release_that_was_never_signed_is_named(terminal: FlowTerminal) -> None:
    terminal.desired = 99
    assert_refused(terminal, "releases/99.json: nobody who may sign it has signed it")


def test_an_unsigned_release(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    """The server lays a manifest of its own where a signed one would be."""
    forged = json.dumps({"release_seq": 2, "flows": {}}).encode()
    for name in ("targets/releases/2.json", "targets/releases/*.2.json"):
        site.instead[name] = lambda handler: send(handler, 200, forged)
    terminal.desired = 2
    assert_refused(terminal, "nobody who may sign it has signed it")
    signed(place, "second", 2)  # and instead of one that is signed
    file = next(place.served.glob("targets/releases/*.2.json"))
    file.write_bytes(forged)
    terminal.alarms.clear()
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "first"


def test_a_withdrawn_release_is_named(place: PublishedFlows, terminal: FlowTerminal) -> None:
    """What the next release withdrew cannot be brought back, though its files are all there still."""
    signed(place, "second", 2)
    signed(place, "third", 3)
    terminal.desired = 3  # the way back of 2
    assert list(place.served.glob("targets/releases/*.3.json"))
    assert_refused(terminal, "releases/3.json: nobody who may sign it has signed it")


def test_an_older_release_is_named(place: PublishedFlows, terminal: FlowTerminal) -> None:
    signed(place, "second", 2)
    terminal.update(2)
    for named, alarms in ((1, 0), (0, 1)):
        assert terminal.update(named) is Refreshed.REFUSED
        assert (terminal.words["housing/fund"], terminal.store.release_seq) == ("second", 2)
        assert "release 1 is older than 2" in terminal.updater.refusal
        assert len(terminal.alarms) == alarms  # a name may cross with our own news; what is signed for all cannot


def test_to_and_fro(place: PublishedFlows, terminal: FlowTerminal) -> None:
    """There, and back once; no further: what was turned away from is older than the way back."""
    signed(place, "second", 2)
    seen = []
    for named in (2, 3, 2, 3, 2):
        terminal.update(named)
        seen.append((terminal.store.release_seq, terminal.words["housing/fund"]))
    assert seen == [(2, "second"), (3, "first"), (3, "first"), (3, "first"), (3, "first")]


def test_a_release_under_the_name_of_another(place: PublishedFlows, terminal: FlowTerminal) -> None:
    release = json.loads(next(place.served.glob("targets/*.release.json")).read_bytes())
    manifest(place, "releases/7.json", release | {"release_seq": 2})
    terminal.desired = 7
    assert_refused(terminal, "releases/7.json: holds release 2")


@pytest.mark.parametrize(
    ("service", "change", "about"),
    [
        ("housing/fund", {"target": "flows/transport/card@1.flow"}, "is not that of version"),
        ("housing/fund", {"target": "flows/housing/fund@1.flow", "version": 2}, "is not that of version 2"),
        ("housing/fund", {"target": "flows/housing/fund@1.flow"}, "another version"),
        ("housing/fund", {"target": "flows/housing/fund@1.flow", "sha256": "0" * 64}, "signed different bytes"),
        ("transport/card", {}, "is not that of version 1"),
        ("housing/../transport/card", {}, "is not that of version 1"),
    ],
)
def test_a_release_that_points_to_foreign_or_older_packages(
    place: PublishedFlows, terminal: FlowTerminal, service: str, change: dict[str, object], about: str
) -> None:
    """Even who holds the targets key can name only what the department signed, under its own name."""
    place.publish("second")
    terminal.update()
    flow = json.loads(next(place.served.glob("targets/*.release.json")).read_bytes())["flows"]["housing/fund"]
    before = terminal.words
    manifest(place, "releases/9.json", {"release_seq": 9, "flows": {service: flow | {"version": 1} | change}})
    assert terminal.update(9) is Refreshed.REFUSED
    assert about in terminal.updater.refusal
    assert terminal.words == before


# With stolen keys


class Stolen:
    """The online keys, and what can be signed with them: the timestamp and the snapshot, nothing else."""

    def __init__(self, place: PublishedFlows, site: Site) -> None:
        self.place, self.site, self.keys = place, site, KeyDirectory(place.place / "keys")
        self.timestamp = Metadata[Timestamp].from_file(str(place.served / TIMESTAMP))
        number = self.timestamp.signed.snapshot_meta.version
        self.snapshot = Metadata[Snapshot].from_file(str(place.served / f"metadata/{number}.snapshot.json"))

    def serve(self) -> None:
        """Sign both anew and serve them."""
        self.snapshot.signed.version += 100
        self.timestamp.signed.version += 100
        self.snapshot.sign(self.keys.signer("snapshot"))
        version, data = self.snapshot.signed.version, self.snapshot.to_bytes()
        self.timestamp.signed.snapshot_meta = MetaFile.from_data(version, data, ["sha256"])
        self.timestamp.sign(self.keys.signer("timestamp"))
        stamp = self.timestamp.to_bytes()
        self.site.instead[TIMESTAMP] = lambda handler: send(handler, 200, stamp)
        self.site.instead[f"metadata/{version}.snapshot.json"] = lambda handler: send(handler, 200, data)


def test_a_server_with_all_online_keys_cannot_sign_a_release(
    place: PublishedFlows, site: Site, terminal: FlowTerminal
) -> None:
    stolen = Stolen(place, site)
    targets = Metadata[Targets].from_file(str(max(place.served.glob("metadata/*.targets.json"))))
    data = json.dumps({"release_seq": 9, "flows": {}}).encode()
    targets.signed.targets["releases/9.json"] = TargetFile.from_data("releases/9.json", data, ["sha256"])
    targets.signed.version += 1
    targets.sign(stolen.keys.signer("timestamp"))
    forged = targets.to_bytes()
    stolen.snapshot.signed.meta["targets.json"] = MetaFile.from_data(targets.signed.version, forged, ["sha256"])
    stolen.serve()
    site.instead[f"metadata/{targets.signed.version}.targets.json"] = lambda handler: send(handler, 200, forged)
    terminal.desired = 9
    assert_refused(terminal, "targets was signed by 0/1 keys")


def test_a_server_with_all_online_keys_cannot_bring_old_signatures_back(
    place: PublishedFlows, site: Site, terminal: FlowTerminal
) -> None:
    """It signs a new snapshot that names the targets and the flows of before."""
    old = Stolen(place, site)
    place.publish("second")
    assert terminal.update() is Refreshed.STAGED
    old.serve()
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "second"
    assert "Expected flows-housing.json version 2, got 3" in terminal.updater.refusal


def test_a_server_with_all_online_keys_cannot_bring_them_back_to_a_wiped_cache_either(
    place: PublishedFlows, site: Site, terminal: FlowTerminal
) -> None:
    """Without its cache TUF would take the old state; the store knows what ran."""
    old = Stolen(place, site)
    place.publish("second")
    terminal.update()
    old.serve()
    shutil.rmtree(terminal.disk / "updates" / "metadata")
    terminal.begin()
    assert terminal.update() is Refreshed.REFUSED
    assert (terminal.words["housing/fund"], terminal.store.release_seq) == ("second", 2)


def test_a_cut_off_server_can_only_keep_what_runs(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    """With all online keys it holds a terminal where it is, for as long as targets lives; nothing is taken from it."""
    stolen = Stolen(place, site)
    place.publish("second")
    stolen.serve()
    assert terminal.update() is Refreshed.CURRENT
    assert terminal.words["housing/fund"] == "first"


def test_an_old_timestamp_after_a_restart(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    """The cache lies on a partition that outlives restarts."""
    old = (place.served / TIMESTAMP).read_bytes()
    place.publish("second")
    terminal.update()
    terminal.begin()
    site.instead[TIMESTAMP] = lambda handler: send(handler, 200, old)
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "second"


def test_a_package_cut_off_half_way(place: PublishedFlows, site: Site, terminal: FlowTerminal) -> None:
    """A download becomes a package by its hash and a rename, never by its name alone."""
    place.publish("second")
    file = next(place.served.rglob("*.fund@2.flow"))
    data = file.read_bytes()

    def cut(handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2])
        handler.close_connection = True

    site.instead[f"targets/flows/housing/{file.name}"] = cut
    assert terminal.update() in {Refreshed.UNREACHABLE, Refreshed.REFUSED}
    assert terminal.words["housing/fund"] == "first"
    assert len(list((terminal.disk / "flows" / "packages").glob("*.flow"))) == 1
    site.instead.clear()
    assert terminal.update() is Refreshed.STAGED
    assert terminal.words["housing/fund"] == "second"
