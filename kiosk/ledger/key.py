"""The key that seals the ledger's values: beside the database, never in it, so that a copied database is mute.

It is looked for in three places. Which one is right, the database tells:

    $CREDENTIALS_DIRECTORY/ledger.key    given by systemd (`LoadCredential=`, systemd.exec(5)); never written here
    ledger.key                           made at the first start, mode 0600
    ledger.key.next                      of a rotation that was cut (`kiosk.ledger.rotation`)
"""

import os
import secrets
from pathlib import Path

from kiosk.ledger.errors import LedgerKeyError
from kiosk.ledger.meta import is_key_of
from kiosk.ledger.private_file import read_private, remove_private, rename_private, write_private

KEY_BYTES = 32  # AES-256


def load_key(key_file: Path, database: Path) -> bytes:
    """Return the key, made at the first start; what a rotation that was cut left behind is tidied.

    Raises:
        LedgerKeyError: there is a database and its key is gone or damaged. No new key is made then: it would only
            hide that the old entries cannot be read.
    """
    try:
        found = {place: key for place in (credential(), key_file, coming(key_file)) if (key := _read(place))}
        if not found and not database.exists():
            return make_key(key_file)
        if not found:
            raise LedgerKeyError(f"{database} exists, its key {key_file} does not: restore the key, or move both aside")
        if len(found) == 1:
            return next(iter(found.values()))
        right = next((place for place, key in found.items() if is_key_of(database, key)), None)
        if right is None:
            return next(iter(found.values()))
        _tidy(key_file, right)
        return found[right]
    except OSError as error:
        raise LedgerKeyError(f"{error.filename or key_file}: {error.strerror}") from error


def credential() -> Path | None:
    """Return where systemd puts the key for this process, None where it gives none."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    place = Path(folder) / "ledger.key" if folder else None
    return place if place is not None and place.exists() else None


def coming(key_file: Path) -> Path:
    """Return where a new key stands until the database is sealed with it."""
    return key_file.with_name(key_file.name + ".next")


def former(key_file: Path) -> dict[Path, bytes]:
    """Return the keys that were kept because a database that was set aside is sealed with them."""
    places = sorted(key_file.parent.glob(f"{key_file.name}.old-*[0-9]"))
    return {place: key for place in places if (key := _read(place))}


def make_key(place: Path) -> bytes:
    """Write a new key to `place` and return it.

    Raises:
        OSError: the disk would not take it; `place` is as it was.
    """
    key = secrets.token_bytes(KEY_BYTES)
    write_private(place, key)
    return key


def _read(place: Path | None) -> bytes | None:
    if place is None:
        return None
    key = place.read_bytes() if place == credential() else read_private(place)
    if key is not None and len(key) != KEY_BYTES:
        raise LedgerKeyError(f"{place} holds {len(key)} bytes, not {KEY_BYTES}: restore the key from its copy")
    return key


def _tidy(key_file: Path, right: Path) -> None:
    """End a rotation that was cut: after its commit the new key is the key, before it never was one."""
    if right == coming(key_file):
        rename_private(right, key_file)
    else:
        remove_private(coming(key_file))
