"""What a terminal needs around it, as programs of their own: central, with flows published by the real commands."""

import contextlib
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from kiosk.demo.program import HOUSE, Program
from kiosk.demo.stage import CENTRAL_READY, PLACE
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DEVICES_FILE, READY
from kiosk.settings import Settings, load_settings
from kit.migrated import migrated
from kit.once import once

SERVICE = "housing/provident-fund-statement"
CODE = "JOURNEY001"
OFFERED = ("housing", "real-estate")
_READY_S = 120.0  # a machine with more to do than it can starts programs slowly
_PUBLISHED_S = 300.0  # every path of every flow is walked first
_POLL_S = 0.2


class Desk:
    """The virtual desk as a program."""

    def __init__(self, place: Path) -> None:
        self._place = place
        place.mkdir()
        self._program = Program("desk", ["desk", "--directory", str(place), "--headless"], place)

    def start(self) -> DeskClient:
        self._program.start()
        return DeskClient(self._program.wait_ready(READY, _READY_S))

    def stop(self) -> None:
        self._program.stop()

    @property
    def devices(self) -> dict[str, str]:
        devices: dict[str, str] = json.loads((self._place / DEVICES_FILE).read_text("utf-8"))
        return devices


class Central:
    """Central as a program: it goes and comes back at the same address."""

    def __init__(self, place: Path, env: dict[str, str] | None = None) -> None:
        self.data, self.root = place / "central", place / "trusted-root.json"
        self._place, self._env, self._runs = place, env, 0
        self._program: Program | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The process, while it runs."""
        assert self._program is not None
        assert self._program._process is not None
        return self._program._process.pid

    @property
    def served(self) -> Path:
        """The repository that terminals fetch from."""
        return self.data / "flows"

    def start(self) -> None:
        self._runs += 1
        words = ["serve", "--demo", "--data", str(self.data), "--port", str(self._port), "--enrolment-code", CODE]
        self._program = self._prepared(f"central-{self._runs}", words)
        self._program.start()
        self._port = int(self._program.wait_ready(CENTRAL_READY, _READY_S).rpartition(":")[2])

    def stop(self) -> None:
        if self._program is not None:
            self._program.stop()
            self._program = None

    @contextlib.contextmanager
    def gone(self, *, silent: bool = False) -> Iterator[None]:
        """Be gone for the length of the block: the port refuses, or, `silent`, nothing at all answers there."""
        self.stop()
        try:
            with _hole(self._port) if silent else contextlib.nullcontext():
                yield
        finally:
            self.start()

    def take_over(self, other: "Central") -> None:
        """Begin with what another one has: keys, published flows, an empty database."""
        shutil.copytree(other.data, self.data)
        shutil.copy(other.root, self.root)

    def found(self) -> None:
        """Hold the ceremony."""
        departments = sorted(folder.name for folder in (HOUSE / "flows").iterdir() if folder.is_dir())
        words = [word for name in departments for word in ("--department", name)]
        self._carry_out("ceremony", *words, "--trusted-root", str(self.root))

    def publish(self, flows: Path, *, repository: Path | None = None) -> None:
        """`kiosk central publish`, into the served repository or a copy of it."""
        self._carry_out("publish", str(flows), repository=repository)

    def enrolment_code(self, *words: str) -> str:
        """Return a code that lets one more terminal ask to join; `words` of the command say as what."""
        code: str = json.loads(self._asked("enrolment-code", *words))["code"]
        return code

    def approve(self, terminal_id: str) -> None:
        self._asked("approve", terminal_id)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into central's tables, beside the running server."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data / 'central.sqlite3'}?mode=ro", uri=True)) as tables:
            return tables.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> tuple[Any, ...]:
        rows = self.rows(query, *values)
        assert len(rows) == 1, rows
        return rows[0]

    def taken_in(self) -> dict[str, int]:
        """Return how many envelopes of each kind were taken in, by kind; alarms left out."""
        query = "SELECT kind, count(*) FROM intake_received WHERE kind != 'alarm' GROUP BY kind"
        return dict(self.rows(query))

    def open_alarms(self) -> set[str]:
        return {code for (code,) in self.rows("SELECT code FROM alarms_alarm WHERE cleared_at IS NULL")}

    def _carry_out(self, *words: str, repository: Path | None = None) -> None:
        where = ["--repository", str(repository or self.served), "--keys", str(self.data / "keys")]
        program = self._prepared(words[0], [*words, *where])
        program.start()
        program.finish(_PUBLISHED_S)

    def _asked(self, *words: str) -> str:
        """Return what a command of central's answers, as JSON."""
        told = subprocess.run(
            [sys.executable, "-m", "kiosk", "central", *words, "--data", str(self.data), "--json"],
            cwd=HOUSE,
            env={**os.environ, **(self._env or {})},
            capture_output=True,
            text=True,
            check=True,
            timeout=_READY_S,
        )
        return told.stdout

    def _prepared(self, name: str, words: list[str]) -> Program:
        return Program(name, ["central", *words], self._place, env=self._env)


class Town:
    """One central with its flows, one desk, and the settings of the terminal between them."""

    def __init__(self, place: Path, desk: Desk, flows: Path) -> None:
        self.place, self._desk = place, desk
        self.temporary = place / "tmp"
        self.temporary.mkdir()
        self.central = Central(place, {"TMPDIR": str(self.temporary)})
        self.central.take_over(_founded(flows))
        self.central.start()

    @property
    def state(self) -> Path:
        """What the terminal keeps over its restarts."""
        return self.place / "terminal"

    def settings(self) -> Settings:
        overrides = {
            "state_dir": str(self.state),
            "devices": {**self._desk.devices, "document_printer": self._impatient_printer(), "poll_s": _POLL_S},
            "platform": {
                "url": self.central.url,
                "public_url": self.central.url,
                "enrolment_code": CODE,
                "trusted_root": str(self.central.root),
            },
            "place": PLACE,
        }
        return load_settings([HOUSE / "config" / "default.yaml", HOUSE / "config" / "demo.yaml"], overrides)

    def _impatient_printer(self) -> dict[str, Any]:
        """The desk's printer; sheets that lie there are missed sooner than a person would."""
        return {"url": self._desk.devices["document_printer"], "remind_after_s": 3.0, "forgotten_after_s": 3.0}

    def settings_file(self) -> Path:
        file = self.place / "terminal.yaml"
        file.write_text(yaml.safe_dump(self.settings().model_dump(mode="json"), allow_unicode=True), "utf-8")
        return file


def _founded(flows: Path) -> Central:
    """Return one that has published these flows and never served. Made once: most towns want the same."""
    said = hashlib.sha256()
    for file in sorted(file for file in flows.rglob("*") if file.is_file()):
        said.update(f"{file.relative_to(flows)}\n{file.stat().st_size}\n".encode() + file.read_bytes())

    def found(place: Path) -> None:
        made = Central(place)
        migrated(made.data)
        made.found()
        made.publish(flows)

    return Central(once(f"founded-{said.hexdigest()}", found))


def copied_flows(place: Path, *departments: str) -> Path:
    """Return a copy of the flows of these departments that a test may write in, few enough to stand on one screen."""
    for name in departments or OFFERED:
        shutil.copytree(HOUSE / "flows" / name, place / "flows" / name)
    return place / "flows"


@contextlib.contextmanager
def _hole(port: int) -> Iterator[None]:
    """Take connections and never say a word, nor take any more once the queue is full."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", port), backlog=0))
        for _ in range(2):
            knocking = stack.enter_context(socket.socket())
            knocking.setblocking(False)
            knocking.connect_ex(listening.getsockname())
        yield
