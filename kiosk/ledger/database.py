"""The SQLite file: durable, one writer at a time, and set aside rather than mended when it is damaged.

On a disk that takes no writes it is opened to be read, and says so.
"""

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.schema import migrate

_BUSY_S = 20.0
_HEADER_BYTES = 100  # https://www.sqlite.org/fileformat2.html#the_database_header


class Database:
    """One connection behind a lock, for any thread.

    Write-ahead log with `synchronous=FULL`: when `writing()` has ended, what it wrote outlives a power cut
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """

    def __init__(self, path: Path) -> None:
        """Open or make the database at `path`; a damaged one is first renamed to `<name>.damaged-<n>`.

        Raises:
            LedgerError: it cannot be opened, or was made by a newer program.
        """
        self._path = path
        self._lock = threading.Lock()
        self._failing = self._read_only = False
        try:
            self._connection = self._open()
        except (sqlite3.Error, OSError) as error:
            found = None if _is_held(error) else open_to_read(path)
            if found is None:
                raise LedgerError(f"{path} cannot be opened: {error}") from error
            self._connection, self._failing, self._read_only = found, True, True

    @property
    def failing(self) -> bool:
        """True when the last write failed for another reason than a rule of the tables, or none can be tried."""
        return self._failing

    @property
    def read_only(self) -> bool:
        """True while the file could be opened only to be read."""
        return self._read_only

    def open_again(self) -> None:
        """Open for writing what could only be read.

        Raises:
            LedgerError: it still cannot; it may be read as before.
        """
        with self._lock:
            try:
                fresh = self._open()
            except (sqlite3.Error, OSError) as error:
                raise LedgerError(f"{self._path.name}: still not to be written: {error}") from error
            self._connection.close()
            self._connection, self._read_only = fresh, False

    @property
    def damaged_before(self) -> int:
        """The number of the last database that was set aside; 0 if none ever was. They are never deleted here."""
        found = self._path.parent.glob(f"{self._path.name}.damaged-*")
        return max((int(tail) for file in found if (tail := file.name.rpartition("-")[2]).isdigit()), default=0)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction: all of it is on disk afterwards, or, on an exception, none.

        Raises:
            LedgerError: SQLite could not do it (disk full, damaged, a rule of the tables).
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
                self._failing = False
            except sqlite3.Error as error:
                self._failing = self._failing or not isinstance(error, sqlite3.IntegrityError)
                raise LedgerError(f"{self._path.name}: not written: {error}") from error
            finally:
                with contextlib.suppress(sqlite3.Error):  # the first error says more than a failed rollback
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to read from.

        Raises:
            LedgerError: SQLite could not do it.
        """
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise LedgerError(f"{self._path.name}: not read: {error}") from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            self._move_log_of_the_last_damaged()
        if not self._is_stump():
            connection = _connect(self._path)
            if _is_sound(connection):
                _bring_up_to_date(connection)
                return connection
            connection.close()
        self._path.rename(self._damaged(self.damaged_before + 1))
        self._move_log_of_the_last_damaged()
        return self._open()

    def _is_stump(self) -> bool:
        """True for a file too short for a header, which SQLite takes for a new database and begins anew.

        An empty one is new, as a cut leaves it at the first start, unless a log stands beside it.
        """
        log = self._path.with_name(f"{self._path.name}-wal")
        least = 0 if log.exists() and log.stat().st_size else 1
        return self._path.exists() and least <= self._path.stat().st_size < _HEADER_BYTES

    def _move_log_of_the_last_damaged(self) -> None:
        """A log without a database belongs to the one set aside last; beside a new one it would be played into it."""
        for suffix in ("-wal", "-shm"):
            log = self._path.with_name(self._path.name + suffix)
            if log.exists():
                owner = self._damaged(self.damaged_before)
                log.rename(owner.with_name(owner.name + suffix))

    def _damaged(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.damaged-{number}")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection)
        connection.execute("COMMIT")
    except (LedgerError, sqlite3.Error):
        connection.close()
        raise


def open_to_read(path: Path) -> sqlite3.Connection | None:
    """Open what cannot be written; `immutable` where not even the log can be shared, as on a read-only mount."""
    for way in ("mode=ro", "immutable=1"):
        try:
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{way}", uri=True, isolation_level=None, check_same_thread=False
            )
            connection.execute("SELECT count(*) FROM meta").fetchone()
        except sqlite3.Error:
            continue
        return connection
    return None


def _is_held(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Set the durability and read through everything once. A full or locked disk is no damage and is raised."""
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        return bool(connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError:
        connection.close()
        raise
    except sqlite3.DatabaseError:
        return False
