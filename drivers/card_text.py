"""Text from a card is data: what could steer a screen, a log or a printer is taken out of it. Pure.

It is taken out rather than refused. On a card it is never part of a name: it comes from a sloppy personalisation, and
the holder of a genuine card must not be turned away for it. What remains reads as before.
"""

import unicodedata

_SEPARATORS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, formats (bidi marks among them), lone surrogates


def clean(text: str) -> str:
    """Return `text` without controls, format characters, lone surrogates and noncharacters; trimmed.

    Whatever parts words (tab, line and paragraph separators) becomes one space. Kept is all that a name may need: the
    middle dot, rare Hanzi, also those in private use areas or younger than this table, and variation selectors.
    """
    parted = "".join(" " if character in _SEPARATORS else character for character in text)
    return "".join(character for character in parted if _harmless(character)).strip(" ")


def _harmless(character: str) -> bool:
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return unicodedata.category(character) not in _DROPPED and not noncharacter
