"""Publishing: what is released, under which version, and what is never published."""

import argparse
import json
from datetime import timedelta
from pathlib import Path

import pytest
from kit.flow_repository import PublishedFlows
from kit.flows import write_flow
from tuf.api.metadata import Metadata

from kiosk.central.publishing.ceremony import add_department, hold_ceremony, replace_key
from kiosk.central.publishing.cli import add_commands
from kiosk.central.publishing.diagnosis import render
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.keys import KeyDirectory
from kiosk.central.publishing.publish import FlowsRefusedError, publish, pull_back, withdraw
from kiosk.central.publishing.repository import Repository, now_utc, timestamp_version
from kiosk.protocol.document import Problem
from kiosk.protocol.package import unpack
from kiosk.protocol.release import Release


@pytest.fixture
def place(tmp_path: Path) -> PublishedFlows:
    return PublishedFlows(tmp_path, "housing", "transport")


def released(place: PublishedFlows) -> Release:
    with place.repository.change() as change:
        release = change.release()
    assert release is not None
    return release


def files(place: PublishedFlows) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in place.served.rglob("*") if file.is_file()}


def test_a_new_flow_is_released_in_the_version_that_its_author_gave(place: PublishedFlows) -> None:
    write_flow(place.flows, version=7)
    done = publish(place.flows, place.repository)
    assert [(flow.version, flow.state) for flow in done.flows] == [(7, "new")]
    assert released(place).flows["housing/fund"].target == "flows/housing/fund@7.flow"


def test_a_changed_text_goes_out_as_the_next_version_without_asking(place: PublishedFlows) -> None:
    place.publish("first")
    done = place.publish("second")
    assert [(flow.version, flow.written_version, flow.state) for flow in done.flows] == [(2, 1, "changed")]
    assert done.release_seq == 2
    with place.repository.change() as change:
        package = unpack(change.package("housing/fund", 2))
    assert (package.flow.version, package.text("en", "summary")) == (2, "second")


def test_an_unchanged_flow_is_not_signed_again(place: PublishedFlows) -> None:
    place.publish()
    place.publish("second")  # the author's file still says version 1
    before = files(place)
    assert place.publish("second").flows[0].state == "unchanged"
    assert files(place) == before


def test_another_departments_metadata_stay_untouched(place: PublishedFlows) -> None:
    place.publish()
    before = sorted(file.name for file in place.served.glob("metadata/*flows-transport*"))
    place.publish("second")
    assert sorted(file.name for file in place.served.glob("metadata/*flows-transport*")) == before


def test_a_version_that_the_author_raised_is_kept(place: PublishedFlows) -> None:
    place.publish()
    write_flow(place.flows, version=5)
    assert publish(place.flows, place.repository).flows[0].version == 5


def test_exact_refuses_a_changed_flow_with_an_old_version(place: PublishedFlows) -> None:
    place.publish()
    write_flow(place.flows, words="second")
    with pytest.raises(PublishingError, match="write `version: 2`"):
        publish(place.flows, place.repository, exact=True)
    assert released(place).release_seq == 1


def test_two_contents_never_share_a_version(place: PublishedFlows) -> None:
    place.publish()
    with pytest.raises(PublishingError, match="published already"), place.repository.change() as change:
        change.add_package("housing/fund", 1, b"other")


def test_an_older_version_comes_back_under_a_higher_release(place: PublishedFlows) -> None:
    place.publish()
    place.publish("second")
    assert pull_back(place.repository, "housing/fund", 1) == 3
    assert released(place).flows["housing/fund"].version == 1
    done = place.publish("second")  # said again, and so meant
    assert (done.release_seq, done.flows[0].version) == (4, 3)


def test_what_was_never_published_cannot_come_back(place: PublishedFlows) -> None:
    place.publish()
    with pytest.raises(PublishingError, match="never published in version 9"):
        pull_back(place.repository, "housing/fund", 9)


def test_a_flow_can_be_withdrawn_and_the_others_stay(place: PublishedFlows) -> None:
    place.publish()
    place.publish(service="transport/card")
    withdraw(place.repository, "housing/fund")
    assert list(released(place).flows) == ["transport/card"]


def test_publishing_one_folder_leaves_the_other_flows_alone(place: PublishedFlows) -> None:
    place.publish()
    folder = write_flow(place.place / "elsewhere", "transport/card")
    publish(folder, place.repository)
    assert sorted(released(place).flows) == ["housing/fund", "transport/card"]


