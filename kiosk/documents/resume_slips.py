"""The slip with the code by which a session is continued elsewhere. Nothing on it is about the person."""

from pathlib import Path

from drivers.receipt_printer.role import Receipt
from kiosk.documents.receipts import receipt_from

_TEMPLATE = Path(__file__).parents[2] / "assets" / "receipts" / "resume.yaml"


def resume_receipt(
    *, code: str, expires_on: str, service: str, at: str, terminal_id: str, place: str, hotline: str
) -> Receipt:
    """Return the slip; `at` the local time.

    Raises:
        DocumentError: the template is malformed.
    """
    values = {
        "code": code,
        "expires_on": expires_on,
        "service": service,
        "at": at,
        "terminal_id": terminal_id,
        "place": place,
        "hotline": hotline,
    }
    return receipt_from(_TEMPLATE.read_bytes(), values, name=_TEMPLATE.name)
