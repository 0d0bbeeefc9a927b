"""The desk's control connection from the other side."""

import json
from typing import Any

import requests

from drivers.faults import Fault, Role
from kiosk.desk.state import DeskError, DeskState

_CONNECT_TIMEOUT_S = 3.0
_READ_TIMEOUT_S = 15.0  # a printer that is unplugged and plugged in again starts anew


class DeskClient:
    """Plays with the desk at `url`. Every call raises `DeskError` with the desk's own words."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def state(self) -> DeskState:
        return DeskState.model_validate_json(self._ask("GET", "/state"))

    def place(self, person: int) -> DeskState:
        """Lay the card of `person`, from 1, on the reader."""
        return self._post("/id_card/place", person=person)

    def lift(self) -> DeskState:
        return self._post("/id_card/lift")

    def place_wrong_card(self) -> DeskState:
        return self._post("/id_card/wrong")

    def lift_during_read(self) -> DeskState:
        """Let the card go away in the middle of the next read."""
        return self._post("/id_card/lift_during_read")

    def corrupt(self, frames: int) -> DeskState:
        """Damage the reader's next `frames` answers on the wire."""
        return self._post("/id_card/corrupt", frames=frames)

    def set_fault(self, role: Role, fault: Fault) -> DeskState:
        return self._post(f"/{role}/fault", fault=fault.value)

    def mend(self, role: Role) -> DeskState:
        """Mend every fault of the device and put its plug back."""
        return self._post(f"/{role}/mend")

    def unplug(self, role: Role) -> DeskState:
        return self._post(f"/{role}/unplug")

    def replug(self, role: Role) -> DeskState:
        return self._post(f"/{role}/replug")

    def set_paper_low(self, *, low: bool) -> DeskState:
        """Let the receipt printer's paper run low, or not."""
        return self._post("/receipt_printer/paper_low", low=low)

    def document(self, number: int) -> bytes:
        """Return document `number`, from 1, as the printer received it: a PDF."""
        return self._ask("GET", f"/document_printer/documents/{number}.pdf")

    def receipt(self, number: int) -> bytes:
        """Return receipt `number`, from 1, as the printer rendered it: a PNG."""
        return self._ask("GET", f"/receipt_printer/receipts/{number}.png")

    def receipt_data(self, number: int) -> bytes:
        """Return the bytes that made receipt `number`, from 1."""
        return self._ask("GET", f"/receipt_printer/receipts/{number}.bin")

    def _post(self, path: str, **arguments: Any) -> DeskState:
        return DeskState.model_validate_json(self._ask("POST", path, arguments))

    def _ask(self, method: str, path: str, arguments: dict[str, Any] | None = None) -> bytes:
        try:
            reply = requests.request(
                method, self._url + path, json=arguments, timeout=(_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S)
            )
        except requests.RequestException as error:
            raise DeskError(f"the desk at {self._url} does not answer: {type(error).__name__}") from error
        if not reply.ok:
            raise DeskError(_words(reply))
        return reply.content


def _words(reply: requests.Response) -> str:
    try:
        return str(json.loads(reply.content)["error"])
    except (ValueError, KeyError, TypeError):
        return f"the desk answered {reply.status_code}"
