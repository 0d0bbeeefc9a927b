"""A new key for a ledger that no terminal has open. Cut anywhere, one of the keys that are there opens it.

1. The new key is on disk, as `ledger.key.next` or as a credential that systemd gives.
2. All values are sealed anew in one transaction.
3. The new key takes its place; the old one goes, unless a database that was set aside still needs it.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kiosk.ledger.database import Database
from kiosk.ledger.dead_letters import SEALED_IN as DEAD_LETTERS
from kiosk.ledger.errors import LedgerError, LedgerKeyError, SealBroken
from kiosk.ledger.journal import SEALED_IN as JOURNAL
from kiosk.ledger.key import coming, credential, former, load_key, make_key
from kiosk.ledger.meta import check_key, set_key
from kiosk.ledger.outbox import SEALED_IN as OUTBOX
from kiosk.ledger.private_file import remove_private, rename_private, write_private
from kiosk.ledger.seal import Seal

SEALED = MappingProxyType({**JOURNAL, OUTBOX: "id", DEAD_LETTERS: "id"})
"""Every sealed column, as `table.column`, with the column that names its rows."""


@dataclass(frozen=True)
class Rotated:
    """`unreadable` values were damaged before and stay as they are. `kept`: where the old key went, if it is needed."""

    values: int
    unreadable: int
    kept: Path | None


def rotate(database: Path, key_file: Path) -> Rotated:
    """Seal the ledger with a new key: the credential that systemd gives, if it is another one, else a fresh one.

    Raises:
        LedgerKeyError: there is no ledger or no key for it, or the key is a credential, which only systemd changes.
        LedgerError: not written; the old key is still the key.
    """
    if not database.exists():
        raise LedgerKeyError(f"{database}: there is no ledger yet, so there is no key to change")
    old = load_key(key_file, database)
    given = credential()
    if given is not None and given.read_bytes() == old:
        raise LedgerKeyError(
            f"the key is the credential {given}, which only systemd changes: copy it to {key_file} (mode 0600), give "
            "the unit a new one, and call this again; until then the terminal starts with either"
        )
    try:
        new = given.read_bytes() if given is not None else make_key(coming(key_file))
        kept = _keep(key_file, old) if any(database.parent.glob(f"{database.name}.damaged-*")) else None
        values, unreadable = _seal_anew(database, Seal(old), Seal(new))
        if given is None:
            rename_private(coming(key_file), key_file)
        else:
            remove_private(key_file)
    except OSError as error:
        raise LedgerError(f"{error.filename}: {error.strerror}") from error
    return Rotated(values, unreadable, kept)


def _keep(key_file: Path, key: bytes) -> Path:
    """Keep a key for the databases that were set aside; one that is kept already, as after a cut, is kept once."""
    known = former(key_file)
    for place, held in known.items():
        if held == key:
            return place
    place = key_file.with_name(f"{key_file.name}.old-{len(known) + 1}")
    write_private(place, key)
    return place


def _seal_anew(database: Path, old: Seal, new: Seal) -> tuple[int, int]:
    opened = Database(database)
    try:
        with opened.reading() as connection:
            connection.execute("PRAGMA secure_delete=ON")  # what the old key opens does not stay in free pages
        with opened.writing() as connection:
            check_key(connection, old)
            counts = [_seal_column(connection, column, row, old, new) for column, row in SEALED.items()]
            set_key(connection, new)
        with opened.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        opened.close()
    return sum(count for count, _ in counts), sum(broken for _, broken in counts)


def _seal_column(connection: sqlite3.Connection, place: str, row: str, old: Seal, new: Seal) -> tuple[int, int]:
    table, _, column = place.partition(".")
    done = broken = 0
    for name, sealed in connection.execute(f"SELECT {row}, {column} FROM {table}").fetchall():  # noqa: S608 - our names
        try:
            fresh = new.close(old.open(sealed, column=place, row=name), column=place, row=name)
        except SealBroken:
            broken += 1
            continue
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {row} = ?", (fresh, name))  # noqa: S608 - our names
        done += 1
    return done, broken
