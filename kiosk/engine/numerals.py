"""Numbers in Chinese words: 二千零二十六, and digit by digit 二〇二六 (GB/T 15835-2011)."""

PLAIN, PLAIN_UNITS = "零一二三四五六七八九", ("", "十", "百", "千")
CAPITAL, CAPITAL_UNITS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟")
_DIGITS = "〇一二三四五六七八九"
_SECTIONS = ("", "万", "亿")
LIMIT = 10**12
"""Beyond this, 万亿 would have to be written, and readers differ about its zeros."""


def number_zh(number: int) -> str:
    """`number_zh(2026)` is 二千零二十六. Raises ValueError from a million millions (万亿) on."""
    words = in_words(abs(number), PLAIN, PLAIN_UNITS)
    words = words[1:] if words.startswith("一十") else words
    return f"负{words}" if number < 0 else words


def digits_zh(text: str) -> str:
    """`digits_zh('2026')` is 二〇二六; what is no digit stays."""
    return text.translate({ord("0") + value: sign for value, sign in enumerate(_DIGITS)})


def in_words(number: int, digits: str, units: tuple[str, ...]) -> str:
    """Return `number`, from 0 to below `LIMIT`, in words; any run of zeros inside is one 零."""
    if not 0 <= number < LIMIT:
        raise ValueError("the number is too large for words")
    if number == 0:
        return digits[0]
    words, gap = "", False
    for power in range(len(_SECTIONS) - 1, -1, -1):
        section = number // 10000**power % 10000
        if section:
            zero = digits[0] if words and (gap or section < 1000) else ""
            words += zero + _section(section, digits, units) + _SECTIONS[power]
        gap = section == 0
    return words


def _section(section: int, digits: str, units: tuple[str, ...]) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = section // 10**place % 10
        if digit:
            words += (digits[0] if words and gap else "") + digits[digit] + units[place]
        gap = digit == 0
    return words
