"""`kiosk central sign` and `publish --server` against a real server, which may lie: the person's machine notices."""

import argparse
import json
import shutil
from pathlib import Path

import pytest
from kit.city import City
from kit.flows import flow_files, write_flow
from tuf.api.metadata import Metadata, TargetFile

from kiosk.central.publishing import stock, views
from kiosk.central.publishing.cli import add_commands
from kiosk.central.publishing.models import Proposal, Submission
from kiosk.central.publishing.proposal import Proposal as Paper
from kiosk.protocol.document import Problem
from kiosk.protocol.package import pack

pytestmark = pytest.mark.django_db(transaction=True)
State = Submission.State


@pytest.fixture
def house(city: City, people, live_server):
    """Runs commands as one of the people, each with a token and keys at home."""
    return House(city, people, live_server.url)


class House:
    def __init__(self, city: City, people, url: str) -> None:
        self.city, self.people, self.url = city, people, url
        self.examine = self.compare = None

    def run(self, *words: str | Path) -> int:
        parser = argparse.ArgumentParser()
        add_commands(parser.add_subparsers(), self.examine, self.compare)
        args = parser.parse_args(list(map(str, words)))
        code: int = args.run(args)
        return code

    def token(self, name: str) -> Path:
        file = self.city.place / f"token-{name}"
        file.touch(mode=0o600)
        file.write_text(self.people.token(getattr(self.people, name)))
        return file

    def sign(self, name: str, *words: str | Path, keys: str = "", root: Path | None = None) -> int:
        home = self.city.home(keys or name).directory
        return self.run(
            "sign", "--server", self.url, "--token", self.token(name), "--keys", home,
            "--trusted-root", root or self.city.root, *words,
        )  # fmt: skip

    def publish(self, flows: Path, *words: str) -> int:
        return self.run("publish", flows, "--server", self.url, "--token", self.token("author"), *words)


def test_from_an_authors_machine_to_the_release(house, city, people, ready, capsys):
    write_flow(city.place / "flows", words="first")
    assert house.publish(city.place / "flows") == 0
    assert ": housing/fund@1 is uploaded" in capsys.readouterr().out
    submission = Submission.objects.get()
    submission.state = State.READY
    submission.save()
    assert house.sign("clerk", submission.pk, "--yes") == 0
    told = capsys.readouterr().out
    assert "housing/fund@1  缴存证明" in told
    assert "a new service" in told
    assert "release 1 with 1 services" in told
    assert "signs flows-housing in version 2" in told
    assert "signed flows-housing; still missing: targets: 1" in told
    assert house.sign("publisher", submission.pk, "--yes") == 0
    assert "nothing is missing: published in release 1" in capsys.readouterr().out
    assert Submission.objects.get().state == State.SIGNED


def test_what_changes_is_told_and_a_person_must_say_yes(house, ready, capsys, monkeypatch):
    house.compare = lambda old, new: [f"version {new.flow.version}, was {old.flow.version}"]
    for words in ("first", "second"):
        number = ready(words).pk
        for name in ("clerk", "publisher"):
            assert house.sign(name, number, "--yes") == 0
    number = ready("third").pk
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    assert house.sign("clerk", number) == 1
    told = capsys.readouterr()
    assert "  version 3, was 2" in told.out
    assert "error: nothing was signed" in told.err
    assert Proposal.objects.latest("id").signatures.count() == 0


def test_a_package_that_was_tampered_with_between_upload_and_signature_is_noticed(house, ready, capsys, monkeypatch):
    number = ready().pk
    other = pack(flow_files(words="everything is free"))
    monkeypatch.setattr(stock, "kept", lambda _sha256: other)  # the server gives other bytes than were examined
    assert house.sign("clerk", number, "--yes") == 1
    assert "is not what was examined" in capsys.readouterr().err
    assert Proposal.objects.latest("id").signatures.count() == 0


def lying(monkeypatch, change) -> None:
    """Let the server bend the metadata that it wants signed."""
    true = views.proposal_view

    def view(proposal):
        told = true(proposal)
        paper = Paper.from_bytes(told.document.encode())
        change(paper.metadata)
        return told.model_copy(update={"document": paper.to_bytes().decode()})

    monkeypatch.setattr(views, "proposal_view", view)


def another_flow(metadata) -> None:
    path = "flows/housing/other@1.flow"
    metadata["flows-housing"].signed.targets[path] = TargetFile.from_data(path, b"x", ["sha256"])


def another_department(metadata) -> None:
    metadata["targets"].signed.delegations.roles["flows-housing"].paths = ["flows/*"]


def another_release(metadata) -> None:
    path = "releases/1.json"
    metadata["targets"].signed.targets[path] = TargetFile.from_data(path, b"{}", ["sha256"])


def a_life_of_centuries(metadata) -> None:
    expires = metadata["targets"].signed.expires
    metadata["targets"].signed.expires = expires.replace(year=expires.year + 100)


def a_version_far_ahead(metadata) -> None:
    metadata["targets"].signed.version += 1000


def one_role_more(metadata) -> None:
    metadata["flows-transport"] = Metadata.from_dict(metadata["flows-housing"].to_dict())


LIES = [another_flow, another_department, another_release, a_life_of_centuries, a_version_far_ahead, one_role_more]


@pytest.mark.parametrize("lie", LIES)
def test_a_server_cannot_have_anything_else_signed_than_what_is_shown(house, ready, capsys, monkeypatch, lie):
    number = ready().pk
    lying(monkeypatch, lie)
    assert house.sign("clerk", number, "--yes") == 1
    assert "error: " in capsys.readouterr().err
    assert Proposal.objects.latest("id").signatures.count() == 0


