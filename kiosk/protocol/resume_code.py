"""The code by which a session is continued elsewhere: `K7QM-2XWD-9FTB-0C4E-MN3P`. Pure; randomness is an argument.

- 19 signs of Crockford's base32 (95 bits) and a check sign (Luhn mod 32): one wrong sign is noticed, as are most swaps
  of neighbours. What is typed may be in small letters, with or without dashes, with O for 0 and I or L for 1.
- Whoever has the code has the draft's key: central is told only what is derived from it one way, holds what it cannot
  read, and gives it out for the number of the person who was identified, whose proof is keyed by the code, too.
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", "- ")
_LENGTH, _GROUP = 20, 4
RANDOM_BYTES = 12
_NONCE = bytes(12)  # a code, and with it the key, seals one draft


class DraftDamaged(ValueError):  # noqa: N818 - reads as what happened
    """It is not what was sealed under this code."""


def new_code(randomness: bytes) -> str:
    """Return a code from 12 random bytes.

    Raises:
        ValueError: fewer or more bytes.
    """
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"{RANDOM_BYTES} random bytes are needed, not {len(randomness)}")
    number = int.from_bytes(randomness, "big")
    signs = "".join(_SIGNS[number >> (5 * place) & 31] for place in range(_LENGTH - 1))
    whole = signs + _check_sign(signs)
    return "-".join(whole[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def read_code(typed: str) -> str | None:
    """Return the code as it was given out; None when this cannot be one: too short, or a sign is wrong."""
    signs = typed.upper().translate(_READ_AS)
    if len(signs) != _LENGTH or not set(signs) <= set(_SIGNS) or _check_sign(signs[:-1]) != signs[-1]:
        return None
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def draft_id(code: str) -> str:
    """Return the name, 32 hex digits, under which central holds the draft; nothing leads back to the code."""
    return _derived(code, "id").hex()[:32]


def person_proof(code: str, number: str) -> str:
    """Return 64 hex digits that only the same person's number gives with the same code."""
    return hmac.new(_derived(code, "person"), number.encode(), hashlib.sha256).hexdigest()


def sealed(code: str, draft: bytes) -> bytes:
    """Return `draft` under AES-256-GCM, bound to its name."""
    return AESGCM(_derived(code, "key")).encrypt(_NONCE, draft, draft_id(code).encode())


def opened(code: str, draft: bytes) -> bytes:
    """Return what was sealed under `code`.

    Raises:
        DraftDamaged: something else.
    """
    try:
        return AESGCM(_derived(code, "key")).decrypt(_NONCE, draft, draft_id(code).encode())
    except InvalidTag:
        raise DraftDamaged("this was not sealed under that code") from None


def _derived(code: str, what: str) -> bytes:
    """95 random bits need no slow derivation: nobody searches them."""
    return hmac.new(code.replace("-", "").encode(), f"kiosk draft {what}".encode(), hashlib.sha256).digest()


def _check_sign(signs: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = _SIGNS.index(sign) * (2 - place % 2)
        total += value // 32 + value % 32
    return _SIGNS[-total % 32]
