"""What the database knows of itself: whether a key is its key, and how many came before it."""

import sqlite3
from typing import Any

from kiosk.ledger.errors import LedgerKeyError, SealBroken
from kiosk.ledger.seal import Seal

_CHECK_COLUMN = "meta.value"
_CHECK_ROW = "key_check"


def check_key(connection: sqlite3.Connection, seal: Seal) -> None:
    """Return if `seal` opens what this database was made with; a new database takes it as its own.

    Raises:
        LedgerKeyError: another key made it.
    """
    sealed = _value(connection, _CHECK_ROW)
    if sealed is None:
        _set(connection, _CHECK_ROW, seal.close("ledger", column=_CHECK_COLUMN, row=_CHECK_ROW))
        return
    try:
        seal.open(sealed, column=_CHECK_COLUMN, row=_CHECK_ROW)
    except SealBroken:
        raise LedgerKeyError("the key is not the one that this ledger was made with: restore that key") from None


def damaged_so_far(connection: sqlite3.Connection) -> int:
    """Return how many databases are known to have been set aside before this one."""
    return _value(connection, "damaged") or 0


def note_damaged(connection: sqlite3.Connection, count: int) -> None:
    _set(connection, "damaged", count)


def _value(connection: sqlite3.Connection, name: str) -> Any:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]


def _set(connection: sqlite3.Connection, name: str, value: bytes | int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
