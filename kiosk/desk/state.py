"""What the desk says of itself, as it crosses the control connection."""

from pydantic import BaseModel, ConfigDict

from drivers.faults import Fault, Role

READY = "Desk ready at "
"""How the line begins that `kiosk desk` prints when it is ready; the control connection's address follows."""
STATIONS = (Role.ID_CARD, Role.RECEIPT_PRINTER, Role.DOCUMENT_PRINTER)
"""The roles that have a place on the desk."""
DEVICES_FILE = "devices.json"
"""In the desk's directory: the address of each device, by role, as the terminal's settings take them."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StationState(_Model):
    """One device. `faults`: what ails it now, besides being unplugged; `offers`: what may be made to ail it."""

    url: str
    plugged: bool
    faults: tuple[Fault, ...]
    offers: tuple[Fault, ...]


class CardReaderState(StationState):
    """`card`: whose card lies on the reader, counted from 1; None when none does, or a card of a wrong kind."""

    card: int | None


class ReceiptPrinterState(StationState):
    """`receipts`: how many were printed since the desk was started."""

    paper_low: bool
    receipts: int


class DocumentPrinterState(StationState):
    """`documents`: how many were printed since the desk was started."""

    documents: int


class PersonAtDesk(_Model):
    """A demo person whose card lies ready. `number` counts from 1, as in `--person`."""

    number: int
    name: str
    kind: str


class DeskState(_Model):
    """The whole desk."""

    id_card: CardReaderState
    receipt_printer: ReceiptPrinterState
    document_printer: DocumentPrinterState
    persons: tuple[PersonAtDesk, ...]

    def station(self, role: Role) -> StationState:
        return {
            Role.ID_CARD: self.id_card,
            Role.RECEIPT_PRINTER: self.receipt_printer,
            Role.DOCUMENT_PRINTER: self.document_printer,
        }[role]


class DeskError(Exception):
    """The desk cannot do what it was asked; the text says what is wrong and what there is instead."""
