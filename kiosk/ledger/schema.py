"""The tables, as a list of migrations: the n-th entry brings a database from version n to n + 1. Append, never edit.

Ids, states and times stand open, as they are what is searched for; all else is sealed (`kiosk.ledger.seal`).
"""

import sqlite3

from kiosk.ledger.errors import LedgerError

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        "CREATE TABLE counters (day TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID",
        """CREATE TABLE transactions (
            transaction_id TEXT PRIMARY KEY, ended_at TEXT, rated INTEGER NOT NULL DEFAULT 0, opened BLOB NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE issues (
            issue_id TEXT PRIMARY KEY, transaction_id TEXT NOT NULL REFERENCES transactions,
            serial TEXT NOT NULL UNIQUE, state TEXT NOT NULL, record BLOB NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX issues_by_transaction ON issues (transaction_id)",
        """CREATE TABLE outbox (
            position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, transaction_id TEXT,
            unreadable INTEGER NOT NULL DEFAULT 0, envelope BLOB NOT NULL
        )""",
        "CREATE INDEX outbox_by_transaction ON outbox (transaction_id)",
    ),
    (
        """CREATE TABLE payments (
            payment_id TEXT PRIMARY KEY, transaction_id TEXT NOT NULL REFERENCES transactions,
            order_number TEXT NOT NULL UNIQUE, state TEXT NOT NULL, record BLOB NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX payments_by_transaction ON payments (transaction_id)",
        """CREATE TABLE dead_letters (
            position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, transaction_id TEXT, refused_at TEXT NOT NULL,
            reason TEXT NOT NULL, held_by_central INTEGER NOT NULL, envelope BLOB NOT NULL
        )""",
        "CREATE INDEX dead_letters_by_transaction ON dead_letters (transaction_id)",
    ),
    (
        """CREATE TABLE commands (
            command_id TEXT PRIMARY KEY, kind TEXT NOT NULL, deadline INTEGER NOT NULL, state TEXT NOT NULL,
            boot_id TEXT NOT NULL, heard_at TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE rulings (
            ruling_id TEXT PRIMARY KEY, issue_id TEXT NOT NULL, state TEXT NOT NULL, result TEXT NOT NULL,
            heard_at TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the present version, inside the transaction that the caller has begun.

    Raises:
        LedgerError: it was made by a newer program; going on could lose what that one wrote.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise LedgerError(f"the ledger has version {version}, this program knows {len(MIGRATIONS)}: install the newer")
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
