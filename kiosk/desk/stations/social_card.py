"""The social security card reader on the desk."""

from collections.abc import Sequence
from pathlib import Path

from drivers.faults import Fault, Role
from drivers.social_card.emulator import Slot, VpcdReader
from kiosk.desk.cards import social_card
from kiosk.desk.state import SocialCardReaderState
from kiosk.desk.stations.action import action
from kiosk.desk.stations.readers import CardStation
from kiosk.protocol.demo import DemoPerson

_ANSWERS_UNTIL_MENDED = 1_000_000


class SocialCardStation(CardStation):
    """A reader with a contact and a contactless slot, behind a pcscd of its own."""

    role = Role.SOCIAL_CARD
    offers = (Fault.WRONG_CARD, Fault.CARD_REMOVED, Fault.CORRUPT_FRAME, Fault.OFFLINE)

    def __init__(self, persons: Sequence[DemoPerson], folder: Path | None) -> None:
        """`folder`: see `VpcdReader`."""
        super().__init__(persons)
        self._emulator = VpcdReader(folder)
        self._slot = Slot.CONTACT

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> SocialCardReaderState:
        card = self.card  # looked at first: a card that is gone took its fault along
        return SocialCardReaderState(**self.common(), card=card, contactless=self._slot is Slot.CONTACTLESS)

    @action
    def place(self, person: int, *, contactless: bool = False) -> None:
        """Put that person's social security card into the reader, or lay it upon the reader.

        Raises:
            DeskError: there is no such person, or no reader.
        """
        card = social_card(self.person(person))
        self._emulator.lift()
        self._slot = Slot.CONTACTLESS if contactless else Slot.CONTACT
        self._emulator.place(card, slot=self._slot)
        self.lay(person)
        self._befall_again()

    @action
    def wrong(self) -> None:
        """Put a card in that is no social security card."""
        self.fault(Fault.WRONG_CARD)

    @action
    def lift_during_read(self) -> None:
        """Pull the card in the middle of the next read."""
        self.fault(Fault.CARD_REMOVED)

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _befall(self, fault: Fault) -> None:
        self.must_be_available()
        match fault:
            case Fault.WRONG_CARD:
                self._emulator.lift()
                self._slot = Slot.CONTACT
                self._emulator.place_foreign()
                self.lay(None)
            case Fault.CARD_REMOVED:
                self._emulator.lift_during_read(after=1, slot=self._slot)
            case Fault.CORRUPT_FRAME:
                self._garble(_ANSWERS_UNTIL_MENDED)

    def _recover(self, fault: Fault) -> None:
        if fault is Fault.CORRUPT_FRAME:
            self._garble(0)
        else:
            self.lift()

    def _garble(self, answers: int) -> None:
        for slot in Slot:
            self._emulator.garble_next(answers, slot=slot)

    def _befall_again(self) -> None:
        """The emulator forgets with a card what was to befall it; a reader with dirty contacts garbles the next too."""
        for fault in (Fault.CARD_REMOVED, Fault.CORRUPT_FRAME):
            if fault in self.faults:
                self._befall(fault)

    def _lift(self) -> None:
        self._emulator.lift()

    def _lies_there(self) -> bool:
        return self._emulator.card_present(slot=self._slot)

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