def test_one_bad_flow_stops_all_and_every_problem_is_named(place: PublishedFlows) -> None:
    bad = write_flow(place.flows, "transport/card") / "flow.yaml"
    bad.write_text(bad.read_text().replace("expected_minutes: 2", "expected_minutes: 0").replace("page.typ", "p.typ"))
    before = files(place)
    with pytest.raises(FlowsRefusedError) as raised:
        place.publish()
    assert [problem.line for _, problem in raised.value.problems] == [9, 20]
    assert {name for name, data in files(place).items() if before.get(name) != data} == set()


def test_a_flow_in_the_wrong_folder_is_refused(place: PublishedFlows) -> None:
    (write_flow(place.flows).rename(place.flows / "housing" / "loan"))
    with pytest.raises(FlowsRefusedError) as raised:
        publish(place.flows, place.repository)
    assert "lies in housing/loan/" in str(raised.value.problems[0][1])


def test_a_further_examination_can_refuse(place: PublishedFlows) -> None:
    write_flow(place.flows)
    with pytest.raises(FlowsRefusedError):
        publish(
            place.flows, place.repository, examine=lambda _package, _files: [Problem("flow.yaml", 1, 1, "a dead end")]
        )


def test_a_department_without_a_role_cannot_publish(place: PublishedFlows) -> None:
    write_flow(place.flows, "health/card")
    with pytest.raises(PublishingError, match="--department health"):
        publish(place.flows, place.repository)
    assert add_department(place.repository, "health")
    assert not add_department(place.repository, "health")
    assert publish(place.flows, place.repository).flows[0].service == "health/card"


def test_a_publisher_without_the_departments_key_cannot_publish(place: PublishedFlows) -> None:
    (place.place / "keys" / "department-housing.pem").unlink()
    with pytest.raises(PublishingError, match="lacks keys to sign flows-housing"):
        place.publish()


def test_served_files_that_were_tampered_with_are_never_signed(place: PublishedFlows) -> None:
    place.publish()
    package = next(place.served.rglob("*fund@1.flow"))
    package.write_bytes(package.read_bytes() + b"x")
    with pytest.raises(PublishingError, match="changed after it was signed"):
        place.publish("second")


def test_served_metadata_that_were_tampered_with_are_never_signed(place: PublishedFlows) -> None:
    place.publish()
    newest = max(place.served.glob("metadata/*.targets.json"))
    newest.write_bytes(newest.read_bytes().replace(b"release.json", b"relaese.json"))
    with pytest.raises(PublishingError, match="cannot be trusted"):
        place.publish("second")