def test_a_repository_that_does_not_follow_from_ones_own_root_is_not_built_on(house, ready, tmp_path, capsys):
    stranger = City(tmp_path / "elsewhere")
    assert house.sign("clerk", ready().pk, "--yes", root=stranger.root) == 1
    assert "cannot be trusted" in capsys.readouterr().err


def test_a_server_cannot_show_an_older_state_than_one_saw(house, city, ready, capsys, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(city.served, old)
    number = ready().pk
    for name in ("clerk", "publisher"):
        assert house.sign(name, number, "--yes") == 0
    next_one = ready("second").pk
    assert house.sign("clerk", next_one, "--yes") == 0
    shutil.rmtree(city.served)
    shutil.copytree(old, city.served)
    assert house.sign("clerk", next_one, "--yes") == 1
    assert "cannot be trusted" in capsys.readouterr().err


def test_other_submissions_than_those_named_are_not_signed(house, ready, capsys, monkeypatch):
    number, other = ready().pk, ready(service="transport/card").pk
    true = views.parsed
    bent = {"submissions": (number, other)}
    monkeypatch.setattr(views, "parsed", lambda request, model: true(request, model).model_copy(update=bent))
    assert house.sign("clerk", number, "--yes") == 1
    assert "something else signed than what you named" in capsys.readouterr().err


def test_whoever_holds_no_key_for_it_is_told_who_does(house, ready, capsys):
    assert house.sign("deputy", ready().pk, "--yes", keys="driver") == 1
    assert "may sign this; wanted are flows-housing: 1 of 1, by" in capsys.readouterr().err


def test_a_flow_that_does_not_pass_here_is_not_signed_whatever_the_report_says(house, ready, capsys):
    number = ready().pk
    house.examine = lambda _package, _files: [Problem("flow.yaml", 3, 1, "a dead end")]
    assert house.sign("clerk", number, "--yes") == 1
    assert "does not pass its examination here: flow.yaml:3:1: a dead end" in capsys.readouterr().err
    assert house.sign("clerk", number, "--yes", "--report-suffices") == 0


def test_an_author_is_told_that_somebody_else_signs(house, ready, people, capsys):
    number = ready().pk
    Submission.objects.update(author=people.clerk)
    assert house.sign("clerk", number, "--yes") == 1
    assert "was handed in by you: somebody else must sign it" in capsys.readouterr().err


def test_what_central_refuses_is_told_with_place_and_remedy(house, city, capsys):
    write_flow(city.place / "flows", "fishing/licence")
    assert house.publish(city.place / "flows") == 1
    told = capsys.readouterr().err
    assert "fishing/licence/flow.yaml:1:1: department 'fishing' may not publish" in told
    assert "kiosk central ceremony" in told


def test_one_may_wait_for_the_examination(house, city, capsys, monkeypatch):
    write_flow(city.place / "flows")
    true = views.view_of

    def refused(submission):
        Submission.objects.filter(pk=submission.pk, state=State.UPLOADED).update(state=State.REFUSED)
        return true(submission)

    monkeypatch.setattr("kiosk.central.publishing.home_cli._LOOK_S", 0.01)
    monkeypatch.setattr(views, "view_of", refused)
    assert house.publish(city.place / "flows", "--wait") == 1
    assert ": housing/fund@1 is refused" in capsys.readouterr().err


def test_mistakes_at_home_are_told(house, city, ready, capsys, tmp_path):
    flows = write_flow(tmp_path / "flows")
    assert house.run("publish", flows, "--server", house.url) == 1
    assert house.run("publish", flows, "--server", "http://kiosk.example", "--token", house.token("author")) == 1
    assert house.run("publish", flows, "--server", house.url, "--token", tmp_path / "none") == 1
    open_to_all, empty = tmp_path / "open", tmp_path / "empty"
    open_to_all.write_text("kct_x")
    open_to_all.chmod(0o644)
    empty.touch(mode=0o600)
    assert house.run("publish", flows, "--server", house.url, "--token", open_to_all) == 1
    assert house.run("publish", flows, "--server", house.url, "--token", empty) == 1
    assert house.run("publish", flows, "--server", "http://127.0.0.1:9", "--token", house.token("author")) == 1
    told = capsys.readouterr().err
    for words in (
        "needs --token",
        "over https only",
        "cannot be read",
        "chmod 600",
        "is empty",
        "is the server reachable",
    ):
        assert words in told


def test_programs_get_json(house, ready, capsys):
    assert house.sign("clerk", ready().pk, "--yes", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["signed"], told["missing"], told["state"]) == (["flows-housing"], {"targets": 1}, "open")


def test_a_service_is_pulled_back_and_taken_off_from_home(house, ready, capsys):
    for words in ("first", "second"):
        number = ready(words).pk
        for name in ("clerk", "publisher"):
            assert house.sign(name, number, "--yes") == 0
    capsys.readouterr()
    assert house.sign("publisher", "--again", "housing/fund@1", "--yes") == 0
    told = capsys.readouterr().out
    assert "signed targets; nothing is missing" in told
    assert house.sign("publisher", "--withdraw", "housing/fund", "--yes") == 0
    assert "housing/fund: withdrawn, was version 1" in capsys.readouterr().out
    for words in (("--again", "housing/fund"), (), ("--withdraw", "housing"), ("--again", "housing/fund@7")):
        assert house.sign("publisher", *words, "--yes") == 1
    told = capsys.readouterr().err
    for words in (
        "write department/service@version",
        "nothing is asked for",
        "should match pattern",
        "never published",
    ):
        assert words in told
