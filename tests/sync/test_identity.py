"""The terminal's key and names: made once, private, whole after a cut, and silent."""

import json

import pytest

from kiosk.protocol.signing import fingerprint, public_key_of
from kiosk.sync.identity import Identity, IdentityError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "identity.json"


def test_the_first_start_makes_a_key_that_stays(path):
    first = Identity.load(path)
    assert not first.enrolled
    assert first.terminal_id == ""
    assert first.public_key == public_key_of(first.private_key)
    assert first.key_id == first.fingerprint == fingerprint(first.public_key)
    assert Identity.load(path).private_key == first.private_key
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_machines_have_two_keys(tmp_path):
    assert Identity.load(tmp_path / "a").public_key != Identity.load(tmp_path / "b").public_key


def test_the_names_outlive_a_restart_and_the_key_stays(path):
    identity = Identity.load(path)
    identity.adopt("T7", "T7-k")
    again = Identity.load(path)
    for known in (identity, again):
        assert (known.enrolled, known.terminal_id, known.key_id) == (True, "T7", "T7-k")
    assert again.private_key == identity.private_key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_cut_while_writing_leaves_the_old_one(path):
    identity = Identity.load(path)
    path.with_name(path.name + ".new").write_text("half")
    assert Identity.load(path).private_key == identity.private_key
    identity.adopt("T7", "T7-k")
    assert Identity.load(path).terminal_id == "T7"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"private_key": "ab"}', '{"terminal_id": "T1"}'])
def test_a_damaged_file_is_neither_used_nor_replaced(path, content):
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(IdentityError, match="damaged"):
        Identity.load(path)
    assert path.read_text() == content


def test_the_text_of_a_failure_does_not_tell_the_key(path):
    identity = Identity.load(path)
    held = json.loads(path.read_text())
    path.write_text(json.dumps({**held, "more": 1}))
    with pytest.raises(IdentityError) as raised:
        Identity.load(path)
    assert held["private_key"] not in str(raised.value)
    assert held["private_key"] not in repr(identity) + repr(identity._held)


def test_a_disk_that_refuses_changes_nothing(path):
    identity = Identity.load(path)
    path.with_name(path.name + ".new").mkdir()
    with pytest.raises(IdentityError, match=r"identity\.json"):
        identity.adopt("T7", "T7-k")
    assert not identity.enrolled


def test_a_place_that_cannot_be_read_says_so(tmp_path):
    with pytest.raises(IdentityError, match="directory"):
        Identity.load(tmp_path)
