"""What "read new address" delivers ↔ texts. Pure.

Each address has 70 bytes, UTF-16LE, padded with spaces. That a module sends several in one answer, up to four, is
inferred from one vendor's program; that two fit on a card is single-sourced.
"""

from collections.abc import Sequence

from drivers.card_text import clean
from drivers.errors import Refused
from drivers.faults import Fault
from drivers.id_card.commands import MOST_NEW_ADDRESSES, NEW_ADDRESS_SIZE


def decode(data: bytes) -> tuple[str, ...]:
    """Return the addresses that are not empty.

    Raises:
        Refused: CARD_INVALID when an address is no text. The detail never says what stands there.
        ValueError: `data` is not one to four addresses long.
    """
    count, rest = divmod(len(data), NEW_ADDRESS_SIZE)
    if rest or not 1 <= count <= MOST_NEW_ADDRESSES:
        raise ValueError(f"new addresses have {NEW_ADDRESS_SIZE} bytes each, not {len(data)} together")
    texts = [_text(data[at : at + NEW_ADDRESS_SIZE]) for at in range(0, len(data), NEW_ADDRESS_SIZE)]
    if None in texts:
        raise Refused(Fault.CARD_INVALID, "a new address makes no sense")
    return tuple(text for text in texts if text)


def encode(addresses: Sequence[str]) -> bytes:
    """Lay `addresses` out as a module sends them; none for none.

    Raises:
        ValueError: there are more than four, or one does not fit.
    """
    blocks = [address.encode("utf-16-le") for address in addresses]
    if len(blocks) > MOST_NEW_ADDRESSES or any(len(block) > NEW_ADDRESS_SIZE for block in blocks):
        raise ValueError("new addresses do not fit on the card")
    return b"".join(block + b" \0" * ((NEW_ADDRESS_SIZE - len(block)) // 2) for block in blocks)


def _text(block: bytes) -> str | None:
    """Return None rather than raise: the exception of `decode` carries what it choked on."""
    try:
        return clean(block.decode("utf-16-le"))
    except UnicodeDecodeError:
        return None
