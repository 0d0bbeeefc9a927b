"""The flow store: whole releases, swapped at once, never damaged ones, never backwards."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kit.flows import flow_files

from kiosk.protocol.package import PackageError, pack
from kiosk.protocol.release import Release, ReleasedFlow, flow_target
from kiosk.sync.flow_store import FlowStore

if TYPE_CHECKING:
    from kiosk.protocol.records import AlarmRecord


def package(words: str = "first", *, service: str = "housing/fund", version: int = 1) -> bytes:
    return pack(flow_files(service, version=version, words=words))


def release(seq: int, data: bytes, *, service: str = "housing/fund", version: int = 1) -> Release:
    sha256 = hashlib.sha256(data).hexdigest()
    target = flow_target(service, version)
    return Release(release_seq=seq, flows={service: ReleasedFlow(version=version, target=target, sha256=sha256)})


def stage(store: FlowStore, seq: int, words: str) -> str:
    data = package(words, version=seq)
    sha256 = store.keep(data)
    store.stage(release(seq, data, version=seq))
    return sha256


def words(store: FlowStore) -> str:
    return store.flows()["housing/fund"].text("en", "summary")


def test_a_new_store_is_empty(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    assert (store.flows(), store.release_seq, store.staged_seq, store.activate()) == ({}, 0, None, False)


def test_what_is_staged_waits_until_it_is_activated(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    stage(store, 1, "first")
    assert (store.flows(), store.staged_seq) == ({}, 1)
    assert store.activate()
    assert (words(store), store.release_seq, store.staged_seq) == ("first", 1, None)
    stage(store, 2, "second")
    assert words(store) == "first"
    assert store.activate()
    assert (words(store), store.versions()) == ("second", {"housing/fund": 2})


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    stage(store, 1, "first")
    store.activate()
    stage(store, 2, "second")
    again = FlowStore(tmp_path)
    assert (words(again), again.release_seq, again.staged_seq) == ("first", 1, 2)
    assert again.activate()
    assert words(again) == "second"


def test_the_previous_packages_are_kept_and_older_ones_go(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    kept = []
    for seq in (1, 2, 3):
        kept.append(stage(store, seq, f"words {seq}"))
        store.activate()
    stage(store, 4, "words 4")
    stored = {file.stem for file in (tmp_path / "packages").glob("*.flow")}
    assert stored >= {kept[1], kept[2]}
    assert kept[0] not in stored


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-1], lambda data: data[:60] + b"x" + data[61:], lambda _: b"", lambda _: package("evil")],
)
def test_a_package_tampered_with_on_disk_is_dropped_and_reported_at_the_start(tmp_path: Path, damage) -> None:
    store = FlowStore(tmp_path)
    stage(store, 1, "first")
    store.activate()
    file = next((tmp_path / "packages").glob("*.flow"))
    file.write_bytes(damage(file.read_bytes()))
    alarms: list[AlarmRecord] = []
    again = FlowStore(tmp_path, alarms.append)
    assert again.flows() == {}
    assert again.release_seq == 1
    assert [(alarm.code, "housing/fund@1" in alarm.detail) for alarm in alarms] == [("PACKAGE_REFUSED", True)]


def test_a_damaged_staged_package_unstages_the_release(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    stage(store, 1, "first")
    store.activate()
    sha256 = stage(store, 2, "second")
    (tmp_path / "packages" / f"{sha256}.flow").unlink()
    alarms: list[AlarmRecord] = []
    again = FlowStore(tmp_path, alarms.append)
    assert (words(again), again.staged_seq, len(alarms)) == ("first", None, 1)
    assert not again.activate()


def test_a_damaged_list_of_active_flows_falls_back_to_the_previous(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    for seq in (1, 2):
        stage(store, seq, f"words {seq}")
        store.activate()
    (tmp_path / "active.json").write_bytes(b"\0" * 20)
    alarms: list[AlarmRecord] = []
    assert words(FlowStore(tmp_path, alarms.append)) == "words 1"
    assert len(alarms) == 1


def test_a_release_never_goes_back(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    stage(store, 5, "fifth")
    store.activate()
    with pytest.raises(ValueError, match="cannot follow 5"):
        stage(store, 4, "fourth")
    assert store.release_seq == 5


def test_a_release_is_never_staged_in_part(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    with pytest.raises(ValueError, match="lacks"):
        store.stage(release(1, package()))
    assert store.staged_seq is None


def test_what_a_power_cut_left_half_written_is_cleared_at_the_start(tmp_path: Path) -> None:
    stage(FlowStore(tmp_path), 1, "first")
    for folder in (tmp_path, tmp_path / "packages"):
        (folder / ".new-abcdefgh").write_bytes(bytes(9))
    store = FlowStore(tmp_path)
    assert store.activate()
    assert words(store) == "first"
    assert not list(tmp_path.rglob(".new-*"))


def test_rubbish_is_never_kept(tmp_path: Path) -> None:
    store = FlowStore(tmp_path)
    with pytest.raises(PackageError):
        store.keep(b"rubbish")
    assert not list((tmp_path / "packages").iterdir())


def test_a_power_cut_at_any_write_leaves_the_old_flows_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, left = Path.replace, 0

    def cut(self: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError("the power went")
        return replace(self, target)

    seen = set()
    for writes in range(6):
        place = tmp_path / str(writes)
        store = FlowStore(place)
        stage(store, 1, "first")
        store.activate()
        with monkeypatch.context() as patched:
            left = writes
            patched.setattr(Path, "replace", cut)
            try:
                stage(store, 2, "second")
                store.activate()
            except OSError:
                pass
        alarms: list[AlarmRecord] = []
        seen.add(words(FlowStore(place, alarms.append)))
        assert alarms == []
    assert seen == {"first", "second"}
