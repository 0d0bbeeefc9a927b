"""The card's side: what a social security card, or one of another kind, answers to each command. Pure, no wire.

What it does not simulate: keys and everything behind them (PIN, EF07 and later, the payment application), logical
channels, secure messaging, commands with extended lengths.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import reduce
from operator import xor

from drivers.social_card import records
from drivers.social_card.apdu import (
    BY_ID,
    BY_NUMBER,
    EF_ANYWHERE,
    EF_BELOW,
    GET_RESPONSE,
    READ_RECORD,
    SELECT,
    SSSE,
    Answer,
    Command,
    File,
    Sw,
)
from drivers.social_card.records import FIELDS, Kind
from drivers.social_card.role import SocialCard

BANK_CARD = b"1PAY.SYS.DDF01"
_BY_NAME = 0x04
_MOST = 256
_LONGEST_ATR = 33


class Manner(Enum):
    """How a card hands over what it has; all three are seen in the field."""

    DIRECT = auto()  # data and 9000 at once
    GET_RESPONSE = auto()  # 61xx, and the data on GET RESPONSE
    EXACT_LENGTH = auto()  # 6Cxx unless Le is the record's own length; texts are stored without padding


@dataclass(frozen=True)
class CardKind:
    """What kind of card it is: its application's name, how it answers and which ways of asking it knows."""

    application: bytes = SSSE
    manner: Manner = Manner.DIRECT
    reads: frozenset[int] = frozenset({BY_ID, BY_NUMBER})
    selects: frozenset[int] = frozenset({EF_BELOW, EF_ANYWHERE})
    blocked: bool = False


@dataclass(frozen=True)
class Personality:
    """A card as it comes from the printer: its answer to reset and its records, both personal."""

    atr: bytes = field(repr=False)
    files: Mapping[File, Mapping[int, bytes]] = field(default_factory=dict, repr=False)
    kind: CardKind = CardKind()


class CardApplication:
    """A powered card. `answer` takes one command and returns what the card sends back."""

    def __init__(self, card: Personality) -> None:
        self._card, self._kind = card, card.kind
        self._selected = False
        self._records: tuple[bytes, ...] | None = None
        self._waiting = b""

    def reset(self) -> None:
        """Forget what was selected, as a reset and a fresh supply of power do."""
        self._selected, self._records, self._waiting = False, None, b""

    def answer(self, raw: bytes) -> bytes:
        try:
            command = Command.decode(raw)
        except ValueError:
            return Answer(Sw.WRONG_LENGTH).encode()
        return self._answer(command).encode()

    def _answer(self, command: Command) -> Answer:
        waiting, self._waiting = self._waiting, b""
        if command.cla != 0:
            return Answer(Sw.UNKNOWN_CLASS)
        if command.ins == SELECT:
            return self._select(command)
        if command.ins == READ_RECORD:
            return self._read_record(command)
        if command.ins == GET_RESPONSE:
            return self._cut(waiting, command) if waiting else Answer(Sw.CONDITIONS_NOT_SATISFIED)
        return Answer(Sw.UNKNOWN_INSTRUCTION)

    def _select(self, command: Command) -> Answer:
        if command.p1 == _BY_NAME:
            return self._select_application(command.data)
        if command.p1 not in self._kind.selects:
            return Answer(Sw.WRONG_P1_P2)
        found = next((file for file in self._card.files if file.to_bytes(2, "big") == command.data), None)
        if found is None or not self._selected:
            return Answer(Sw.FILE_NOT_FOUND)
        self._records = tuple(records.wrap(*one) for one in self._card.files[found].items())
        return Answer(Sw.OK)

    def _select_application(self, name: bytes) -> Answer:
        self._selected = name == self._kind.application
        self._records = None
        if not self._selected:
            return Answer(Sw.FILE_NOT_FOUND)
        if self._kind.blocked:
            return Answer(Sw.DEACTIVATED)
        template = bytes([0x84, len(name)]) + name
        return self._hand_over(bytes([0x6F, len(template)]) + template, None)

    def _read_record(self, command: Command) -> Answer:
        if self._records is None:
            return Answer(Sw.NO_CURRENT_FILE)
        if command.p2 not in self._kind.reads:
            return Answer(Sw.WRONG_P1_P2)
        if command.p2 == BY_ID:
            found = [record for record in self._records if record[0] == command.p1]
        else:
            found = list(self._records[command.p1 - 1 : command.p1]) if command.p1 else []
        return self._hand_over(found[0], command) if found else Answer(Sw.RECORD_NOT_FOUND)

    def _hand_over(self, data: bytes, command: Command | None) -> Answer:
        """Answer with `data`; `command` is None where the host did not say how much it wants."""
        if self._kind.manner is Manner.GET_RESPONSE:
            self._waiting = data
            return Answer(0x6100 | len(data) % _MOST)
        if command is None:
            return Answer(Sw.OK, data)
        if self._kind.manner is Manner.EXACT_LENGTH and command.expected != len(data):
            return Answer(0x6C00 | len(data) % _MOST)
        return self._cut(data, command)

    def _cut(self, data: bytes, command: Command) -> Answer:
        return Answer(Sw.OK, data[: command.expected or _MOST])


def personalise(card: SocialCard, kind: CardKind, *, contactless: bool) -> Personality:
    """Return the card that carries `card`'s values.

    Raises:
        ValueError: a value does not fit; the message names it, not its contents.
    """
    values = records.encode(card)
    if kind.manner is Manner.EXACT_LENGTH:
        values |= {one.id: values[one.id].rstrip(b"\0") for one in FIELDS if one.kind is Kind.TEXT and one.id in values}
    files = {file: {one.id: values[one.id] for one in FIELDS if one.file is file and one.id in values} for file in File}
    return Personality(answer_to_reset(card.card_id, contactless=contactless), files, kind)


def foreign(*, contactless: bool) -> Personality:
    """Return a card of another kind: a bank card."""
    kind = CardKind(application=BANK_CARD)
    return Personality(answer_to_reset("0" * 32, contactless=contactless), {}, kind)


def mute() -> Personality:
    """Return a card that cannot be powered, such as one the wrong way round: its ATR is longer than any may be."""
    return Personality(bytes(2 * _LONGEST_ATR))


def answer_to_reset(card_id: str, *, contactless: bool) -> bytes:
    """Return an ATR with the historical bytes that programs in the field show (00 81 54 4C .. 86 84, region, serial).

    No driver may rely on it. A contactless card's ATR is made up by the reader: PC/SC part 3, 3.1.3.2.3.1.
    """
    history = bytes.fromhex("0081544C978684" + card_id[:4] + card_id[16:24])
    if not contactless:
        return bytes([0x3B, 0x60 | len(history), 0x00, 0x00]) + history  # T=0 only: no check byte
    atr = bytes([0x80 | len(history), 0x80, 0x01]) + history
    return b"\x3b" + atr + bytes([reduce(xor, atr)])
