"""The department's one operation: a statement of the records of a period."""

import hmac
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from kiosk.central.sandbox.accounts import Account, Row, account_of
from kiosk.central.sandbox.months import Month
from kiosk.protocol.demo import DemoPerson

KEPT_MONTHS = 60
"""The department's system holds five years, this month included; older records are on paper."""

MonthText = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class StatementRequest(BaseModel):
    """Months as `YYYY-MM`, both included. Never logged."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Annotated[str, Field(repr=False)]
    number: Annotated[str, Field(repr=False)]
    first: MonthText
    last: MonthText


class Refusal(Exception):  # noqa: N818 - an answer, not an error
    """The department says no. `code` is what a flow branches on."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def statement(request: StatementRequest, persons: Sequence[DemoPerson], today: Month) -> dict[str, Any]:
    """Return the statement; all money as text with two decimals, rows oldest first.

    Raises:
        Refusal: `no_account` (also when name and number do not belong together), `bad_period`, `no_records`.
    """
    account = _account(request, persons, today)
    first, last = Month.read(request.first), Month.read(request.last)
    if first > last:
        raise Refusal("bad_period", "the period ends before it begins")
    first = max(first, today - (KEPT_MONTHS - 1))
    rows = [row for row in account.rows if first <= row.month <= last]
    if not rows:
        raise Refusal("no_records", "nothing was paid in or out in this period")
    return {
        "account": account.number,
        "employer": account.employer,
        "employer_account": account.employer_account,
        "state": account.state,
        "opened": account.opened,
        "base": _money(account.base),
        "balance": _money(account.balance),
        "rows": [_written(row) for row in rows],
        "totals": {
            "employer": _sum(row.employer for row in rows),
            "personal": _sum(row.personal for row in rows),
            "interest": _sum(row.interest for row in rows),
            "withdrawn": _sum(row.withdrawn for row in rows),
        },
    }


def _account(request: StatementRequest, persons: Sequence[DemoPerson], today: Month) -> Account:
    for index, person in enumerate(persons):
        if hmac.compare_digest(person.number.encode(), request.number.strip().upper().encode()):
            account = account_of(index, today) if _same_name(person, request.name) else None
            if account is not None:
                return account
    raise Refusal("no_account", "no account under this name and number")


def _same_name(person: DemoPerson, name: str) -> bool:
    given = name.strip().casefold()
    return bool(given) and given in {person.name.casefold(), person.name_en.casefold()}


def _written(row: Row) -> dict[str, str]:
    return {
        "month": str(row.month),
        "base": _money(row.base),
        "employer": _money(row.employer),
        "personal": _money(row.personal),
        "interest": _money(row.interest),
        "withdrawn": _money(row.withdrawn),
        "balance": _money(row.balance),
    }


def _sum(amounts: Iterable[Decimal]) -> str:
    return _money(sum(amounts, Decimal(0)))


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
