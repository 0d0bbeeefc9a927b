"""The SAM-V module's side of the protocol: what it answers, given the card in its field. Pure, no wire, no thread."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from drivers.id_card import sam_id
from drivers.id_card.commands import (
    BAUD_RATES,
    FINGERPRINT_SIZE,
    MOST_NEW_ADDRESSES,
    NEW_ADDRESS_SIZE,
    PHOTO_SIZE,
    SET_BAUD,
    SET_MAX_RF_BYTES,
    TEXT_SIZE,
    Sw3,
)
from drivers.id_card.frame import Corrupt, Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

_MODULE_ID = sam_id.encode("05.03-20120101-0001234567-0012345678")


class Phase(Enum):
    """How far the module has got with the card in the field."""

    NEW = auto()
    FOUND = auto()
    SELECTED = auto()
    READ = auto()


@dataclass(frozen=True)
class FieldCard:
    """A card in the field. `refusal` is what select answers for a card that is no ID card."""

    text: bytes = field(default=b"", repr=False)
    photo: bytes = field(default=b"", repr=False)
    fingerprint: bytes = field(default=b"", repr=False)
    new_addresses: bytes = field(default=b"", repr=False)
    refusal: Sw3 | None = None


class SamModule:
    """Answers requests one at a time. `trouble` is what a broken module says to everything.

    A module that `latches` does not find a card again that it has read, until the card is lifted.
    """

    def __init__(self, *, baud: int = BAUD_RATES[0], latches: bool = True) -> None:
        self.card: FieldCard | None = None
        self.trouble: Sw3 | None = None
        self.latches = latches
        self.baud = self._first_baud = baud
        self.lifts_during_read = False
        self.refuses_rates = False
        self.wrong_ids = 0  # how many of the next answers about the module's number are wrong
        self.without_fingerprint = Sw3.READ_FAILED  # the answer to "read with fingerprints" of a card that has none
        self._phase = Phase.NEW
        self._table: dict[tuple[int, int], Callable[[], Response]] = {
            (0x10, 0xFF): self._reset,
            (0x11, 0xFF): lambda: Response(Sw3.OK),
            (0x12, 0xFF): self._tell_id,
            (0x20, 0x01): self._find,
            (0x20, 0x02): self._select,
            (0x30, 0x01): self._read_base,
            (0x30, 0x10): self._read_base_and_fingerprint,
            (0x30, 0x03): self._read_new_address,
            (0x30, 0x05): lambda: self._from_card(Response(Sw3.OK)),
        }

    def power_up(self) -> None:
        """Forget how far the module had got, as a fresh supply of power does."""
        self._phase, self.baud = Phase.NEW, self._first_baud

    def put(self, card: FieldCard) -> None:
        """Lay `card` into the field.

        Raises:
            ValueError: text, photo or fingerprints have sizes that no card has.
        """
        if card.refusal is None and len(card.text) != TEXT_SIZE:
            raise ValueError(f"a card's text has {TEXT_SIZE} bytes, not {len(card.text)}")
        if len(card.photo) > PHOTO_SIZE or len(card.fingerprint) not in (0, FINGERPRINT_SIZE):
            raise ValueError("a card's photo has at most 1024 bytes, its fingerprints none or 1024")
        count, rest = divmod(len(card.new_addresses), NEW_ADDRESS_SIZE)
        if rest or count > MOST_NEW_ADDRESSES:
            raise ValueError("a card's new addresses have 70 bytes each, and there are at most four")
        self.card, self._phase = card, Phase.NEW

    def lift(self) -> None:
        self.card, self._phase, self.lifts_during_read = None, Phase.NEW, False

    def answer(self, body: bytes | Corrupt) -> Response:
        """Answer one request, or what arrived in its place."""
        if isinstance(body, Corrupt):
            return Response(Sw3.BAD_CHECKSUM)
        if self.trouble is not None:
            return Response(self.trouble)
        request = Request.from_body(body)
        if request.command == SET_BAUD and request.parameter < len(BAUD_RATES) and not request.data:
            if self.refuses_rates:
                return Response(Sw3.BAD_SEQUENCE)
            self.baud = BAUD_RATES[request.parameter]
            return Response(Sw3.OK)
        if (request.command, request.parameter) == (SET_MAX_RF_BYTES.command, SET_MAX_RF_BYTES.parameter):
            return Response(Sw3.OK if len(request.data) == 1 else Sw3.BAD_LENGTH)
        action = self._table.get((request.command, request.parameter))
        if action is None:
            return Response(Sw3.BAD_SEQUENCE)
        return Response(Sw3.BAD_LENGTH) if request.data else action()

    def _reset(self) -> Response:
        self._phase = Phase.NEW
        return Response(Sw3.OK)

    def _tell_id(self) -> Response:
        if self.wrong_ids:
            self.wrong_ids -= 1
            return Response(Sw3.OK, bytes((self.wrong_ids,)) + _MODULE_ID[1:])
        return Response(Sw3.OK, _MODULE_ID)

    def _find(self) -> Response:
        if self.card is None or (self.latches and self._phase is Phase.READ):
            return Response(Sw3.NO_CARD)
        self._phase = Phase.FOUND
        return Response(Sw3.FOUND, bytes(4))

    def _select(self) -> Response:
        if self.card is None:
            return Response(Sw3.SELECT_FAILED)
        if self._phase not in (Phase.FOUND, Phase.SELECTED):
            return Response(Sw3.BAD_SEQUENCE)
        if self.card.refusal is not None:
            self._phase = Phase.NEW
            return Response(self.card.refusal)
        self._phase = Phase.SELECTED
        return Response(Sw3.OK, bytes(8))

    def _read_base(self) -> Response:
        if self.lifts_during_read:
            self.lift()
        card = self.card or FieldCard()
        sizes = TEXT_SIZE.to_bytes(2, "big") + PHOTO_SIZE.to_bytes(2, "big")
        answer = self._from_card(Response(Sw3.OK, sizes + card.text + card.photo.ljust(PHOTO_SIZE, b"\0")))
        return self._read(answer)

    def _read_base_and_fingerprint(self) -> Response:
        card = self.card or FieldCard()
        if not card.fingerprint:
            return self._from_card(Response(self.without_fingerprint))
        sizes = b"".join(size.to_bytes(2, "big") for size in (TEXT_SIZE, PHOTO_SIZE, FINGERPRINT_SIZE))
        contents = card.text + card.photo.ljust(PHOTO_SIZE, b"\0") + card.fingerprint
        return self._read(self._from_card(Response(Sw3.OK, sizes + contents)))

    def _read_new_address(self) -> Response:
        addresses = self.card.new_addresses if self.card else b""
        return self._from_card(Response(Sw3.OK, addresses) if addresses else Response(Sw3.ABSENT))

    def _from_card(self, answer: Response) -> Response:
        if self.card is None:
            return Response(Sw3.READ_FAILED)
        if self._phase not in (Phase.SELECTED, Phase.READ):
            return Response(Sw3.BAD_SEQUENCE)
        return answer

    def _read(self, answer: Response) -> Response:
        if answer.sw3 == Sw3.OK:
            self._phase = Phase.READ
        return answer
