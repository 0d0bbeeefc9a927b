"""Values on disk: AES-256-GCM (NIST SP 800-38D), each bound to the row and column it stands in."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.ledger.errors import SealBroken

_NONCE_BYTES = 12  # random; good for 2**32 values under one key, centuries of a terminal's work


class Seal:
    """Closes and opens values under one key.

    Layout of a sealed value: nonce (12 bytes), ciphertext (as long as the value), tag (16 bytes).
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, value: str, *, column: str, row: str) -> bytes:
        """Return `value` sealed for `column` (`table.column`) of the row with id `row`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value.encode(), _place(column, row))

    def open(self, sealed: bytes, *, column: str, row: str) -> str:
        """Return what was sealed for that place.

        Raises:
            SealBroken: changed, moved from another place, or sealed under another key.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, _place(column, row)).decode()
        except (InvalidTag, ValueError):
            raise SealBroken(f"{column} of {row} is not what was sealed there") from None


def _place(column: str, row: str) -> bytes:
    return f"{column}:{row}".encode()
