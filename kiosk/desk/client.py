"""The desk's control connection from the other side."""

import json
from typing import Any

import requests

from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Standing, Wear
from drivers.faults import Fault, Role
from kiosk.desk.state import DeskError, DeskState, MatScene

_CONNECT_TIMEOUT_S = 3.0
_READ_TIMEOUT_S = 20.0  # a printer that is unplugged and plugged in again starts anew


class DeskClient:
    """Plays with the desk at `url`. Every call raises `DeskError` with the desk's own words."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy does not lead to this machine

    def state(self) -> DeskState:
        return DeskState.model_validate_json(self._ask("GET", "/state"))

    def act(self, role: Role, action: str, **given: Any) -> DeskState:
        """Do what the station of `role` offers, see `GET /actions`."""
        return DeskState.model_validate_json(self._ask("POST", f"/{role.value}/{action}", given))

    def place(self, person: int, *, on: Role = Role.ID_CARD, **how: Any) -> DeskState:
        """Lay the card of `person`, from 1, on a reader."""
        return self.act(on, "place", person=person, **how)

    def lift(self, *, off: Role = Role.ID_CARD) -> DeskState:
        return self.act(off, "lift")

    def place_wrong_card(self, *, on: Role = Role.ID_CARD) -> DeskState:
        return self.act(on, "wrong")

    def lift_during_read(self, *, off: Role = Role.ID_CARD) -> DeskState:
        """Let the card go away in the middle of the next read."""
        return self.act(off, "lift_during_read")

    def corrupt(self, frames: int) -> DeskState:
        """Damage the ID card reader's next `frames` answers on the wire."""
        return self.act(Role.ID_CARD, "corrupt", frames=frames)

    def set_fault(self, role: Role, fault: Fault) -> DeskState:
        return self.act(role, "fault", fault=fault.value)

    def clear_fault(self, role: Role, fault: Fault) -> DeskState:
        return self.act(role, "clear", fault=fault.value)

    def mend(self, role: Role) -> DeskState:
        """Mend every fault of the device and put its plug back."""
        return self.act(role, "mend")

    def unplug(self, role: Role) -> DeskState:
        return self.act(role, "unplug")

    def plug(self, role: Role) -> DeskState:
        return self.act(role, "plug")

    def take(self, role: Role) -> DeskState:
        """Take what a printer printed."""
        return self.act(role, "take")

    def see(self, scene: MatScene) -> DeskState:
        """Choose what lies on the document camera's mat."""
        return self.act(Role.DOCUMENT_CAMERA, "see", scene=scene.value)

    def stand(self, who: Standing) -> DeskState:
        """Choose who stands before the face camera."""
        return self.act(Role.FACE_CAMERA, "stand", who=who.value)

    def do(self, gesture: Gesture) -> DeskState:
        """Let whoever stands in front before the face camera do something, as soon as what they do is done."""
        return self.act(Role.FACE_CAMERA, "do", gesture=gesture.value)

    def light(self, how: Lighting) -> DeskState:
        return self.act(Role.FACE_CAMERA, "light", how=how.value)

    def position(self, where: Position) -> DeskState:
        return self.act(Role.FACE_CAMERA, "position", where=where.value)

    def wear(self, what: Wear) -> DeskState:
        return self.act(Role.FACE_CAMERA, "wear", what=what.value)

    def attack(self, how: Attack) -> DeskState:
        """Let somebody pretend to be who stands before the face camera."""
        return self.act(Role.FACE_CAMERA, "attack", how=how.value)

    def tidy(self) -> DeskState:
        """Mend everything, take cards and paper away, restore the mains; before the face camera all is as usual."""
        state = self.act(Role.UPS, "mains", on=True)
        for role in Role:
            station = state.station(role)
            if station.available and (station.faults or not station.plugged):
                self.mend(role)
        for reader in (Role.ID_CARD, Role.SOCIAL_CARD):
            self.lift(off=reader)
        for printer in (Role.DOCUMENT_PRINTER, Role.RECEIPT_PRINTER):
            if state.station(printer).available:
                self.take(printer)
        self.act(Role.CODE_SCANNER, "take_away")
        self.act(Role.CABINET, "presence", somebody=False)
        self.act(Role.FACE_CAMERA, "as_usual")
        return self.state()

    def document(self, number: int) -> bytes:
        """Return document `number`, from 1, as the printer received it: a PDF."""
        return self._ask("GET", f"/document_printer/documents/{number}.pdf")

    def receipt(self, number: int) -> bytes:
        """Return receipt `number`, from 1, as the printer rendered it: a PNG."""
        return self._ask("GET", f"/receipt_printer/receipts/{number}.png")

    def receipt_data(self, number: int) -> bytes:
        """Return the bytes that made receipt `number`, from 1."""
        return self._ask("GET", f"/receipt_printer/receipts/{number}.bin")

    def _ask(self, method: str, path: str, arguments: dict[str, Any] | None = None) -> bytes:
        timeout = (_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S)
        try:
            reply = self._session.request(method, self._url + path, json=arguments, timeout=timeout)
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
