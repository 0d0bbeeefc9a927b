"""The 18-character citizen identity number, GB 11643-1999, and its check character.

The check is ISO 7064 MOD 11-2: the weighted sum of the first 17 digits, modulo 11, picks one of `10X98765432`.
The numbers of foreigners' permanent residence cards of the 2023 edition carry the same check and the same place for
the birth date.
"""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


def check_character(first_17: str) -> str:
    """Return the 18th character that belongs to `first_17`.

    Raises:
        ValueError: `first_17` is not 17 ASCII digits.
    """
    if not re.fullmatch(r"[0-9]{17}", first_17):
        raise ValueError("a citizen number begins with 17 digits")
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """True when `number` has the shape, a birth date of the calendar, and the right check character."""
    return (
        _SHAPE.fullmatch(number) is not None
        and birth_date(number) is not None
        and check_character(number[:17]) == number[17]
    )


def birth_date(number: str) -> date | None:
    """Return the birth date that stands in characters 7 to 14, None when the calendar knows no such day."""
    digits = number[6:14]
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
