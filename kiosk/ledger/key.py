"""The key that seals the ledger's values: beside the database, never in it, so that a copied database is mute."""

import secrets
from pathlib import Path

from kiosk.ledger.errors import LedgerKeyError
from kiosk.ledger.private_file import read_private, write_private

KEY_BYTES = 32  # AES-256


def load_key(key_file: Path, database: Path) -> bytes:
    """Return the key, made at the first start.

    Raises:
        LedgerKeyError: there is a database and its key is gone or damaged. No new key is made then: it would only
            hide that the old entries cannot be read.
    """
    try:
        key = read_private(key_file)
        if key is None and not database.exists():
            key = secrets.token_bytes(KEY_BYTES)
            write_private(key_file, key)
    except OSError as error:
        raise LedgerKeyError(f"{key_file}: {error.strerror}") from error
    if key is None:
        raise LedgerKeyError(f"{database} exists, its key {key_file} does not: restore the key, or move both aside")
    if len(key) != KEY_BYTES:
        raise LedgerKeyError(f"{key_file} holds {len(key)} bytes, not {KEY_BYTES}: restore the key from its copy")
    return key
