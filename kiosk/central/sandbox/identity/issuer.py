"""The codes of the demo's e-credentials, in SQLite, apart from central's database: good once, for a short time."""

import contextlib
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from kiosk.central.sandbox.statement import Refusal

GOOD_FOR_S = 60.0
WITHDRAWN_INDEX = 7
"""The person whose e-credential its issuer has withdrawn."""
_PREFIX = "ECRED:"
_TABLE = """CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, person INTEGER NOT NULL, expires_at REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0
)"""


class Issuer:
    """Issues codes and says once whose each is."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def issue(self, person: int, *, good_for_s: float = GOOD_FOR_S) -> str:
        """Return a new code of person `person` (from 0)."""
        code = _PREFIX + secrets.token_urlsafe(18)
        with self._open() as books:
            books.execute("INSERT INTO codes VALUES (?, ?, ?, 0)", (code, person, time.time() + good_for_s))
        return code

    def whose(self, code: str) -> int:
        """Return whose it is, and use it up.

        Raises:
            Refusal: `unknown_code`, `expired`, `used`, `withdrawn`.
        """
        with self._open() as books:
            found = books.execute("SELECT person, expires_at FROM codes WHERE code = ?", (code,)).fetchone()
            if found is None:
                raise Refusal("unknown_code", "no code of ours")
            person, expires_at = found
            fresh = books.execute("UPDATE codes SET used = 1 WHERE code = ? AND used = 0", (code,)).rowcount
        if not fresh:
            raise Refusal("used", "used before")
        if expires_at < time.time():
            raise Refusal("expired", "out of date")
        if person == WITHDRAWN_INDEX:
            raise Refusal("withdrawn", "this credential was withdrawn")
        return int(person)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file, timeout=20)) as books, books:
            books.execute(_TABLE)
            yield books
