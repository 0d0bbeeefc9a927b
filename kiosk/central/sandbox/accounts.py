"""Invented provident-fund accounts, one per person of the demo, the same on every machine.

Everything follows from the person's place in config/demo-persons.yaml and the calendar, by seeded random numbers;
nothing is derived from personal numbers. Sums in yuan, two decimals. The rules are those of Chinese provident funds:
both sides pay the same rate of 5–12 % of a base that is set anew each July; interest (1.5 % a year) is credited on
30 June.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kiosk.central.sandbox.months import Month

SEALED_INDEX, CHANGED_INDEX, NO_ACCOUNT_INDEX = 8, 9, 7
"""Persons whose accounts are special: sealed for a year, with a change of employer, without an account."""

EMPLOYERS = (
    "武汉示例光电科技有限公司",
    "武汉样板城市运营有限公司",
    "示范区第一样例小学",
    "武汉样例轨道装备有限公司",
    "示范区人民样例医院",
    "武汉示范生物医药有限公司",
    "江城样例物流有限公司",
    "武汉样板软件股份有限公司",
)
_LEAST_BASE, _HIGHEST_BASE = 4500, 32000
_INTEREST_A_YEAR = Decimal("0.015")
_CENT = Decimal("0.01")
_ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """One month. `balance` stands at its end."""

    month: Month
    base: Decimal
    employer: Decimal
    personal: Decimal
    interest: Decimal
    withdrawn: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Account:
    """One account as of a month, with all its rows, oldest first. Months in which nothing moved have no row."""

    number: str
    employer: str
    employer_account: str
    state: str
    opened: str
    rows: tuple[Row, ...]

    @property
    def base(self) -> Decimal:
        """The base of the last deposit: a sealed account keeps it."""
        return next(row.base for row in reversed(self.rows) if row.base)

    @property
    def balance(self) -> Decimal:
        return self.rows[-1].balance


def account_of(index: int, today: Month) -> Account | None:
    """Return the account of person `index` (from 0) as of `today`; None when there is none."""
    if index == NO_ACCOUNT_INDEX:
        return None
    rng = _dice(index, "account")
    opened = Month(rng.randint(2014, 2020), rng.randint(1, 12))
    employer = rng.randrange(len(EMPLOYERS)) + (1 if index == CHANGED_INDEX else 0)
    return Account(
        number=f"4201{rng.randrange(10**8):08d}",
        employer=EMPLOYERS[employer % len(EMPLOYERS)],
        employer_account=f"42010{(employer % len(EMPLOYERS)) * 7919 + 1000:07d}",
        state="封存" if index == SEALED_INDEX else "正常",
        opened=f"{opened}-{rng.randint(1, 28):02d}",
        rows=tuple(_rows(index, opened, today)),
    )


def _rows(index: int, opened: Month, today: Month) -> Iterator[Row]:
    rate = Decimal(_dice(index, "rate").randint(8, 12)) / 100
    balance, month_ends = _ZERO, _ZERO
    month = opened
    while month <= today:
        paying = _pays(index, month, today)
        base = _base(index, month) if paying else _ZERO
        share = _cents(base * rate)
        withdrawn = _withdrawal(index, month, balance) if paying else _ZERO
        month_ends += balance
        interest = _cents(month_ends * _INTEREST_A_YEAR / 12) if month.number == 6 else _ZERO
        if month.number == 6:
            month_ends = _ZERO
        balance += 2 * share + interest - withdrawn
        if paying or interest or withdrawn:
            yield Row(month, base, share, share, interest, withdrawn, balance)
        month += 1


def _pays(index: int, month: Month, today: Month) -> bool:
    """A sealed account gets no more deposits; between two employers nobody pays for two months."""
    if index == SEALED_INDEX:
        return month <= today - 12
    if index == CHANGED_INDEX:
        return not Month(2024, 8) <= month <= Month(2024, 9)
    return True


def _base(index: int, month: Month) -> Decimal:
    """Return the base of the fund year: it rises a little each July, within the city's bounds."""
    base = float(_dice(index, "base").randint(4500, 17000))
    for year in range(2012, month.fund_year + 1):
        base *= 1 + _dice(index, f"rise {year}").uniform(0.005, 0.07)
    if index == CHANGED_INDEX and month > Month(2024, 9):
        base *= 1.22
    return _cents(Decimal(max(_LEAST_BASE, min(_HIGHEST_BASE, round(base)))))


def _withdrawal(index: int, month: Month, balance: Decimal) -> Decimal:
    """Return what is taken out, for a home or its loan: in about two years of five, once, in whole hundreds."""
    rng = _dice(index, f"withdrawal {month.year}")
    if rng.random() > 0.4 or rng.randint(1, 12) != month.number:
        return _ZERO
    return _cents(balance * rng.randint(25, 75) / 100 // 100 * 100)


def _dice(index: int, what: str) -> random.Random:
    return random.Random(f"housing-fund/{index}/{what}")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
