"""A kept connection is asked whether it lives when it has rested, and one that was cut is replaced."""

import subprocess
import sys
from pathlib import Path

from kit.central_process import command

_PROGRAM = """
import sys
from pathlib import Path
from kiosk.central.setup import Place, set_up
set_up(Place(data=Path(sys.argv[1])))
from django.db import DatabaseError, close_old_connections, connection
from kiosk.central.postgresql import base

def ask():
    close_old_connections()  # as each request begins
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]

def checks(asking):
    made, plain = [], base.DatabaseWrapper.is_usable
    base.DatabaseWrapper.is_usable = lambda self: made.append(1) or plain(self)
    found = asking()
    base.DatabaseWrapper.is_usable = plain
    return found, len(made)

first = ask()
assert checks(ask) == (first, 0), "it was at work a moment ago"
base._FRESH_S = 0.0
assert checks(ask) == (first, 1), "it has rested"
import psycopg
with psycopg.connect(sys.argv[2], autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(%s)", [first])
assert ask() != first, "a rested one that was cut is replaced before anybody notices"
base._FRESH_S = 3600.0
now = ask()
with psycopg.connect(sys.argv[2], autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(%s)", [now])
try:
    ask()
except DatabaseError:
    pass
else:
    raise AssertionError("one at work fails as what is under way does")
assert ask() != now, "and the next request has another"
print("held")
"""


def test_a_connection_is_asked_when_it_has_rested(postgres, tmp_path: Path) -> None:
    url = postgres.new_database()
    _, clean = command()
    told = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path), url],
        env=clean | {"KIOSK_CENTRAL_DATABASE": url},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stdout.strip() == "held", told.stderr
