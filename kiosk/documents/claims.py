"""The slip of whoever paid and got nothing: by what number the money comes back."""

from pathlib import Path

from drivers.receipt_printer.role import Receipt
from kiosk.documents.receipts import receipt_from

_TEMPLATE = Path(__file__).parents[2] / "assets" / "receipts" / "claim.yaml"


def claim_receipt(
    *, order: str, amount: str, service: str, at: str, terminal_id: str, place: str, hotline: str
) -> Receipt:
    """Return the slip; `amount` in yuan as people read it, `at` the local time.

    Raises:
        DocumentError: the template is malformed.
    """
    values = {
        "order": order,
        "amount": amount,
        "service": service,
        "at": at,
        "terminal_id": terminal_id,
        "place": place,
        "hotline": hotline,
    }
    return receipt_from(_TEMPLATE.read_bytes(), values, name=_TEMPLATE.name)
