"""The card reader on the desk, and the persons' cards beside it."""

from collections.abc import Sequence
from pathlib import Path

from drivers.faults import Fault, Role
from drivers.id_card.commands import Sw3
from drivers.id_card.emulator import SamVEmulator
from kiosk.desk.cards import text_block
from kiosk.desk.state import CardReaderState, DeskError
from kiosk.desk.station import Station
from kiosk.protocol.demo import DemoPerson

_FRAMES_UNTIL_MENDED = 1_000_000


class CardReader(Station):
    """Faults of a card (WRONG_CARD, CARD_REMOVED) last as long as that card lies there; `mend` takes it away."""

    role = Role.ID_CARD
    offers = (Fault.WRONG_CARD, Fault.CARD_REMOVED, Fault.CORRUPT_FRAME, Fault.NOT_AUTHORISED, Fault.OFFLINE)

    def __init__(self, persons: Sequence[DemoPerson], link: Path) -> None:
        """`link`: a path that leads to the reader's pseudo-terminal for as long as it is plugged in."""
        super().__init__()
        self._blocks = [text_block(person) for person in persons]
        self._emulator = SamVEmulator(link)
        self._card: int | None = None

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> CardReaderState:
        self._notice_removal()
        card = self._card
        return CardReaderState(url=self.url, plugged=self.plugged, faults=self.faults, offers=self.offers, card=card)

    def place(self, number: int) -> None:
        """Lay the card of person `number` (from 1) on the reader; what lay there is taken away.

        Raises:
            DeskError: there is no such person.
        """
        if not 1 <= number <= len(self._blocks):
            raise DeskError(f"there is no person {number}; the desk has cards 1 to {len(self._blocks)}")
        self._forget(Fault.WRONG_CARD)
        self._emulator.place(self._blocks[number - 1])
        self._card = number

    def lift(self) -> None:
        """Take the card away, if one lies there."""
        self._forget(Fault.WRONG_CARD, Fault.CARD_REMOVED)
        self._emulator.lift()
        self._card = None

    def corrupt(self, frames: int) -> None:
        """Damage the next `frames` answers on the wire."""
        if frames < 1:
            raise DeskError(f"frames must be 1 or more, not {frames}")
        self._emulator.corrupt_next(frames)

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _befall(self, fault: Fault) -> None:
        match fault:
            case Fault.WRONG_CARD:
                self._emulator.place_wrong_card(answers=Sw3.WRONG_CARD)
                self._card = None
            case Fault.CARD_REMOVED:
                self._emulator.lift_during_read()
            case Fault.CORRUPT_FRAME:
                self._emulator.corrupt_next(_FRAMES_UNTIL_MENDED)
            case Fault.NOT_AUTHORISED:
                self._emulator.set_trouble(Sw3.SAM_NOT_AUTHORISED)

    def _recover(self) -> None:
        match self._fault:
            case Fault.WRONG_CARD | Fault.CARD_REMOVED:
                self._emulator.lift()
                self._card = None
            case Fault.CORRUPT_FRAME:
                self._emulator.corrupt_next(0)
            case Fault.NOT_AUTHORISED:
                self._emulator.set_trouble(None)

    def _forget(self, *faults: Fault) -> None:
        """Faults of a card go with that card."""
        if self._fault in faults:
            self._fault = None

    def _notice_removal(self) -> None:
        """A card that went away during a read took its fault along."""
        if self._card is not None and not self._emulator.card_present:
            self._card = None
            self._forget(Fault.CARD_REMOVED)

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
