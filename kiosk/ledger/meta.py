"""What the database knows of itself: whether a key is its key, and how many came before it."""

import contextlib
import sqlite3
from pathlib import Path
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
        set_key(connection, seal)
    elif not _opens(seal, sealed):
        raise LedgerKeyError("the key is not the one that this ledger was made with: restore that key")


def set_key(connection: sqlite3.Connection, seal: Seal) -> None:
    """Note that the values are sealed with `seal` from now on."""
    _set(connection, _CHECK_ROW, seal.close("ledger", column=_CHECK_COLUMN, row=_CHECK_ROW))


def is_key_of(database: Path, key: bytes) -> bool:
    """True when `key` opens the database in that file; False also when it cannot be asked."""
    try:
        with contextlib.closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            sealed = _value(connection, _CHECK_ROW)
    except sqlite3.Error:
        return False
    return isinstance(sealed, bytes) and _opens(Seal(key), sealed)


def _opens(seal: Seal, sealed: bytes) -> bool:
    try:
        seal.open(sealed, column=_CHECK_COLUMN, row=_CHECK_ROW)
    except SealBroken:
        return False
    return True


def damaged_so_far(connection: sqlite3.Connection) -> int:
    """Return how many databases are known to have been set aside before this one."""
    return _value(connection, "damaged") or 0


def note_damaged(connection: sqlite3.Connection, count: int) -> None:
    _set(connection, "damaged", count)


def note_alive(connection: sqlite3.Connection) -> None:
    """Write something, to see whether it can be written."""
    _set(connection, "alive", (_value(connection, "alive") or 0) + 1)


def _value(connection: sqlite3.Connection, name: str) -> Any:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]


def _set(connection: sqlite3.Connection, name: str, value: bytes | int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))
