"""Ceremonies in visits: several people, a file on a stick, keys lost and replaced; a terminal follows all of it."""

import argparse
import json
from pathlib import Path

import pytest
from kit.city import City
from kit.flow_repository import PublishedFlows, serving
from kit.flow_terminal import FlowTerminal
from kit.flows import flow_files

from kiosk.central.publishing.asking import asked
from kiosk.central.publishing.cli import add_commands
from kiosk.central.publishing.errors import PublishingError
from kiosk.central.publishing.home_cli import PASSPHRASE
from kiosk.central.publishing.key_changes import KeyChanges, propose
from kiosk.central.publishing.keys import KeyDirectory, read_public
from kiosk.central.publishing.proposal import Proposal
from kiosk.central.publishing.proposing import accept
from kiosk.central.publishing.rehearsal import DEPARTMENTS, Rehearsal, Town
from kiosk.central.publishing.repository import Repository, now_utc
from kiosk.protocol.package import pack
from kiosk.sync.updates import Refreshed


def run(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    args = parser.parse_args(list(map(str, words)))
    code: int = args.run(args)
    return code


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    monkeypatch.setenv(PASSPHRASE, "correct horse")


def test_a_terminal_follows_through_every_loss_of_a_key(tmp_path):
    """The terminal's own updater, with the very first root, looks after each step of the rehearsal."""
    town = Town(tmp_path)
    place = argparse.Namespace(place=tmp_path / "street", root=tmp_path / "root.json", time=now_utc)
    said: list[str] = []
    with serving(tmp_path / "served") as site:
        terminals: list[FlowTerminal] = []

        def look() -> None:
            place.root.write_bytes(town.first_root)
            terminals[:] = terminals or [FlowTerminal(place, site)]
            town.trusted()
            terminals[0].updater.refresh()  # nothing is released here: what counts is what it verified
            version = json.loads((tmp_path / "served/metadata/timestamp.json").read_bytes())["signed"]["version"]
            assert terminals[0].updater.timestamp_version() == version, said[-1]

        Rehearsal(town, said.append, look).play()
        terminals[0].updater.close()
    assert "the lost key counts no more" in "\n".join(said)
    assert "refused, as it must be" in "\n".join(said)
    assert town.server.read().departments() == sorted(DEPARTMENTS)


def test_the_rehearsal_is_a_command(capsys, tmp_path):
    assert run("ceremony", "rehearse", "--json") == 0
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert sum("lost" in step or "stolen" in step for step in steps) >= 5


def test_a_ceremony_in_visits_from_keys_at_home_to_a_terminal(tmp_path, capsys):
    """Founding with 2 of 3 for root; then a department lets a second key in, and wants both."""
    for name in ("anna", "bo", "chen", "publisher", "clerk", "deputy", "snapshot", "timestamp"):
        home = "server" if name in ("snapshot", "timestamp") else name
        assert run("key", "make", name, "--keys", tmp_path / home) == 0
    stick, root = tmp_path / "stick.json", tmp_path / "root.json"
    repository, server = ("--repository", tmp_path / "served"), ("--keys", tmp_path / "server")

    def pub(name: str, home: str = "") -> str:
        return str(tmp_path / (home or name) / f"{name}.pub")

    add = [f"root={pub(name)}" for name in ("anna", "bo", "chen")]
    add += [f"targets={pub('publisher')}", f"housing={pub('clerk')}"]
    add += [f"{role}={pub(role, 'server')}" for role in ("snapshot", "timestamp")]
    options = [word for one in add for word in ("--add", one)]
    assert run("ceremony", "begin", stick, *options, "--threshold", "root=2", *repository) == 0
    assert run("ceremony", "finish", stick, *repository, *server) == 1
    assert "signatures are missing (flows-housing: 1 of 1; root: 2 of 2; targets: 1 of 1)" in capsys.readouterr().err
    for name in ("anna", "chen", "publisher", "clerk"):
        assert run("ceremony", "sign", stick, "--keys", tmp_path / name, "--yes") == 0
    assert run("ceremony", "status", stick) == 0
    assert "nothing is missing" in capsys.readouterr().out
    assert run("ceremony", "finish", stick, *repository, *server, "--trusted-root", root) == 0

    second = tmp_path / "second.json"
    options = ["--add", f"housing={pub('deputy')}", "--threshold", "housing=2"]
    assert run("ceremony", "begin", second, *options, *repository) == 0
    for name in ("publisher", "clerk", "deputy"):
        signed = run("ceremony", "sign", second, "--keys", tmp_path / name, "--trusted-root", root, "--yes")
        assert signed == 0
    assert run("ceremony", "finish", second, *repository, *server) == 0
    change = Repository(tmp_path / "served", KeyDirectory(tmp_path / "server")).read()
    assert change.targets.get_delegated_role("flows-housing").threshold == 2
    assert b"ENCRYPTED" in (tmp_path / "anna" / "anna.pem").read_bytes()


def test_a_terminal_takes_a_flow_signed_with_the_new_key_only(tmp_path):
    place = PublishedFlows(tmp_path, "housing")
    place.publish("first")
    new = KeyDirectory(tmp_path / "new").make("department-housing").public_key
    old = KeyDirectory(place.repository.keys.directory).signer("department-housing").public_key.keyid
    with serving(place.served) as site:
        terminal = FlowTerminal(place, site)
        assert terminal.update() == Refreshed.STAGED
        proposal = propose(place.repository, KeyChanges([("housing", new)], [("housing", old)]), now_utc())
        proposal.sign(KeyDirectory(tmp_path / "new").signers(proposal.wanted_keys()))
        proposal.sign(place.repository.keys.signers(proposal.wanted_keys()))
        accept(place.repository, proposal)
        with pytest.raises(PublishingError, match="lacks keys to sign flows-housing"):
            place.publish("second, with the lost key")
        for name in ("department-housing.pem", "department-housing.pub"):
            (tmp_path / "new" / name).rename(tmp_path / "keys" / name)
        place.publish("second, with the new key")
        assert terminal.update() == Refreshed.STAGED
        assert terminal.words == {"housing/fund": "second, with the new key"}
        terminal.updater.close()


@pytest.fixture
def city(tmp_path) -> City:
    return City(tmp_path / "city")


def test_what_cannot_work_is_told_before_anybody_signs(city, tmp_path):
    key = city.home("new").make("new").public_key
    clerk = city.home("clerk").signer("housing").public_key
    anna = city.home("anna").signer("root").public_key.keyid
    changes = {
        "nothing is to change": KeyChanges(),
        r"root would want 1 of 0 keys: add keys": KeyChanges([], [("root", anna)]),
        r"root would want 2 of 1 keys": KeyChanges(thresholds={"root": 2}),
        "signs housing already": KeyChanges([("root", clerk)]),
        "there is no role 'fishing'": KeyChanges(thresholds={"fishing": 1}),
        "names no key of root": KeyChanges([("root", key)], [("root", anna[:7])]),
        "is no department's name": KeyChanges([("Fischerei & Co", key)]),
    }
    for words, change in changes.items():
        with pytest.raises(PublishingError, match=words):
            propose(city.repository, change, now_utc())


def test_a_first_ceremony_tells_every_role_without_a_key(tmp_path):
    empty = Repository(tmp_path / "served", KeyDirectory(tmp_path / "keys"))
    key = KeyDirectory(tmp_path / "keys").make("anna").public_key
    with pytest.raises(PublishingError, match=r"snapshot would want .*; targets would want .*; timestamp would want"):
        propose(empty, KeyChanges([("root", key)]), now_utc())


def test_a_file_that_somebody_made_up_is_not_signed(city, tmp_path, capsys):
    stranger = City(tmp_path / "elsewhere")
    changes = KeyChanges(add=[("fishing", stranger.home("f").make("f").public_key)])
    stick = tmp_path / "stick.json"
    stick.write_bytes(propose(stranger.repository, changes, now_utc()).to_bytes())
    options = ("--keys", stranger.home("publisher").directory, "--trusted-root", city.root, "--yes")
    assert run("ceremony", "sign", stick, *options) == 1
    assert "cannot be trusted" in capsys.readouterr().err
    stick.write_text("{}")
    assert run("ceremony", "sign", stick, *options) == 1
    assert "this is no proposal" in capsys.readouterr().err
    assert run("ceremony", "status", tmp_path / "none") == 1


def test_a_ceremony_shows_whatever_else_somebody_hid_in_its_file(city, tmp_path, capsys):
    changes = KeyChanges(add=[("fishing", city.home("f").make("f").public_key)])
    proposal = propose(city.repository, changes, now_utc())
    with city.repository.files.locked():
        change = city.repository.read()
    change.add_package("housing/fund", 1, pack(flow_files()))
    hidden = change.roles["flows-housing"].signed.targets
    proposal.metadata["targets"].signed.targets.update(hidden)
    stick = tmp_path / "stick.json"
    stick.write_bytes(proposal.to_bytes())
    assert run("ceremony", "status", stick) == 0
    assert "publishes flows/housing/fund@1.flow" in capsys.readouterr().out


def test_an_outdated_ceremony_is_drawn_up_again(city, tmp_path):
    first, second = (
        propose(city.repository, KeyChanges([("fishing", city.home(name).make(name).public_key)]), now_utc())
        for name in ("f", "g")
    )
    for proposal, name in ((first, "f"), (second, "g")):
        for home in ("publisher", name):
            proposal.sign(city.home(home).signers(proposal.wanted_keys()))
    accept(city.repository, first)
    with pytest.raises(PublishingError, match="draw it up again"):
        accept(city.repository, second)


def test_a_new_root_needs_those_who_hold_the_present_one(city, tmp_path):
    """Even a complete set of signatures by the new holders alone is nothing."""
    thief = KeyDirectory(tmp_path / "thief")
    anna = city.home("anna").signer("root").public_key.keyid
    changes = KeyChanges([("root", thief.make("root").public_key)], [("root", anna)])
    proposal = propose(city.repository, changes, now_utc())
    proposal.sign(thief.signers(proposal.wanted_keys()))
    without_base = Proposal(proposal.metadata, {})
    assert without_base.complete
    with pytest.raises(PublishingError, match="not signed by those who hold the present one"):
        accept(city.repository, without_base)


def answers(*given: str):
    left = list(given)

    def ask(_question: str) -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    return ask


def test_one_is_led_through_the_first_ceremony(city):
    def pub(name: str, role: str) -> str:
        return str(city.home(name).public_file(role))

    said: list[str] = []
    changes = asked(
        None,
        answers(
            pub("anna", "root"), pub("clerk", "housing"), "", "2",
            "no such file", pub("publisher", "targets"), "",
            str(city.server_keys / "snapshot.pub"), "", str(city.server_keys / "timestamp.pub"), "",
            "transport", pub("driver", "transport"), "", "",
        ),
        said.append,
    )  # fmt: skip
    assert [role for role, _ in changes.add] == ["root", "root", "targets", "snapshot", "timestamp", "transport"]
    assert changes.thresholds == {"root": 2, "targets": 1, "snapshot": 1, "timestamp": 1, "transport": 1}
    assert any("no such file" in line for line in said)
    assert any("fingerprint" in line for line in said)


@pytest.mark.parametrize(
    ("given", "role", "removed", "thresholds"),
    [
        (("1", "fishing", "KEY", ""), "fishing", (), {}),
        (("2", "housing", "0123 4567", "KEY", ""), "housing", (("housing", "01234567"),), {}),
        (("3", "root", "KEY", ""), "root", (), {}),
        (("4", "root", "3"), None, (), {"root": 3}),
    ],
)
def test_one_is_led_through_a_change(city, given, role, removed, thresholds):
    file = str(city.home("driver").public_file("transport"))
    changes = asked(["housing"], answers(*(file if word == "KEY" else word for word in given)), lambda _line: None)
    assert [one for one, _ in changes.add] == ([role] if role else [])
    assert (tuple(changes.remove), changes.thresholds) == (removed, thresholds)


@pytest.mark.parametrize(
    ("given", "words"), [((), "nobody answered"), (("9", "x"), "none of 1"), (("4", "x", "y"), "no whole")]
)
def test_answers_that_make_no_sense_are_told(given, words):
    with pytest.raises(PublishingError, match=words):
        asked([], answers(*given), lambda _line: None)


def test_keys_are_never_overwritten_nor_opened_with_another_passphrase(tmp_path, capsys, monkeypatch):
    assert run("key", "make", "anna", "--keys", tmp_path) == 0
    assert run("key", "make", "anna", "--keys", tmp_path) == 1
    keyid = read_public(tmp_path / "anna.pub").keyid
    assert KeyDirectory(tmp_path).encrypted({keyid})
    with pytest.raises(PublishingError, match="cannot be opened"):
        KeyDirectory(tmp_path, b"wrong").signers({keyid})
    assert KeyDirectory(tmp_path, b"wrong").signers({"0" * 64}) == []  # somebody else's key is not even opened
    (tmp_path / "anna.pub").write_text("nothing")
    with pytest.raises(PublishingError, match="holds no public half"):
        KeyDirectory(tmp_path).signers({keyid})
    assert (tmp_path / "anna.pem").stat().st_mode & 0o077 == 0
    assert "exists already" in capsys.readouterr().err