def test_an_interrupted_publication_leaves_the_old_release_in_force(
    place: PublishedFlows, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish()
    write = place.repository.files.write_metadata

    def power_cut(role: str, data: bytes, version: int | None = None) -> None:
        if role == "timestamp":
            raise OSError("the power went")
        write(role, data, version)

    monkeypatch.setattr(place.repository.files, "write_metadata", power_cut)
    with pytest.raises(OSError, match="power"):
        place.publish("second")
    monkeypatch.undo()
    assert released(place).release_seq == 1
    assert place.publish("third").release_seq == 2


def test_two_publishers_never_work_at_once(place: PublishedFlows) -> None:
    with place.repository.change(), pytest.raises(PublishingError, match="somebody else"):
        place.publish()


def test_root_needs_as_many_keys_as_its_threshold_says(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "served", KeyDirectory(tmp_path / "keys"))
    root = Metadata.from_bytes(hold_ceremony(repository, root_keys=3, root_threshold=2))
    assert len(root.signatures) == 3
    (tmp_path / "keys" / "root-1.pem").unlink()
    replace_key(repository, "timestamp")  # two of three agree
    (tmp_path / "keys" / "root-2.pem").unlink()
    with pytest.raises(PublishingError, match="lacks keys to sign root"):
        replace_key(repository, "timestamp")


def test_keys_never_lie_in_the_served_folder(tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="everybody can read"):
        hold_ceremony(Repository(tmp_path, KeyDirectory(tmp_path / "keys")))
    assert not list(tmp_path.rglob("*.pem"))


def test_encrypted_keys_need_their_passphrase(tmp_path: Path) -> None:
    KeyDirectory(tmp_path, b"correct horse").make("targets")
    assert b"ENCRYPTED" in (tmp_path / "targets.pem").read_bytes()
    assert (tmp_path / "targets.pem").stat().st_mode & 0o077 == 0
    for passphrase in (None, b"wrong"):
        with pytest.raises(PublishingError, match="cannot be opened"):
            KeyDirectory(tmp_path, passphrase).signer("targets")
    KeyDirectory(tmp_path, b"correct horse").signer("targets")


def test_signatures_are_renewed_when_half_their_life_is_gone(place: PublishedFlows) -> None:
    assert place.repository.renew() == []
    before = timestamp_version(place.served)
    place.now = lambda: now_utc() + timedelta(days=8)
    assert place.repository.renew() == ["timestamp"]
    assert timestamp_version(place.served) == before + 1
    place.now = lambda: now_utc() + timedelta(days=200)
    assert set(place.repository.renew()) == {"flows-housing", "flows-transport", "snapshot", "targets", "timestamp"}


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args([str(word) for word in words])
    code = args.run(args)
    assert isinstance(code, int)
    return code


def test_the_commands_lead_from_nothing_to_a_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--repository", tmp_path / "served", "--keys", tmp_path / "keys")
    assert run("ceremony", "--department", "housing", "--trusted-root", tmp_path / "root.json", *where) == 0
    assert (tmp_path / "root.json").read_bytes() == (tmp_path / "served/metadata/1.root.json").read_bytes()
    write_flow(tmp_path / "flows")
    assert run("publish", tmp_path / "flows", *where) == 0
    write_flow(tmp_path / "flows", words="second")
    capsys.readouterr()
    assert run("publish", tmp_path / "flows", "--json", *where) == 0
    flow = {"service": "housing/fund", "version": 2, "written_version": 1, "state": "changed"}
    assert json.loads(capsys.readouterr().out) == {"release_seq": 2, "flows": [flow]}
    assert run("pull-back", "housing/fund", 1, *where) == 0
    assert run("withdraw", "housing/fund", *where) == 0
    assert run("replace-key", "snapshot", *where) == 0
    assert run("renew", *where) == 0


def test_the_folders_follow_the_command_line_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_CENTRAL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KIOSK_CENTRAL_FLOWS", str(tmp_path / "www"))
    assert run("ceremony") == 0
    assert run("ceremony", "--data", tmp_path / "other") == 0
    repositories = sorted(file.parent.parent.relative_to(tmp_path) for file in tmp_path.rglob("timestamp.json"))
    keys = sorted(file.parent.relative_to(tmp_path) for file in tmp_path.rglob("timestamp.pem"))
    assert repositories == [Path("other/flows"), Path("www")]
    assert keys == [Path("data/keys"), Path("other/keys")]


def test_mistakes_are_shown_as_a_compiler_shows_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--repository", tmp_path / "served", "--keys", tmp_path / "keys")
    flow = write_flow(tmp_path / "flows") / "flow.yaml"
    flow.write_text(flow.read_text().replace("theme: housing", "住: {theem: 1}"))
    assert run("publish", tmp_path / "flows", *where) == 1
    shown = capsys.readouterr().err
    assert f"{flow}:6:1: 住: is not known here\n    6 | 住: {{theem: 1}}\n      | ^\n" in shown
    assert "theme: is missing" in shown
    assert "error: 2 to mend; nothing was published" in shown
    assert run("publish", tmp_path / "flows", "--json", *where) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["file"] == str(flow)


FRAGMENT = "steps: [{id: more, kind: notice, title: title, points: [start.point], consent_text: start.consent}]\n"


def include(place: PublishedFlows, fragment: str) -> Path:
    """Write a flow that includes `fragment` from beside the departments; returns the fragment's file."""
    file = place.flows / "fragments" / "more.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fragment)
    flow = write_flow(place.flows) / "flow.yaml"
    text = flow.read_text().replace("engine: 1", "engine: 2")
    flow.write_text(text.replace("  - id: finish", "  - {kind: include, fragment: more}\n  - id: finish"))
    return file


def test_a_flow_is_signed_with_the_fragments_that_it_includes_and_anew_when_one_changed(place: PublishedFlows) -> None:
    include(place, FRAGMENT)
    publish(place.flows, place.repository)
    assert publish(place.flows, place.repository).flows[0].state == "unchanged"
    include(place, FRAGMENT.replace("id: more", "id: other"))
    assert publish(place.flows, place.repository).flows[0].version == 2
    with place.repository.change() as change:
        package = unpack(change.package("housing/fund", 2))
    assert [step.id for step in package.flow.steps[-2:]] == ["other", "finish"]


def test_a_mistake_in_a_fragment_is_shown_where_the_author_finds_it(place: PublishedFlows) -> None:
    file = include(place, FRAGMENT.replace("title: title", "titel: title"))
    with pytest.raises(FlowsRefusedError) as refused:
        publish(place.flows, place.repository)
    shown = [render(*problem) for problem in refused.value.problems]
    assert any(text.startswith(f"{file}:1:34: ") and "| " + " " * 33 + "^" in text for text in shown), shown
