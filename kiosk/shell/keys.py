"""The keys on the screen: which there are for each kind of field, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.engine.fields import credit_code
from kiosk.engine.fields.text import DIGITS, LETTERS
from kiosk.protocol.fields import (
    CitizenNumberField,
    CreditCodeField,
    EmailField,
    FormField,
    MoneyField,
    NumberField,
    TextField,
)
from kiosk.shell.words import Words

DELETE = "delete"
DOMAINS = ("@qq.com", "@163.com")
"""How most addresses end: one touch instead of eight. More would not be read on their keys in large type."""
POINT = "."
_WIDE = 10
_LINE_SIGNS = {"路": "lu", "巷": "xiang", "号": "hao", "栋": "dong", "单元": "danyuan", "层": "ceng", "室": "shi"}
"""How houses and rooms are written on Chinese letters, whatever the language of the screen."""


@dataclass(frozen=True)
class Key:
    """`sign`: what it types, or `DELETE`. It stands in `row` and `column`, from 0, over `span` columns."""

    sign: str
    row: int
    column: int
    span: int = 1
    offered: bool = True

    @property
    def name(self) -> str:
        """The key's object name."""
        known = {POINT: "point", "-": "dash", "@": "at", "_": "underscore", **_LINE_SIGNS}
        sign = self.sign.replace("@", "at_").replace(".", "_") if self.sign in DOMAINS else self.sign
        return f"key_{known.get(sign, sign)}"


@dataclass(frozen=True)
class Keypad:
    columns: int
    keys: tuple[Key, ...]


def keypad_of(field: FormField) -> Keypad:
    """Return the keys that `field` is typed with."""
    match field:
        case TextField(allowed="latin"):
            return _letters(with_digits=False, offered=LETTERS)
        case TextField(allowed="letters_and_digits"):
            return _letters(with_digits=True, offered=LETTERS)
        case CreditCodeField():
            return _letters(with_digits=True, offered=credit_code.ALPHABET)
        case EmailField():
            return email_keypad()
        case CitizenNumberField():
            return _digits("X")
        case MoneyField():
            return _digits(POINT)
        case NumberField(decimals=decimals) if decimals:
            return _digits(POINT)
        case _:
            return _digits("")


def search_keypad() -> Keypad:
    """Return the keys to look for something by its name: digits, and the letters that Chinese words begin with."""
    return _letters(with_digits=True, offered=LETTERS)


def email_keypad() -> Keypad:
    """Return the keys for an address of mail: small letters, its signs, and the endings that most have."""
    letters = [Key(letter, 1 + number // _WIDE, number % _WIDE) for number, letter in enumerate(LETTERS.lower())]
    signs = [Key(sign, 3, 6 + number) for number, sign in enumerate("@._-")]
    endings = [Key(ending, 4, 4 * number, 4) for number, ending in enumerate(DOMAINS)]
    return Keypad(_WIDE, (*_row(0, "1234567890"), *letters, *signs, *endings, Key(DELETE, 4, 8, 2)))


def line_keypad() -> Keypad:
    """Return the keys for house and room: digits, a few letters, and the words that stand between them."""
    letters = [*_row(1, "ABCDEFG-"), Key(DELETE, 1, 8, 2)]
    places = ((0, 1), (1, 1), (2, 2), (4, 2), (6, 2), (8, 1), (9, 1))
    signs = ("路", "巷", "号", "栋", "单元", "层", "室")
    words = [Key(sign, 2, column, span) for sign, (column, span) in zip(signs, places, strict=True)]
    return Keypad(_WIDE, (*_row(0, "1234567890"), *letters, *words))


def _digits(extra: str) -> Keypad:
    keys = [Key(digit, *divmod(number, 3)) for number, digit in enumerate(DIGITS[1:])]
    last = [Key(extra, 3, 0)] if extra else []
    return Keypad(3, (*keys, *last, Key("0", 3, 1), Key(DELETE, 3, 2)))


def _letters(*, with_digits: bool, offered: str) -> Keypad:
    first = 1 if with_digits else 0
    digits = _row(0, "1234567890") if with_digits else ()
    letters = [
        Key(letter, first + number // _WIDE, number % _WIDE, offered=letter in offered)
        for number, letter in enumerate(LETTERS)
    ]
    return Keypad(_WIDE, (*digits, *letters, Key(DELETE, first + 2, 6, 4)))


def _row(row: int, signs: Iterable[str]) -> tuple[Key, ...]:
    return tuple(Key(sign, row, column) for column, sign in enumerate(signs))


def keys_told(keypad: Keypad, words: Words) -> list[dict[str, object]]:
    """Return the keys as QML shows them."""
    return [
        {
            "object": key.name,
            "sign": key.sign,
            "label": _label(key, words),
            "spoken": _spoken(key, words),
            "row": key.row,
            "column": key.column,
            "span": key.span,
            "offered": key.offered,
        }
        for key in keypad.keys
    ]


def _label(key: Key, words: Words) -> str:
    return words.say("form.delete") if key.sign == DELETE else key.sign


def _spoken(key: Key, words: Words) -> str:
    """Return the key's name for those who cannot see it; a voice passes over a bare point or dash."""
    match key.sign:
        case ".":
            return words.say("form.key.point")
        case "-":
            return words.say("form.key.dash")
        case "_":
            return words.say("form.key.underscore")
        case _:
            return _label(key, words)
