"""The messages of the demo's phones, in SQLite, apart from central's database."""

import contextlib
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kiosk.central.setup import write_secret

_TABLE = """CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, phone TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL
)"""
_SHOWN = 20


@dataclass(frozen=True)
class Message:
    """`at` in seconds since 1970."""

    text: str
    at: float


class Inbox:
    """The messages of all phones of the demo."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def take(self, message_id: str, phone: str, text: str) -> None:
        """Keep a message; the same id again is the same message."""
        with self._open() as books:
            books.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)", (message_id, phone, text, time.time()))

    def of(self, phone: str) -> list[Message]:
        """Return the newest messages of that phone, the newest first."""
        query = "SELECT text, at FROM messages WHERE phone = ? ORDER BY at DESC, rowid DESC LIMIT ?"
        with self._open() as books:
            return [Message(*row) for row in books.execute(query, (phone, _SHOWN))]

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file, timeout=20)) as books, books:
            books.execute(_TABLE)
            yield books


def offer(file: Path) -> None:
    """Write `file`, a messages.yaml that leads to the demo's gateway, with its key beside it, unless it is there."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    write_secret(file.parent / "gateway.key", secrets.token_urlsafe(24))
    written = {"url": "{self}/sandbox/messages/send", "key": "gateway.key"}
    write_secret(file, yaml.safe_dump(written, sort_keys=False))
