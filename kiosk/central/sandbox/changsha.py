"""Another city's pension insurance: who paid in Changsha, for how many months, and through whom.

All is invented, and follows from the person's place in config/demo-persons.yaml and the calendar, by seeded random
numbers; nothing is derived from personal numbers.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kiosk.central.sandbox.months import Month
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson

RECEIVING_INDEX, NO_ACCOUNT_INDEX, STILL_PAYING_INDEX = 1, 7, 2
"""Persons of whom one draws a pension there, one was never insured there, and one still is; the others moved away."""

_EMPLOYERS = (
    "长沙样例工程机械有限公司",
    "长沙示范文化传媒有限公司",
    "示范区样例中学",
    "长沙样板食品有限公司",
)


class ProofRequest(BaseModel):
    """`phone` may be empty. Never logged."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Annotated[str, Field(repr=False)]
    number: Annotated[str, Field(repr=False)]
    purpose: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    phone: Annotated[str, Field(repr=False, pattern=r"^(1\d{10})?$")] = ""


def pension_proof(request: ProofRequest, persons: Sequence[DemoPerson], today: Month) -> dict[str, Any]:
    """Return the months paid in each year, oldest first, and in all; `employer` only while somebody still pays.

    Raises:
        Refusal: `no_account` (also when name and number do not belong together), `receiving`.
    """
    index = _index(request, persons)
    if index == RECEIVING_INDEX:
        raise Refusal("receiving", "this person draws a pension")
    paid = tuple(_paid(index, today))
    years = [_year(year, [month for _, month in rows], index) for year, rows in groupby(paid, key=lambda one: one[0])]
    return {
        "account": f"43010{_dice(index, 'account').randrange(10**8):08d}",
        "state": "正常缴费" if index == STILL_PAYING_INDEX else "暂停缴费",
        "insured_since": str(paid[0][1]),
        "years": years,
        "months": len(paid),
        **({"employer": _employer(index)} if index == STILL_PAYING_INDEX else {}),
    }


def _index(request: ProofRequest, persons: Sequence[DemoPerson]) -> int:
    for index, person in enumerate(persons):
        names = {person.name.casefold(), person.name_en.casefold()} - {""}
        if person.number == request.number.strip().upper() and request.name.strip().casefold() in names:
            if index == NO_ACCOUNT_INDEX:
                break
            return index
    raise Refusal("no_account", "nobody of this name and number is insured here")


def _paid(index: int, today: Month) -> Iterator[tuple[int, Month]]:
    """Yield each month that was paid, with its year: some years in a row, and a gap of a few months within them."""
    dice = _dice(index, "months")
    first = Month(dice.randint(2012, 2016), dice.randint(1, 12))
    last = today if index == STILL_PAYING_INDEX else first + dice.randint(40, 80)
    gap = first + dice.randint(8, 30)
    length = dice.randint(2, 4)
    month = first
    while month <= min(last, today):
        if not gap <= month < gap + length:
            yield month.year, month
        month += 1


def _year(year: int, months: list[Month], index: int) -> dict[str, Any]:
    return {
        "year": str(year),
        "employer": _employer(index),
        "first": str(months[0]),
        "last": str(months[-1]),
        "months": len(months),
    }


def _employer(index: int) -> str:
    return _EMPLOYERS[index % len(_EMPLOYERS)]


def _dice(index: int, what: str) -> random.Random:
    return random.Random(f"changsha-pension/{index}/{what}")
