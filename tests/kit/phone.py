"""The phone that pays at the demo's payment system, and what central holds of it."""

import requests

from kiosk.walk.script import item_name
from kit.patience import until
from kit.town import Town

TILE, THEME = f"service_{item_name('real-estate/certificate-fee')}", "theme_real_estate"
ARRIVES_S = 60.0


def code(town: Town, transaction: str) -> str:
    """Return the newest code of the transaction, as the payment system gave it."""
    query = "SELECT code FROM payments_order WHERE transaction_id = ? ORDER BY ordered_at DESC LIMIT 1"
    return str(town.central.row(query, transaction)[0])


def phone_pays(town: Town, transaction: str, *, silent: bool = False) -> int:
    """Pay by the page that the code leads to; `silent`: the notice to central is lost. Return the page's status."""
    form = {"silent": "1"} if silent else {}
    return requests.post(code(town, transaction), data=form, timeout=ARRIVES_S).status_code


def states(town: Town, transaction: str) -> list[tuple[str, str]]:
    """Return what the terminal and the payment system say of each payment, the oldest first."""
    query = (
        "SELECT p.state, coalesce(o.state, 'never heard of') FROM intake_payment p "
        "LEFT JOIN payments_order o USING (payment_id) WHERE p.transaction_id = ? ORDER BY p.ordered_at"
    )
    return town.central.rows(query, transaction)


def arrive(town: Town, transaction: str, wanted: list[tuple[str, str]]) -> None:
    until(lambda: states(town, transaction) == wanted, timeout_s=ARRIVES_S)
