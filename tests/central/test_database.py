"""One URL chooses the database; what is wrong with it is told with the variable's name, and never the password."""

from pathlib import Path

import psycopg
import pytest

from kiosk.central.database import URL, URL_FILE, DatabaseUrlError, chosen

DATA = Path("/data")
GOOD = "postgresql://kiosk:p%40ss%2Fword@db.example:6432/city?sslmode=verify-full"


def test_without_a_url_it_is_sqlite_in_the_data_folder():
    told = chosen({}, DATA)
    assert told["NAME"] == DATA / "central.sqlite3"
    assert "synchronous=FULL" in told["OPTIONS"]["init_command"]  # what was acknowledged outlives a power cut


def test_a_url_names_everything():
    told = chosen({URL: GOOD}, DATA)
    assert told["ENGINE"] == "kiosk.central.postgresql"
    assert (told["HOST"], told["PORT"], told["NAME"]) == ("db.example", "6432", "city")
    assert (told["USER"], told["PASSWORD"]) == ("kiosk", "p@ss/word")
    assert told["OPTIONS"]["sslmode"] == "verify-full"
    assert told["OPTIONS"]["connect_timeout"] == 5
    assert told["CONN_HEALTH_CHECKS"]


def test_what_stands_in_the_url_wins_over_the_limits_that_are_usual_here():
    assert chosen({URL: GOOD + "&connect_timeout=2"}, DATA)["OPTIONS"]["connect_timeout"] == "2"


def test_the_url_may_stand_in_a_file(tmp_path):
    (tmp_path / "url").write_text(GOOD + "\n")
    assert chosen({URL_FILE: str(tmp_path / "url")}, DATA) == chosen({URL: GOOD}, DATA)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://u:secret@h/n", "the kind 'mysql'"),
        ("u:secret@h/n", "kind"),
        ("/var/lib/db", "no kind of database; it names no user or no host"),
        ("postgresql://u:secret@h:99999/n", "port"),
        ("postgresql://u:secret@h:0/n", "port"),
        ("postgresql://u:secret@h:x/n", "port"),
        ("postgresql://u:secret@/n", "no host"),
        ("postgresql://h/n", "no user"),
        ("postgresql://u:secret@h", "names no database"),
        ("postgresql://u:secret@h/a/b", "more than one"),
        ("postgresql://u:secret@h/n?sslmode", "name=value"),
        ("postgresql://u:se#cret@h/n", "%23"),
        ("postgresql://u:secret@[h/n", "no URL"),
    ],
)
def test_a_url_that_cannot_be_used(url, told):
    with pytest.raises(DatabaseUrlError) as raised:
        chosen({URL: url}, DATA)
    text = str(raised.value)
    assert told in text
    assert text.startswith(URL + ": ")
    assert "postgresql://user:password@host:port/name" in text
    assert "secret" not in text
    assert "cret@" not in text


def test_a_file_that_cannot_be_read_and_two_that_contradict(tmp_path):
    with pytest.raises(DatabaseUrlError, match=r"none: No such file"):
        chosen({URL_FILE: str(tmp_path / "none")}, DATA)
    (tmp_path / "latin").write_bytes(b"\xff")
    with pytest.raises(DatabaseUrlError, match="UTF-8"):
        chosen({URL_FILE: str(tmp_path / "latin")}, DATA)
    with pytest.raises(DatabaseUrlError, match="set one of them"):
        chosen({URL_FILE: "x", URL: GOOD}, DATA)


def test_the_options_are_those_that_libpq_takes(postgres):
    told = chosen({URL: postgres.new_database()}, DATA)
    names = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    with psycopg.connect(dbname=told["NAME"], **names, **told["OPTIONS"]) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("1min",)
        assert connection.execute("SHOW lock_timeout").fetchone() == ("15s",)
