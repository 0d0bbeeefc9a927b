"""The one rating that a transaction may have."""

from collections.abc import Iterable

from pydantic import ValidationError

from kiosk.ledger.errors import LedgerError
from kiosk.ledger.journal import Journal
from kiosk.protocol.rating import Satisfaction
from kiosk.protocol.records import RatingRecord


def rate(journal: Journal, transaction_id: str, satisfaction: Satisfaction, reasons: Iterable[int]) -> None:
    """Take the rating of an open transaction and report it.

    Raises:
        LedgerError: it is not open, rated already, or the reasons do not fit the level.
    """
    opened = journal.opened(transaction_id)
    try:
        record = RatingRecord(
            transaction_id=transaction_id,
            service=opened.service,
            item_code=opened.item_code,
            satisfaction=satisfaction,
            reasons=tuple(reasons),
        )
    except ValidationError as error:
        raise LedgerError(f"no rating: {error.errors(include_input=False)[0]['msg']}") from None
    journal.mark_rated(transaction_id)
    journal.report(record)
