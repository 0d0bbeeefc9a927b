"""Which database central uses: SQLite in its data folder, or PostgreSQL by one URL. Pure but for the file of a secret.

`postgresql://user:password@host:port/name?sslmode=verify-full`: what stands behind `?` goes to libpq as it is. User and
password are percent-encoded where they hold signs of a URL.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

URL, URL_FILE = "KIOSK_CENTRAL_DATABASE", "KIOSK_CENTRAL_DATABASE_FILE"
_SHAPE = "write postgresql://user:password@host:port/name"
_LIMITS = "-c statement_timeout=60s -c lock_timeout=15s -c idle_in_transaction_session_timeout=60s"
"""What one statement may take; a migration may take longer, see `unhurried`."""
_LIBPQ: dict[str, Any] = {
    "connect_timeout": 5,
    "application_name": "kiosk-central",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "options": _LIMITS,
}


class DatabaseUrlError(Exception):
    """The URL cannot be used; the text names the variable and the remedy, and holds no password."""


def chosen(environment: Mapping[str, str], data: Path) -> dict[str, Any]:
    """Return what Django's `DATABASES["default"]` shall be.

    Raises:
        DatabaseUrlError: both variables are set, the file cannot be read, or the URL is none.
    """
    url, file = environment.get(URL, ""), environment.get(URL_FILE, "")
    if url and file:
        raise DatabaseUrlError(f"{URL} and {URL_FILE} are both set: set one of them")
    if file:
        return postgresql(_read(Path(file)), f"{URL_FILE} ({file})")
    return postgresql(url, URL) if url else sqlite(data / "central.sqlite3")


def sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def postgresql(url: str, source: str) -> dict[str, Any]:
    """Return the settings for `url`. Each thread keeps its connection for ten minutes, and asks one that has rested.

    Raises:
        DatabaseUrlError: it is no such URL; `source` is where it was found.
    """
    problems = list(_problems(url))
    if problems:
        raise DatabaseUrlError(f"{source}: {'; '.join(problems)}: {_SHAPE}")
    parts = urlsplit(url)
    return {
        "ENGINE": "kiosk.central.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _LIBPQ | dict(parse_qsl(parts.query)),
    }


def unhurried(connection: Any) -> None:
    """Let this connection's statements take as long as they need: a migration of millions of rows does."""
    _say(connection, "SET statement_timeout = 0")


def hurried(connection: Any) -> None:
    """Take that back: what the URL or this module says holds again."""
    _say(connection, "RESET statement_timeout")


def _say(connection: Any, statement: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8"
        raise DatabaseUrlError(f"{URL_FILE}: {file}: {reason}: write the URL into it, for this user to read") from None


def _problems(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ["this is no URL"]
    return [problem for problem in (_scheme(parts), _server(parts), _name(parts), _rest(parts)) if problem]


def _scheme(parts: SplitResult) -> str:
    if parts.scheme in ("postgresql", "postgres"):
        return ""
    return (
        f"databases of the kind {parts.scheme!r} are not spoken to" if parts.scheme else "it names no kind of database"
    )


def _server(parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        return "the port is no number from 1 to 65535"
    if port == 0:
        return "the port is no number from 1 to 65535"
    return "" if parts.hostname and parts.username else "it names no user or no host"


def _name(parts: SplitResult) -> str:
    name = parts.path[1:]
    return "" if name and "/" not in name else "it names no database, or more than one"


def _rest(parts: SplitResult) -> str:
    if parts.fragment:
        return "it has a part behind #: write %23 for a # in a password"
    try:
        parse_qsl(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        return "what stands behind ? is no list of name=value"
    return ""
