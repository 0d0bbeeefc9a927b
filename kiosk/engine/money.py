"""Money, exactly: whole fen (分), and texts in yuan with two decimals as departments send them."""

import re

from kiosk.engine.numerals import CAPITAL, CAPITAL_UNITS, in_words

_YUAN = re.compile(r"(-?)(\d{1,13})\.(\d\d)")


def fen(yuan: str) -> int:
    """`fen('1234.50')` is 123450. Raises ValueError for what is no amount in yuan with two decimals."""
    found = _YUAN.fullmatch(yuan)
    if not found:
        raise ValueError("no amount; write yuan with two decimals")
    whole = int(found[2]) * 100 + int(found[3])
    return -whole if found[1] else whole


def yuan(amount_fen: int) -> str:
    """`yuan(123450)` is 1234.50, as departments write it."""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{'-' if amount_fen < 0 else ''}{whole}.{rest:02d}"


def money(amount_fen: int) -> str:
    """`money(123450)` is 1,234.50, as people read it."""
    whole, rest = divmod(abs(amount_fen), 100)
    return f"{'-' if amount_fen < 0 else ''}{whole:,}.{rest:02d}"


def money_zh(amount_fen: int) -> str:
    """`money_zh(123450)` is 壹仟贰佰叁拾肆元伍角.

    After 正确填写票据和结算凭证的基本规定 (中国人民银行, 1997): 整 after 元 and not after 分; a 零 where the fen follow
    a zero of the jiao, and where the jiao follow a zero of the yuan.
    Raises ValueError from a million millions of yuan on.
    """
    whole, rest = divmod(abs(amount_fen), 100)
    tenths, hundredths = divmod(rest, 10)
    words = f"{in_words(whole, CAPITAL, CAPITAL_UNITS)}元" if whole or not rest else ""
    if not rest:
        words += "整"
    if words and rest and (tenths == 0 or whole % 10 == 0):
        words += CAPITAL[0]
    words += f"{CAPITAL[tenths]}角" if tenths else ""
    words += f"{CAPITAL[hundredths]}分" if hundredths else ""
    return f"负{words}" if amount_fen < 0 else words
