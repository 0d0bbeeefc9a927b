"""The key: made once, kept from others, and never replaced in silence."""

import pytest
from kit.ledger_walk import KEY, open_ledger

from kiosk.ledger.errors import LedgerKeyError
from kiosk.ledger.key import load_key


@pytest.fixture
def place(tmp_path):
    return tmp_path / "state" / "ledger.key", tmp_path / "state" / "ledger.db"


def test_the_first_start_makes_a_key_that_only_the_terminal_reads(place):
    key = load_key(*place)
    assert len(key) == 32
    assert place[0].stat().st_mode & 0o777 == 0o600
    assert load_key(*place) == key


def test_two_terminals_have_two_keys(tmp_path):
    first, second = (load_key(tmp_path / name, tmp_path / "none.db") for name in ("a", "b"))
    assert first != second


def test_a_key_that_others_may_read_is_closed_to_them(place):
    load_key(*place)
    place[0].chmod(0o644)
    load_key(*place)
    assert place[0].stat().st_mode & 0o777 == 0o600


def test_a_database_without_its_key_stops_the_start_and_says_what_to_do(place):
    load_key(*place)
    place[1].write_bytes(b"x")
    place[0].unlink()
    with pytest.raises(LedgerKeyError, match="restore the key"):
        load_key(*place)
    assert not place[0].exists()


def test_a_key_of_the_wrong_length_is_refused(place):
    load_key(*place)
    place[0].write_bytes(b"short")
    with pytest.raises(LedgerKeyError, match="5 bytes"):
        load_key(*place)


def test_a_key_file_that_cannot_be_read_is_refused(place):
    place[0].mkdir(parents=True)
    with pytest.raises(LedgerKeyError, match="directory"):
        load_key(*place)


def test_another_key_does_not_open_the_ledger_nor_set_it_aside(tmp_path):
    open_ledger(tmp_path).close()
    with pytest.raises(LedgerKeyError, match="restore that key"):
        open_ledger(tmp_path, key=bytes(32))
    assert not list(tmp_path.glob("*damaged*"))
    open_ledger(tmp_path).close()


@pytest.fixture
def credentials(tmp_path, monkeypatch):
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_a_credential_of_systemd_is_the_key_and_no_file_is_made(place, credentials):
    (credentials / "ledger.key").write_bytes(bytes(32))
    (credentials / "ledger.key").chmod(0o444)  # whatever its mode, it is systemd's
    assert load_key(*place) == bytes(32)
    assert not place[0].exists()
    assert (credentials / "ledger.key").stat().st_mode & 0o777 == 0o444


def test_without_a_key_among_the_credentials_the_file_is_the_key(place, credentials):
    assert load_key(*place) == place[0].read_bytes()


def test_a_credential_of_the_wrong_length_is_refused(place, credentials):
    (credentials / "ledger.key").write_bytes(b"short")
    with pytest.raises(LedgerKeyError, match="5 bytes"):
        load_key(*place)


def test_of_two_keys_the_one_that_opens_the_ledger_is_taken(tmp_path, credentials):
    (credentials / "ledger.key").write_bytes(bytes(32))
    (tmp_path / "ledger.key").write_bytes(KEY)
    open_ledger(tmp_path).close()
    assert load_key(tmp_path / "ledger.key", tmp_path / "ledger.db") == KEY
