"""The ID card reader on the desk."""

from collections.abc import Sequence
from pathlib import Path

from drivers.faults import Fault, Role
from drivers.id_card.commands import Sw3
from drivers.id_card.emulator import SamVEmulator
from kiosk.desk.cards import Edition, new_addresses, text_block
from kiosk.desk.state import CardReaderState, DeskError
from kiosk.desk.stations.action import action
from kiosk.desk.stations.readers import CardStation
from kiosk.protocol.demo import DemoPerson

_FRAMES_UNTIL_MENDED = 1_000_000
_FINGERPRINT = b"C\x01" + bytes(1022)  # the header that such blocks begin with, and no features


class IdCardStation(CardStation):
    """A SAM-V reader on a pseudo-terminal."""

    role = Role.ID_CARD
    offers = (Fault.WRONG_CARD, Fault.CARD_REMOVED, Fault.CORRUPT_FRAME, Fault.NOT_AUTHORISED, Fault.OFFLINE)

    def __init__(self, persons: Sequence[DemoPerson], link: Path) -> None:
        """`link`: a path that leads to the reader's pseudo-terminal for as long as it is plugged in."""
        super().__init__(persons)
        self._emulator = SamVEmulator(link)

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> CardReaderState:
        card = self.card  # looked at first: a card that is gone took its fault along
        return CardReaderState(**self.common(), card=card)

    @action
    def place(
        self, person: int, edition: Edition = Edition.OF_2023, *, fingerprint: bool = False, moved: bool = False
    ) -> None:
        """Lay that person's ID card on the reader; `moved`: with a new address in its memory.

        Raises:
            DeskError: there is no such person.
        """
        block = text_block(self.person(person), edition)
        self._emulator.place(block, b"", _FINGERPRINT if fingerprint else b"", new_addresses(moved=moved))
        self.lay(person)

    @action
    def wrong(self) -> None:
        """Lay a card there that is no ID card."""
        self.fault(Fault.WRONG_CARD)

    @action
    def lift_during_read(self) -> None:
        """Let the card go away in the middle of the next read."""
        self.fault(Fault.CARD_REMOVED)

    @action
    def corrupt(self, frames: int) -> None:
        """Damage the next answers on the wire, that many.

        Raises:
            DeskError: `frames` is less than 1.
        """
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
                self.lay(None)
            case Fault.CARD_REMOVED:
                self._emulator.lift_during_read()
            case Fault.CORRUPT_FRAME:
                self._emulator.corrupt_next(_FRAMES_UNTIL_MENDED)
            case Fault.NOT_AUTHORISED:
                self._emulator.set_trouble(Sw3.SAM_NOT_AUTHORISED)

    def _recover(self, fault: Fault) -> None:
        match fault:
            case Fault.WRONG_CARD | Fault.CARD_REMOVED:
                self.lift()
            case Fault.CORRUPT_FRAME:
                self._emulator.corrupt_next(0)
            case Fault.NOT_AUTHORISED:
                self._emulator.set_trouble(None)

    def _lift(self) -> None:
        self._emulator.lift()

    def _lies_there(self) -> bool:
        return self._emulator.card_present

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
