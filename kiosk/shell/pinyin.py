"""Finding Chinese words by Latin letters: initials (gjj), whole syllables (gongjijin), or some of both (gongjj)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_READINGS = Path(__file__).parents[2] / "assets" / "pinyin" / "readings.txt"


@cache
def readings() -> Mapping[str, tuple[str, ...]]:
    """Return the syllables of each Chinese character, without tones, `ü` as `v`; see assets/pinyin/README.md."""
    known: dict[str, tuple[str, ...]] = {}
    for line in _READINGS.read_text(encoding="utf-8").splitlines():
        syllable, _, characters = line.partition(" ")
        for character in characters:
            known[character] = (*known.get(character, ()), syllable)
    return known


def finds(typed: str, text: str) -> bool:
    """True when `typed` stands somewhere in `text`: Chinese by its letters, everything else as it is written.

    Upper and lower case are one, blanks and punctuation count on neither side. Nothing typed finds everything.
    """
    wanted, signs = _plain(typed), _plain(text)
    return any(_fits(wanted, signs[start:]) for start in range(len(signs))) or not wanted


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _fits(typed: str, signs: str) -> bool:
    """True when `signs` begins as `typed` says; each sign takes at least one letter."""
    if not typed or not signs:
        return not typed
    if typed[0] == signs[0]:
        return _fits(typed[1:], signs[1:])
    return any(
        _fits(typed[length:], signs[1:])
        for syllable in readings().get(signs[0], ())
        for length in range(1, len(syllable) + 1)
        if typed.startswith(syllable[:length])
    )
