"""What a terminal says of the release that it was told to run, and how it tests what it put to use."""

from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows
from kit.flow_terminal import FlowTerminal
from kit.flows import flow_files

from kiosk.protocol.package import pack
from kiosk.sync.release_watch import ReleaseWatch
from kiosk.sync.updates import Refreshed

DEVICES = ["id_card", "document_printer"]


class Watched:
    """A terminal with its watch. `nudges` counts how often central was to hear of something."""

    def __init__(self, terminal: FlowTerminal) -> None:
        self.terminal, self.nudges, self.devices = terminal, 0, list(DEVICES)
        self.begin()

    def begin(self) -> None:
        self.watch = ReleaseWatch(
            self.terminal.store,
            self.terminal.disk / "tested.json",
            devices=lambda: self.devices,
            changed=self._count,
        )

    def told(self, seq: int, *, served: bool = True) -> tuple[int, str, str]:
        """Take what central names; with `served` nobody is at the terminal, and it is put to use and tested."""
        self.terminal.updater.refresh(seq)
        self.watch.note(seq, self.terminal.updater.refusal)
        if served:
            self.terminal.store.activate()
            self.watch.test()
        return self.watch.said()

    def _count(self) -> None:
        self.nudges += 1


@pytest.fixture
def watched(terminal: FlowTerminal) -> Watched:
    made = Watched(terminal)
    made.watch.test()
    return made


def sign(place: PublishedFlows, version: int, files: dict[str, bytes]) -> int:
    with place.repository.change() as change:
        change.add_package("housing/fund", version, pack(files))
        return change.add_release({"housing/fund": version})[0]


def test_it_waits_while_somebody_is_served_and_then_says_activated(place: PublishedFlows, watched: Watched) -> None:
    assert watched.watch.said() == (1, "activated", "")
    sign(place, 2, flow_files(version=2))
    assert watched.told(2, served=False) == (2, "waiting", "")
    before = watched.nudges
    watched.terminal.store.activate()
    assert watched.watch.said() == (2, "waiting", "")  # in use, and not tested yet
    watched.watch.test()
    assert watched.watch.said() == (2, "activated", "")
    assert watched.nudges == before + 1
    assert watched.watch.fields()["release_state"] == "activated"


def test_what_is_refused_is_told_with_its_reason_and_heals(place: PublishedFlows, watched: Watched) -> None:
    tried, state, reason = watched.told(9)
    assert (tried, state) == (9, "failed")
    assert "releases/9.json" in reason
    assert watched.terminal.words == {"housing/fund": "first"}
    sign(place, 2, flow_files(version=2))
    assert watched.told(2) == (2, "activated", "")


def test_a_disk_that_cannot_activate_keeps_the_old_flows_and_says_failed(
    place: PublishedFlows, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(place, 2, flow_files(version=2))
    watched.told(2, served=False)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    with monkeypatch.context() as disk:
        disk.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            watched.terminal.store.activate()
        assert watched.watch.said() == (2, "failed", "No space left on device: previous.json")
    assert watched.terminal.words == {"housing/fund": "first"}
    watched.terminal.store.activate()
    watched.watch.test()
    assert watched.watch.said() == (2, "activated", "")


def test_a_template_that_this_machine_cannot_take_fails_the_self_test(place: PublishedFlows, watched: Watched) -> None:
    seq = sign(place, 2, flow_files(version=2) | {"page.typ": b'#image("nowhere.png")'})
    tried, state, reason = watched.told(seq)
    assert (tried, state) == (2, "self_test_failed")
    assert reason.startswith("housing/fund: page.typ: file not found")
    watched.begin()  # a restart neither forgets nor repeats it
    assert watched.watch.said()[1] == "self_test_failed"
    assert watched.told(3) == (3, "activated", "")


def test_a_template_that_asks_for_data_is_no_trouble(place: PublishedFlows, watched: Watched) -> None:
    page = b"#let data = json(bytes(sys.inputs.data))\n#data.name"
    assert watched.told(sign(place, 2, flow_files(version=2) | {"page.typ": page}))[1] == "activated"


def test_a_package_that_the_disk_lost_fails_the_self_test(place: PublishedFlows, watched: Watched) -> None:
    sign(place, 2, flow_files(version=2))
    watched.told(2, served=False)
    watched.terminal.store.activate()
    for file in (watched.terminal.disk / "flows" / "packages").iterdir():
        file.write_bytes(b"")
    watched.terminal.begin()
    watched.begin()
    watched.watch.test()
    assert watched.watch.said() == (2, "self_test_failed", "housing/fund: its package is damaged")


def test_a_service_that_is_lost_for_want_of_a_device_fails_the_self_test(
    place: PublishedFlows, watched: Watched
) -> None:
    files = flow_files(version=2)
    files["flow.yaml"] = files["flow.yaml"].replace(b"[id_card]", b"[id_card, document_camera]")
    sign(place, 2, files)
    assert watched.told(2)[2] == "housing/fund: can be offered here no more for lack of document_camera"


def test_a_service_that_could_not_be_offered_before_either_is_no_loss(place: PublishedFlows, watched: Watched) -> None:
    watched.devices = []
    files = flow_files(version=2)
    files["flow.yaml"] = files["flow.yaml"].replace(b"[id_card]", b"[id_card, document_camera]")
    sign(place, 2, files)
    assert watched.told(2)[1] == "activated"


def test_only_what_changed_is_tried(place: PublishedFlows, watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    place.publish(service="transport/card")
    tried: list[str] = []

    def note(package, was, devices):
        tried.append(package.flow.service)
        return iter(())

    monkeypatch.setattr("kiosk.sync.self_test._of_flow", note)
    assert watched.told(0)[1] == "activated"
    assert tried == ["transport/card"]


def test_being_out_of_reach_is_no_failure(watched: Watched) -> None:
    watched.terminal.platform = watched.terminal.platform.model_copy(update={"url": "http://127.0.0.1:9"})
    watched.terminal.begin()
    watched.begin()
    assert watched.terminal.updater.refresh(5) is Refreshed.UNREACHABLE
    watched.watch.note(5, watched.terminal.updater.refusal)
    assert watched.watch.said() == (5, "waiting", "")


def test_before_the_first_release_there_is_nothing_to_say(place: PublishedFlows, site) -> None:
    bare = Watched(FlowTerminal(place, site))
    bare.watch.test()
    assert bare.watch.said() == (0, "", "")
    assert bare.terminal.update() is Refreshed.CURRENT  # nothing is meant for all yet
    assert bare.terminal.alarms == []
    bare.terminal.session.close()
