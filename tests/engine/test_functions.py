"""What flows may call: each does what its line in the handbook says, and every figure is exact."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.expressions import is_of

from kiosk.engine import dates, money, numerals
from kiosk.engine.cel import check, parse
from kiosk.engine.cel.scope import Scope
from kiosk.engine.functions import FUNCTIONS
from kiosk.engine.rules import RuleError, evaluate

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_is_called_as_its_line_says_and_gives_what_its_type_says(name):
    function = FUNCTIONS[name]
    call, result = function.says.split(" is ")
    assert call.startswith(f"{name}(")
    checked = check(call, parse(call), Scope({}), FUNCTIONS)
    assert (checked.flaws, checked.type) == ((), function.gives)
    value = evaluate(call, {}).reveal()
    assert value == evaluate(result, {}).reveal()
    assert is_of(value, function.gives)


@pytest.mark.parametrize("text", ["9223372036854775807 + 1", "[1][3]", "1 / 0", "month(2026, 13)", "day(2026, 2, 30)"])
def test_values_that_cannot_be_are_one_kind_of_error(text):
    with pytest.raises(RuleError):
        evaluate(text, {})


@pytest.mark.parametrize(
    "text", ["age_on(name, name)", "fen(name)", "month(2026, name)", "money(name)", "day(1, 2, name)"]
)
def test_a_function_that_fails_does_not_let_the_log_quote_an_answer(text, caplog):
    with pytest.raises(RuleError) as caught:
        evaluate(text, {"name": "陈示例"})
    assert "陈" not in str(caught.value)
    assert "cannot take these values" in caplog.text
    assert "陈" not in caplog.text


@given(days, days)
def test_days_between_and_days_after_undo_each_other(first, last):
    count = dates.days_between(first.isoformat(), last.isoformat())
    assert count == (last - first) // timedelta(days=1)
    assert dates.days_after(first.isoformat(), count) == last.isoformat()


@given(days, days)
def test_an_age_goes_up_on_the_birthday_and_never_else(birth, at):
    age = dates.age_on(birth.isoformat(), at.isoformat())
    yesterday = dates.age_on(birth.isoformat(), (at - timedelta(days=1)).isoformat())
    assert age - yesterday == int(at == _birthday(birth, at.year))


def _birthday(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@pytest.mark.parametrize(
    ("birth", "at", "age"),
    [("2008-11-24", "2026-11-24", 18), ("2008-11-25", "2026-11-24", 17), ("2004-02-29", "2026-02-28", 21)],
)
def test_age(birth, at, age):
    assert dates.age_on(birth, at) == age


@given(st.text(max_size=12))
def test_what_is_no_day_gives_way(text):
    assert dates.day_or(text, "2026-01-01") in {text, "2026-01-01"}
    assert dates.is_day(dates.day_or(text, "2026-01-01"))


@given(st.integers(-(10**14), 10**14))
def test_fen_and_yuan_undo_each_other(amount):
    assert money.fen(money.yuan(amount)) == amount
    assert money.money(amount).replace(",", "") == money.yuan(amount)


@pytest.mark.parametrize("text", ["1", "1.5", "1.500", "+1.00", "1,000.00", "", "一", "1.00\n"])
def test_no_amount(text):
    with pytest.raises(ValueError, match="no amount"):
        money.fen(text)


# The examples of the 基本规定, appendix 1, and the ends of each rule.
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10.00", "壹拾元整"),
        ("-3.10", "负叁元壹角"),
        ("100010001.00", "壹亿零壹万零壹元整"),
        ("100000000.00", "壹亿元整"),
    ],
)
def test_money_in_capitals(amount, words):
    assert money.money_zh(money.fen(amount)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (2026, "二千零二十六"),
        (10010, "一万零一十"),
        (107000, "十万七千"),
        (20000001, "二千万零一"),
        (100001000, "一亿零一千"),
        (-12, "负十二"),
    ],
)
def test_numbers_in_words(number, words):
    assert numerals.number_zh(number) == words


def _read(words: str, digits: str, units: tuple[str, ...]) -> int:
    """Read words back, by nothing but the value of each sign."""
    total = section = digit = 0
    for sign in words:
        if sign in digits:
            digit = digits.index(sign)
        elif sign in units:
            section, digit = section + (digit or 1) * 10 ** units.index(sign), 0
        else:
            total, section, digit = total + (section + digit) * {"万": 10**4, "亿": 10**8}[sign], 0, 0
    return total + section + digit


@given(st.integers(0, numerals.LIMIT - 1) | st.integers(0, 10**6))
def test_words_read_back_give_the_number(number):
    words = numerals.number_zh(number)
    assert _read(words, numerals.PLAIN, numerals.PLAIN_UNITS) == number
    assert "零零" not in words


@given(st.integers(1, 100 * numerals.LIMIT - 1))
def test_money_in_words_read_back_gives_the_amount(amount):
    words = money.money_zh(amount)
    whole, _, rest = words.partition("元") if "元" in words else ("", "", words)
    assert _read(whole, numerals.CAPITAL, numerals.CAPITAL_UNITS) == amount // 100
    tenths = numerals.CAPITAL.index(rest[rest.index("角") - 1]) if "角" in rest else 0
    hundredths = numerals.CAPITAL.index(rest[-2]) if rest.endswith("分") else 0
    assert tenths * 10 + hundredths == amount % 100
    assert rest.endswith("整") == (amount % 100 == 0)


@pytest.mark.parametrize("number", [numerals.LIMIT, -numerals.LIMIT])
def test_beyond_the_words_there_are_none(number):
    with pytest.raises(ValueError, match="too large"):
        numerals.number_zh(number)


def test_digit_by_digit():
    assert numerals.digits_zh("2026-01") == "二〇二六-〇一"
