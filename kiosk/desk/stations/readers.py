"""What both card readers on the desk share: a person's card that lies there, and faults that go with it."""

from abc import abstractmethod
from collections.abc import Sequence

from drivers.faults import Fault
from kiosk.desk.state import DeskError
from kiosk.desk.stations.action import action
from kiosk.desk.stations.station import Station
from kiosk.protocol.demo import DemoPerson

CARD_FAULTS = (Fault.WRONG_CARD, Fault.CARD_REMOVED)
"""They last as long as that card lies there; mending them takes it away."""


class CardStation(Station):
    """A reader and the persons whose cards fit it."""

    def __init__(self, persons: Sequence[DemoPerson]) -> None:
        super().__init__()
        self._persons = tuple(persons)
        self._card: int | None = None

    @action
    def lift(self) -> None:
        """Take the card away, if one lies there."""
        if self.available:
            self._forget(*CARD_FAULTS)
            self._lift()
            self._card = None

    @property
    def card(self) -> int | None:
        """Whose card lies there; one that went away during a read took its fault along."""
        if self._card is not None and not self._lies_there():
            self._card = None
            self._forget(Fault.CARD_REMOVED)
        return self._card

    def person(self, number: int) -> DemoPerson:
        """Return person `number`, from 1.

        Raises:
            DeskError: there is no such person, or no reader.
        """
        self.must_be_available()
        if not 1 <= number <= len(self._persons):
            raise DeskError(f"there is no person {number}; the desk has cards 1 to {len(self._persons)}")
        return self._persons[number - 1]

    def lay(self, number: int | None) -> None:
        """Remember whose card was laid there; None: nobody's. A removal that was announced is still to come."""
        self._forget(Fault.WRONG_CARD)
        self._card = number

    @abstractmethod
    def _lift(self) -> None:
        """Take the card from the emulator."""

    @abstractmethod
    def _lies_there(self) -> bool:
        """Whether the emulator has a card."""
