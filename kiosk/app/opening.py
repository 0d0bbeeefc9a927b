"""What a terminal opens before anything runs: its ledger and its devices. Neither waits for central or for a device."""

import logging
from collections.abc import Callable
from pathlib import Path

from drivers.status import DeviceStatus
from kiosk.devices.document_mouth import Patience
from kiosk.devices.hands import DeviceHands
from kiosk.devices.roster import Holder, equipment
from kiosk.ledger.clock import Clock
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.key import load_key
from kiosk.ledger.ledger import Ledger
from kiosk.ports import Verifier
from kiosk.settings import Settings
from kiosk.sync.identity import Identity

_log = logging.getLogger(__name__)
_OWNER_DIGITS = 12


def open_ledger(state: Path, identity: Identity, clock: Clock) -> Ledger:
    database = state / "ledger.sqlite"
    key = load_key(state / "ledger.key", database)
    return Ledger(database, key, lambda: identity.terminal_id, clock, machine=lambda: identity.machine)


def settle(ledger: Ledger) -> None:
    """Settle what the last run left open; where that cannot be written, `Room` lets nobody be served before it is."""
    try:
        ledger.recover()
    except LedgerError as error:
        _log.error("what the last run left open is not settled yet: %s", error)


def open_devices(
    settings: Settings, identity: Identity, changed: Callable[[DeviceStatus], None], verifier: Verifier | None
) -> DeviceHands:
    devices, holder = settings.devices, Holder(identity.public_key.hex()[:_OWNER_DIGITS], settings.state_dir)
    printer = devices.document_printer
    patience = Patience(printer.remind_after_s, printer.forgotten_after_s) if printer else Patience()
    return DeviceHands(
        equipment(devices, holder), poll_s=devices.poll_s, changed=changed, patience=patience, verifier=verifier
    )
