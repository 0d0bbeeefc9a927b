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
    """Faults of the card itself (WRONG_CARD, CARD_REMOVED) last for one card; `mend` takes that card away."""

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
        card = self._card if self._emulator.card_present else None
        return CardReaderState(url=self.url, plugged=self.plugged, faults=self.faults, offers=self.offers, card=card)

    def place(self, number: int) -> None:
        """Lay the card of person `number` (from 1) on the reader; what lay there is taken away.

        Raises:
            DeskError: there is no such person.
        """
        if not 1 <= number <= len(self._blocks):
            raise DeskError(f"there is no person {number}; the desk has cards 1 to {len(self._blocks)}")
        self._forget_card_fault()
        self._emulator.place(self._blocks[number - 1])
        self._card = number

    def lift(self) -> None:
        """Take the card away, if one lies there."""
        self._forget_card_fault()
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
            case Fault.WRONG_CARD:
                self._emulator.lift()
            case Fault.CORRUPT_FRAME:
                self._emulator.corrupt_next(0)
            case Fault.NOT_AUTHORISED:
                self._emulator.set_trouble(None)

    def _forget_card_fault(self) -> None:
        """A wrong card goes when another comes or it is lifted."""
        if self._fault is Fault.WRONG_CARD:
            self._fault = None

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
