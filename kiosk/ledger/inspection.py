"""The ledger as technicians may see it: read beside a running terminal, never changed, nothing that is a secret.

Verification codes and digests stay inside: with a serial they are what a document is trusted for.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from pydantic import BaseModel, ValidationError

from kiosk.ledger.database import open_to_read
from kiosk.ledger.dead_letters import SEALED_IN as DEAD_LETTERS
from kiosk.ledger.errors import LedgerError, SealBroken
from kiosk.ledger.journal import Opened
from kiosk.ledger.meta import check_key
from kiosk.ledger.outbox import SEALED_IN as OUTBOX
from kiosk.ledger.seal import Seal
from kiosk.protocol.records import Envelope, IssueRecord, PaymentRecord

_SECRET = frozenset({"verification_code", "digest"})
_SEALED: MappingProxyType[str, tuple[str, str, type[BaseModel]]] = MappingProxyType(
    {
        "transactions.opened": ("transaction_id", "ended_at", Opened),
        "issues.record": ("issue_id", "state", IssueRecord),
        "payments.record": ("payment_id", "state", PaymentRecord),
        OUTBOX: ("id", "unreadable", Envelope),
        DEAD_LETTERS: ("id", "reason", Envelope),
    }
)
"""Each sealed column, with the one that names its rows, one that says how a row stands, and what is sealed."""


@dataclass(frozen=True)
class Holdings:
    """How much of what there is. `only_here`: records that central does not have. `oldest_unsent`: RFC 3339, or "".

    `rulings`: of central's on doubtful documents, by what became of them here.
    """

    running: int
    issues: dict[str, int]
    payments: dict[str, int]
    unsent: int
    unreadable: int
    oldest_unsent: str
    refused: int
    only_here: int
    rulings: dict[str, int]


class Inspection:
    """One look at a ledger's file; use it as a context manager."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open to read.

        Raises:
            LedgerKeyError: the key is another one.
            LedgerError: there is no ledger, or it cannot be read.
        """
        if not path.exists():
            raise LedgerError(f"{path}: there is no ledger yet")
        connection = open_to_read(path)
        if connection is None:
            raise LedgerError(f"{path}: it cannot be read; the terminal's next start sets it aside")
        self._connection, self._seal = connection, Seal(key)
        try:
            check_key(connection, self._seal)
        except LedgerError:
            connection.close()
            raise
        except sqlite3.Error as error:
            connection.close()
            raise LedgerError(f"{path}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def holdings(self) -> Holdings:
        """Count.

        Raises:
            LedgerError: it is damaged.
        """
        with _told():
            return Holdings(
                running=self._count("transactions WHERE ended_at IS NULL"),
                issues=self._by("state", "issues"),
                payments=self._by("state", "payments"),
                unsent=self._count("outbox WHERE NOT unreadable"),
                unreadable=self._count("outbox WHERE unreadable"),
                oldest_unsent=next((row["occurred_at"] for row in self._rows(OUTBOX) if "broken" not in row), ""),
                refused=self._count("dead_letters"),
                only_here=self._count("outbox") + self._count("dead_letters WHERE NOT held_by_central"),
                rulings=self._by("result", "rulings") if self._has_rulings() else {},
            )

    def problems(self) -> list[str]:
        """Read everything, open every seal, and return what is wrong, a sentence each."""
        try:
            with _told():
                return [*self._of_the_file(), *self._of_the_rows()]
        except LedgerError as error:
            return [str(error)]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield every row, without what is secret; one that cannot be read says so in `broken`.

        Raises:
            LedgerError: it is damaged.
        """
        with _told():
            for column in _SEALED:
                yield from self._rows(column)
            if self._has_rulings():
                yield from self._rulings()

    def _of_the_file(self) -> Iterator[str]:
        for (said,) in self._connection.execute("PRAGMA integrity_check"):
            if said != "ok":
                yield f"the file: {said}"
        for table, *_ in self._connection.execute("PRAGMA foreign_key_check"):
            yield f"{table}: a row belongs to a transaction that is not there"

    def _of_the_rows(self) -> Iterator[str]:
        for row in self.rows():
            if "broken" in row:
                yield f"{row['table']} {row['id']}: {row['broken']}"
            elif "state" in row and row["state"] != row["stands"]:
                yield f"{row['table']} {row['id']}: sealed as {row['state']}, and stands as {row['stands']}"

    def _rows(self, place: str) -> Iterator[dict[str, Any]]:
        table, _, column = place.partition(".")
        name, stands, model = _SEALED[place]
        query = f"SELECT {name}, {stands}, {column} FROM {table} ORDER BY rowid"  # noqa: S608 - our names
        if model in {Opened, IssueRecord, PaymentRecord}:
            query = query.replace("rowid", name)
        for row_id, standing, sealed in self._connection.execute(query):
            yield {"table": table, "id": row_id, "stands": standing} | self._opened(place, row_id, sealed, model)

    def _opened(self, place: str, row: str, sealed: bytes, model: type[BaseModel]) -> dict[str, Any]:
        try:
            value = model.model_validate_json(self._seal.open(sealed, column=place, row=row))
        except SealBroken:
            return {"broken": "its seal is broken"}
        except ValidationError:
            return {"broken": "another program wrote it"}
        return _open_to_all(value.model_dump(mode="json"))

    def _count(self, what: str) -> int:
        count: int = self._connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0]  # noqa: S608 - our words
        return count

    def _by(self, column: str, table: str) -> dict[str, int]:
        query = f"SELECT {column}, count(*) FROM {table} GROUP BY {column} ORDER BY {column}"  # noqa: S608 - our names
        return dict(self._connection.execute(query).fetchall())

    def _rulings(self) -> Iterator[dict[str, Any]]:
        query = "SELECT ruling_id, result, issue_id, state, heard_at FROM rulings ORDER BY heard_at"
        for ruling, result, issue, state, heard_at in self._connection.execute(query):
            yield {"table": "rulings", "id": ruling, "stands": result, "issue_id": issue} | {
                "ruled": state,
                "heard_at": heard_at,
            }

    def _has_rulings(self) -> bool:
        """Tell whether the program that wrote the file knew of them: it is brought up to date at its next start."""
        return bool(self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'rulings'").fetchone())


def _open_to_all(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _open_to_all(part) if isinstance(part, dict) else part
        for name, part in value.items()
        if name not in _SECRET
    }


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(f"the file: {error}") from error
