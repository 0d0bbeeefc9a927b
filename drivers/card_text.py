"""Text that stands on a card is data: what leaves a card's decoder holds nothing that steers a screen or a printer."""

import unicodedata

_STEERING = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})  # controls, bidi marks, halves, unassigned, line breaks


def clean(text: str, *, at_most: int) -> str:
    """Return `text` without steering characters, outer blanks and what exceeds `at_most` characters."""
    return "".join(one for one in text if unicodedata.category(one) not in _STEERING).strip()[:at_most].rstrip()
