"""Central as in service, for a bench: gunicorn by the house's settings, its jobs beside it, a database of its own."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from kiosk.bench.processor import family_cpu_s, parent_of, written_bytes
from kiosk.central.database import URL, URL_FILE

_HOUSE = Path(__file__).parents[2]
_BIN = Path(sys.executable).parent
_START_S = 120.0


@dataclass(frozen=True)
class Spent:
    """What the platform has spent so far: processor seconds of gunicorn, jobs and PostgreSQL, bytes of its log.

    `wal_bytes` on SQLite: all that its processes gave to write(2), the log and what is copied from it. `size_bytes`:
    how large the database is.
    """

    central_s: float
    jobs_s: float
    database_s: float
    wal_bytes: int
    size_bytes: int

    def __sub__(self, before: "Spent") -> "Spent":
        return Spent(
            self.central_s - before.central_s,
            self.jobs_s - before.jobs_s,
            self.database_s - before.database_s,
            self.wal_bytes - before.wal_bytes,
            self.size_bytes - before.size_bytes,
        )


@dataclass(frozen=True)
class Production:
    """A platform that runs. `database` is the URL of its own PostgreSQL database, empty for SQLite."""

    data: Path
    url: str
    database: str
    gunicorn: int
    work: int
    postmaster: int | None

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.database else "SQLite"

    def spent(self) -> Spent:
        """Return what it has cost until now."""
        database_s = family_cpu_s(self.postmaster) if self.postmaster is not None else 0.0
        if self.database:
            wal = _asked(self.database, "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
            size = _asked(self.database, "SELECT pg_database_size(current_database())")
        else:
            wal = written_bytes(self.gunicorn, self.work)
            size = (self.data / "central.sqlite3").stat().st_size
        return Spent(family_cpu_s(self.gunicorn), family_cpu_s(self.work), database_s, wal, size)

    def checkpoint(self) -> None:
        """Begin a new round of full-page images, where there are such."""
        if self.database:
            with psycopg.connect(self.database, autocommit=True) as connection:
                connection.execute("CHECKPOINT")


@contextmanager
def production(folder: Path, server: str) -> Iterator[Production]:
    """Run a platform in `folder`, on a new database of the PostgreSQL at the URL `server`, or on SQLite if it is empty.

    What it needs of files (flows, keys) is there already. The database is dropped in the end.
    """
    with ExitStack() as stack:
        database = stack.enter_context(_scratch_database(server)) if server else ""
        port = _free_port()
        environment = _environment(folder, database, port)
        kiosk = [sys.executable, "-m", "kiosk", "central"]
        subprocess.run(
            [*kiosk, "migrate"], env=environment, cwd=_HOUSE, check=True, timeout=_START_S, capture_output=True
        )
        settings = str(_HOUSE / "config" / "central" / "gunicorn.conf.py")
        words = [str(_BIN / "gunicorn"), "-c", settings, "kiosk.central.wsgi:application"]
        gunicorn = stack.enter_context(_running(words, environment, folder / "gunicorn.log"))
        work = stack.enter_context(_running([*kiosk, "work"], environment, folder / "work.log"))
        _await_port(port, gunicorn, folder / "gunicorn.log")
        yield Production(
            folder / "data",
            f"http://127.0.0.1:{port}",
            database,
            gunicorn.pid,
            work.pid,
            _postmaster(database) if database else None,
        )


def _environment(folder: Path, database: str, port: int) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("KIOSK_", "DJANGO_"))}
    own = {
        "KIOSK_CENTRAL_DATA": str(folder / "data"),
        "KIOSK_CENTRAL_SELF": f"http://127.0.0.1:{port}",
        "KIOSK_CENTRAL_BIND": f"127.0.0.1:{port}",
        URL_FILE: "",
        URL: database,
    }
    if workers := os.environ.get("KIOSK_CENTRAL_WORKERS"):
        own["KIOSK_CENTRAL_WORKERS"] = workers
    return clean | own


@contextmanager
def _running(words: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("ab") as file, subprocess.Popen(words, env=environment, cwd=_HOUSE, stdout=file, stderr=file) as one:
        try:
            yield one
        finally:
            one.terminate()
            try:
                one.wait(60)
            except subprocess.TimeoutExpired:
                one.kill()


@contextmanager
def _scratch_database(server: str) -> Iterator[str]:
    name = f"kiosk_load_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _postmaster(database: str) -> int | None:
    """Return the process that all of PostgreSQL's come from, when it runs on this machine."""
    if urlsplit(database).hostname not in {"127.0.0.1", "localhost", "::1"}:
        return None
    with psycopg.connect(database) as connection:
        return parent_of(connection.info.backend_pid)


def _asked(database: str, query: LiteralString) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None, "it is one value"
    return int(row[0])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _await_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"gunicorn does not answer: {log.read_text('utf-8', errors='replace')[-2000:]}")
