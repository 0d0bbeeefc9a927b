"""What all departments of the demo know alike of a person: employer, spouse, pay. All invented.

It follows from the person's place in config/demo-persons.yaml and from what the housing fund has: nobody has another
employer or another base at another department.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kiosk.central.sandbox.accounts import EMPLOYERS, Account, account_of
from kiosk.central.sandbox.market import code_of
from kiosk.central.sandbox.months import Month

SPOUSES = {0: 3, 3: 0, 6: 11, 11: 6}
"""Who is married to whom, by place from 0."""
_EMPLOYERS_FROM = 100


@dataclass(frozen=True)
class Paid:
    """What was earned and paid in one month, in fen."""

    month: Month
    base_fen: int


def account(index: int, today: Month) -> Account | None:
    """Return the fund's account, which tells employer and base; None for who is employed nowhere."""
    return account_of(index, today)


def employer_code(name: str) -> str:
    """Return the credit code of an employer: in a division that is assigned to nobody, with a valid check sign."""
    return code_of(_EMPLOYERS_FROM + EMPLOYERS.index(name))


def months(index: int, today: Month) -> Iterator[Paid]:
    """Yield the months for which an employer paid, oldest first."""
    known = account(index, today)
    for row in known.rows if known else ():
        if row.base:
            yield Paid(row.month, int(row.base * 100))


def tax_fen(base_fen: int) -> int:
    """Return the income tax of a month, 3 % of what lies over 5,000 yuan: the first step, for all."""
    return int(max(Decimal(0), Decimal(base_fen) - 500_000) * Decimal("0.03"))


def married_on(index: int) -> str | None:
    """Return the day of the wedding, the same for both; None for who is not married."""
    spouse = SPOUSES.get(index)
    if spouse is None:
        return None
    dice = random.Random(f"marriage/{min(index, spouse)}")
    return f"{dice.randint(2010, 2022)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
