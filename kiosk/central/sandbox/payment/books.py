"""The books of the demo's payment system: trades and what became of them, in SQLite, apart from central's database."""

import contextlib
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_TABLE = """CREATE TABLE IF NOT EXISTS trades (
    number TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, description TEXT NOT NULL, amount_fen INTEGER NOT NULL,
    notify_url TEXT NOT NULL, expires_at REAL NOT NULL, state TEXT NOT NULL, refund_number TEXT NOT NULL DEFAULT ''
)"""
_COLUMNS = "number, token, description, amount_fen, notify_url, expires_at, state, refund_number"


class BooksRefuse(Exception):  # noqa: N818 - an answer, not an error
    """The payment system says no; `code` as the real one names it, `status` of HTTP."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Trade:
    """`state`: NOTPAY, SUCCESS, CLOSED or REFUND; `token` names it in its code; `expires_at` seconds since 1970."""

    number: str
    token: str
    description: str
    amount_fen: int
    notify_url: str
    expires_at: float
    state: str
    refund_number: str = ""


class Books:
    """Each call is one transaction; any thread and process may call."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def order(self, number: str, description: str, amount_fen: int, notify_url: str, expires_at: datetime) -> Trade:
        """Note an order, once.

        Raises:
            BooksRefuse: ORDERPAID, ORDER_CLOSED, or INVALID_REQUEST for another order under this number.
        """
        with self._writing() as books:
            held = _find(books, "number", number)
            if held is None:
                token = secrets.token_urlsafe(9)
                row = (number, token, description, amount_fen, notify_url, expires_at.timestamp(), "NOTPAY", "")
                books.execute(f"INSERT INTO trades ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - ours
                return Trade(*row)
            if held.state != "NOTPAY":
                raise BooksRefuse("ORDER_CLOSED" if held.state == "CLOSED" else "ORDERPAID")
            if (held.description, held.amount_fen) != (description, amount_fen):
                raise BooksRefuse("INVALID_REQUEST")
            return held

    def find(self, number: str) -> Trade:
        """Return a trade.

        Raises:
            BooksRefuse: ORDER_NOT_EXIST.
        """
        with self._writing() as books:
            return _there(_find(books, "number", number))

    def scanned(self, token: str) -> Trade:
        """Return the trade of a code.

        Raises:
            BooksRefuse: ORDER_NOT_EXIST.
        """
        with self._writing() as books:
            return _there(_find(books, "token", token))

    def refunded(self, refund_number: str) -> Trade:
        """Return the trade that was given back under that number.

        Raises:
            BooksRefuse: RESOURCE_NOT_EXISTS.
        """
        with self._writing() as books:
            held = _find(books, "refund_number", refund_number)
        if held is None:
            raise BooksRefuse("RESOURCE_NOT_EXISTS", 404)
        return held

    def pay(self, token: str, now: float) -> Trade:
        """Pay what a code asks for.

        Raises:
            BooksRefuse: ORDER_NOT_EXIST, ORDER_CLOSED when it is closed or too late, ORDERPAID.
        """
        with self._writing() as books:
            held = _there(_find(books, "token", token))
            if held.state != "NOTPAY" or held.expires_at < now:
                raise BooksRefuse("ORDERPAID" if held.state in {"SUCCESS", "REFUND"} else "ORDER_CLOSED")
            return _become(books, held, "SUCCESS")

    def close(self, number: str) -> None:
        """Close an order that nobody has paid.

        Raises:
            BooksRefuse: ORDER_NOT_EXIST, ORDERPAID, ORDER_CLOSED.
        """
        with self._writing() as books:
            held = _there(_find(books, "number", number))
            if held.state != "NOTPAY":
                raise BooksRefuse("ORDER_CLOSED" if held.state == "CLOSED" else "ORDERPAID")
            _become(books, held, "CLOSED")

    def refund(self, number: str, refund_number: str, amount_fen: int) -> Trade:
        """Give all of it back, once.

        Raises:
            BooksRefuse: RESOURCE_NOT_EXISTS, NOT_ENOUGH for another amount, INVALID_REQUEST when it is not paid.
        """
        with self._writing() as books:
            held = _find(books, "number", number)
            if held is None:
                raise BooksRefuse("RESOURCE_NOT_EXISTS", 404)
            if held.state == "REFUND" and held.refund_number == refund_number:
                return held
            if held.state != "SUCCESS":
                raise BooksRefuse("INVALID_REQUEST")
            if held.amount_fen != amount_fen:
                raise BooksRefuse("NOT_ENOUGH", 403)
            books.execute("UPDATE trades SET refund_number = ? WHERE number = ?", (refund_number, number))
            return _become(books, held, "REFUND")

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file, timeout=20, isolation_level=None)) as books:
            books.execute(_TABLE)
            books.execute("BEGIN IMMEDIATE")
            try:
                yield books
            except BaseException:
                books.execute("ROLLBACK")
                raise
            books.execute("COMMIT")


def _find(books: sqlite3.Connection, column: str, value: str) -> Trade | None:
    row = books.execute(f"SELECT {_COLUMNS} FROM trades WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - ours
    return Trade(*row) if row else None


def _there(held: Trade | None) -> Trade:
    if held is None:
        raise BooksRefuse("ORDER_NOT_EXIST", 404)
    return held


def _become(books: sqlite3.Connection, held: Trade, state: str) -> Trade:
    books.execute("UPDATE trades SET state = ? WHERE number = ?", (state, held.number))
    return Trade(**{**vars(held), "state": state})
