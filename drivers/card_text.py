"""Text from a card is data: what could steer a screen, a log or a printer is taken out of it. Pure.

It is taken out rather than refused. On a card it is never part of a name: it comes from a sloppy personalisation, and
the holder of a genuine card must not be turned away for it. What remains reads as before.
"""

import unicodedata

_SEPARATORS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_INVISIBLE = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE0100), range(0xE01F0, 0xE1000))
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, formats (bidi marks among them), lone surrogates


def clean(text: str, *, at_most: int | None = None) -> str:
    """Return `text` without controls, format characters, lone surrogates and noncharacters; trimmed.

    Of what remains no more than `at_most` characters are kept: no field of a card is as long as a lying length says.

    Whatever parts words (tab, line and paragraph separators) becomes one space. Kept is all that a name may need: the
    middle dot, rare Hanzi, also those in private use areas or younger than this table, and variation selectors.
    """
    parted = "".join(" " if character in _SEPARATORS else character for character in text)
    return "".join(character for character in parted if _harmless(character)).strip(" ")[:at_most].rstrip(" ")


def _harmless(character: str) -> bool:
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    invisible = any(code in codes for codes in _INVISIBLE)  # reserved for more of what is dropped (Unicode 5.21)
    return unicodedata.category(character) not in _DROPPED and not noncharacter and not invisible
