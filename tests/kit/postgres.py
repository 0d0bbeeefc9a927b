"""A PostgreSQL of the tests' own: Debian's programs, a cluster in a temporary folder, a loopback port; gone after."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

_START_S = 120
_USER = "kiosk"
_QUICK = {"fsync": "off", "full_page_writes": "on", "shared_buffers": "64MB", "max_connections": "60"}
"""No test cuts the power, so nothing waits for the disk; what is written to the WAL stays as it is in the street."""


class NoPostgresError(Exception):
    """PostgreSQL's server programs are not installed here."""


class Postgres:
    """A running cluster. Each database of it is reached by a URL as `KIOSK_CENTRAL_DATABASE` wants it."""

    def __init__(self, **configuration: str) -> None:
        """Make and start it. `configuration`: lines of postgresql.conf, over those that make tests quick.

        Raises:
            NoPostgresError: not installed.
            AssertionError: it does not start; the text is its log.
        """
        self._programs = programs()
        self._folder = Path(tempfile.mkdtemp(prefix="kiosk-postgres-"))
        self._password = secrets.token_hex(16)
        self.port = _free_port()
        secret = self._folder / "password"
        secret.write_text(self._password)
        self._identity: dict[str, Any] = {}
        if os.geteuid() == 0:  # it refuses to run as root
            postgres = pwd.getpwnam("postgres")
            for path in (self._folder, secret):
                os.chown(path, postgres.pw_uid, postgres.pw_gid)
            self._identity = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
        try:
            self._make(secret)
            self._start(_QUICK | configuration)
        except BaseException:
            self.close()
            raise

    def new_database(self, name: str = "") -> str:
        """Make an empty database and return its URL."""
        name = name or f"kiosk_{secrets.token_hex(4)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql://{_USER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def close(self) -> None:
        """Stop it, whoever is still connected, and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-D", str(self._data), "-m", "immediate", "-t", str(_START_S))
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _make(self, secret: Path) -> None:
        options = ["-U", _USER, f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"]
        self._run("initdb", "-D", str(self._data), "--no-sync", *options)

    def _start(self, configuration: dict[str, str]) -> None:
        lines = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        lines |= configuration
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
        log = self._folder / "log"
        self._run("pg_ctl", "start", "-D", str(self._data), "-l", str(log), "-w", "-t", str(_START_S), log=log)

    def _run(self, program: str, *arguments: str, log: Path | None = None) -> None:
        command = [str(self._programs / program), *arguments]
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server that pg_ctl leaves behind
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=environment,
                cwd="/",
                timeout=2 * _START_S,
                check=False,
                **self._identity,
            )
            said.seek(0)
            told = said.read().decode(errors="replace")
        if log is not None and log.exists():
            told += log.read_text(errors="replace")
        assert done.returncode == 0, f"{program}: {told}"


def programs() -> Path:
    """Return the folder of the newest version's programs.

    Raises:
        NoPostgresError: there is none.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if not found:
        raise NoPostgresError("no /usr/lib/postgresql/*/bin/initdb: install Debian's package postgresql")
    return found[-1].parent


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
