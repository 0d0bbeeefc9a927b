"""What the tests of the central platform share: a terminal with a key, and requests signed with it."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from kit.kept_rows import kept_rows, put_back_after_each_flush

from kiosk.central.audit import wording
from kiosk.central.audit.models import AuditEvent
from kiosk.central.fleet.models import Place, Terminal, TerminalKey
from kiosk.central.gateway import carrying, views
from kiosk.central.gateway.gate import Gates
from kiosk.central.gateway.kept import Kept
from kiosk.central.gateway.service import breaker_changed
from kiosk.central.gateway.statistics import Statistics
from kiosk.protocol.signing import fingerprint, public_key_of, sign


@dataclass
class SignedClient:
    """Speaks as one terminal. Keyword arguments of `send` bend the request after it was signed, or before."""

    terminal_id: str
    private_key: bytes
    key_id: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    @property
    def terminal(self) -> Terminal:
        return Terminal.objects.get(pk=self.terminal_id)

    def headers(self, method: str, path: str, body: bytes, *, now: int | None = None) -> dict[str, str]:
        moment = int(time.time()) if now is None else now
        return sign(method=method, url=path, body=body, private_key=self.private_key, key_id=self.key_id, now=moment)

    def send(self, method: str, path: str, content: Any = None, *, headers: Mapping[str, str] | None = None) -> Any:
        body = b"" if content is None else json.dumps(content).encode()
        signed = self.headers(method, path, body) if headers is None else dict(headers)
        return self.client.generic(method, path, body, content_type="application/json", headers=signed)

    def post(self, path: str, content: Any) -> HttpResponse:
        return self.send("POST", path, content)

    def get(self, path: str) -> HttpResponse:
        return self.send("GET", path)


def joined(number: int, state: str = "approved") -> SignedClient:
    """Return a terminal that has joined, as `WH` + number, with a key of its own."""
    private_key = bytes([number]) * 32
    public_key = public_key_of(private_key)
    terminal = Terminal.objects.create(
        terminal_id=f"WH{number:04d}",
        state=state,
        place=Place.objects.get_or_create(name="示范街道办事处")[0],
    )
    key = TerminalKey.objects.create(
        terminal=terminal,
        key_id=f"WH{number:04d}-key",
        public_key=base64.b64encode(public_key).decode(),
        fingerprint=fingerprint(public_key),
        used_at=timezone.now(),
    )
    return SignedClient(terminal.pk, private_key, key.key_id)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Tests run on a file, as the platform does: SQLite in memory locks by other rules. No test cuts its power."""
    if connections["default"].vendor != "sqlite":
        return
    file = tmp_path_factory.mktemp("database") / "central.sqlite3"
    said = connections["default"].settings_dict
    said["TEST"]["NAME"] = str(file)
    said["OPTIONS"]["init_command"] = said["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(autouse=True)
def _gates_of_its_own(monkeypatch):
    """A department that failed in one test is not left alone in the next; nothing counted there is written here."""
    monkeypatch.setattr(carrying, "gates", Gates(breaker_changed))
    monkeypatch.setattr(carrying, "kept", Kept())
    monkeypatch.setattr(views, "statistics", Statistics())


@pytest.fixture(autouse=True)
def _heartbeats_are_written_at_once(settings: Any) -> None:
    """A thread that writes would not see a test's transaction, nor end with it."""
    settings.HEARTBEAT_FLUSH_S = 0


@pytest.fixture(autouse=True)
def _every_event_is_told_in_words() -> Iterator[None]:
    """Whatever any test brings about, staff read of it in words: a verb without them fails the test that showed it."""
    without: set[str] = set()

    def heard(instance: AuditEvent, **_signal: Any) -> None:
        if wording.verb(instance.action) == instance.action:
            without.add(instance.action)

    post_save.connect(heard, sender=AuditEvent)
    yield
    post_save.disconnect(heard, sender=AuditEvent)
    assert not without, "name them in kiosk/central/audit/wording.py"


@pytest.fixture(autouse=True)
def _passwords_cost_nothing(settings: Any) -> None:
    """To hash one as in service takes 0.2 s; `test_accounts` shows how that is done."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests empty and tamper with the audit: its guards are shown on a database of a process's own."""
    guards = import_module("kiosk.central.audit.migrations.0003_append_only")
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            guards.unguard(None, editor)
        there = kept_rows(connection)
    with put_back_after_each_flush(there):
        yield


@pytest.fixture
def terminal(db: None) -> SignedClient:
    return joined(1)


@pytest.fixture
def other_terminal(db: None) -> SignedClient:
    return joined(2)


@pytest.fixture
def migrated_to() -> Iterator[Callable[[str, str], StateApps]]:
    """Bring an app's tables to one of its migrations and give the models of that moment; all is brought back after.

    For tests with `django_db(transaction=True)`: tables change.
    """

    def move(app: str, name: str) -> StateApps:
        executor = MigrationExecutor(connection)
        executor.migrate([(app, name)])
        return MigrationExecutor(connection).loader.project_state([(app, name)]).apps

    yield move
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
