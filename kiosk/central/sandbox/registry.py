"""The demo's real estate registration centre: what further certificates cost, and that it was paid. All invented.

Which person has how many owners beside her or him follows from the place in config/demo-persons.yaml, by seeded random
numbers. What was paid is remembered as long as the process lives.
"""

import random
import threading
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from kiosk.central.sandbox.persons import Asked, place_of
from kiosk.central.sandbox.statement import Refusal
from kiosk.protocol.demo import DemoPerson

NOTHING_DUE_INDEX, NO_CASE_INDEX = 1, 7
"""Persons of whom one is the only owner, so that the first and free certificate is all, and one registers nothing."""
FEN_EACH = 1000
_paid: dict[str, str] = {}
_lock = threading.Lock()


class DueRequest(Asked):
    """What is due of this person?"""


class PaidRequest(DueRequest):
    """`order`: the number under which the payment system knows it; `amount` in yuan with two decimals."""

    case: str
    order: str
    amount: Annotated[str, Field(pattern=r"^\d+\.\d\d$")]


def fee_due(request: DueRequest, persons: Sequence[DemoPerson]) -> dict[str, Any]:
    """Return the case, and how many certificates are to be paid for.

    Raises:
        Refusal: `no_case`, `nothing_due`, also when it was paid already.
    """
    index, due = _due(request, persons)
    with _lock:
        if due["extra"] == 0 or due["case"] in _paid:
            raise Refusal("nothing_due", "there is nothing to be paid")
    return {**due, "office": "示范区政务服务中心二楼不动产登记窗口", "property": persons[index].address}


def fee_paid(request: PaidRequest, persons: Sequence[DemoPerson]) -> dict[str, Any]:
    """Note that it was paid, once for each order, and return the number by which the certificates are collected.

    Raises:
        Refusal: `no_case`, `wrong_amount`, or `paid_before` under another order.
    """
    _index, due = _due(request, persons)
    if request.case != due["case"]:
        raise Refusal("no_case", "no such case of this person")
    if request.amount != f"{due['extra'] * FEN_EACH / 100:.2f}":
        raise Refusal("wrong_amount", "another amount is due")
    with _lock:
        if _paid.setdefault(request.case, request.order) != request.order:
            raise Refusal("paid_before", "paid under another order")
    return {"pickup": f"A{int(request.case[-6:]) % 10000:04d}"}


def _due(request: DueRequest, persons: Sequence[DemoPerson]) -> tuple[int, dict[str, Any]]:
    index = place_of(request, persons)
    if index is None or index == NO_CASE_INDEX:
        raise Refusal("no_case", "no registration of this person is under way")
    return index, case_of(index)


def case_of(index: int) -> dict[str, Any]:
    """Return the case of person `index` (from 0)."""
    dice = random.Random(f"registry/{index}")
    extra = 0 if index == NOTHING_DUE_INDEX else dice.randint(1, 2)
    return {
        "case": f"SL202611{dice.randrange(10**7):07d}",
        "unit": f"420199001001GB{dice.randrange(10**5):05d}F{dice.randrange(10**8):08d}",
        "accepted": f"2026-11-{dice.randint(2, 20):02d}",
        "certificates": extra + 1,
        "extra": extra,
    }
