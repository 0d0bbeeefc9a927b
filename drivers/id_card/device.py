"""The SAM-V resident ID card reader on a serial line.

A read is find → select → read base. After a successful read the module answers "no card" to find until the card is
lifted; whether it still lies there is asked with the new-address command (seen in the field in one vendor's program).
Readers that find the same card again and again are covered too: the probe goes first, so a card is read once per
placing either way.
"""

from drivers.cancel import Cancel, Deadline
from drivers.errors import DeviceError, ProtocolError, Refused
from drivers.faults import Fault, Role
from drivers.id_card import text_block
from drivers.id_card.commands import (
    FIND,
    MODULE_STATUS,
    PHOTO_SIZE,
    READ_BASE,
    READ_NEW_ADDRESS,
    SELECT,
    TEXT_SIZE,
    Sw3,
)
from drivers.id_card.exchange import Refusal, SamLink, check
from drivers.id_card.frame import Response
from drivers.id_card.role import IdCard
from drivers.status import DeviceState, DeviceStatus, MediaState

_POLL_S = 0.1  # between two looks for a card; field programs use 300 to 1000 ms
_STRIKES = 5  # failures in a row while the card lies there; a card on its way into the field fails once or twice
_PASSING = frozenset({Sw3.SELECT_FAILED, Sw3.BAD_SEQUENCE, Sw3.READ_FAILED, Sw3.INFO_LENGTH, Sw3.RANDOM_FAILED})
_STATES = {
    Fault.OFFLINE: DeviceState.OFFLINE,
    Fault.BUSY: DeviceState.DEVICE_BUSY,
}


class SamVReader:
    """An `IdCardReader` at `url`, such as `serial:/dev/ttyUSB0?baud=115200`. Opens the line at the first call."""

    def __init__(self, url: str) -> None:
        self._link = SamLink(url)
        self._latched = False  # the card of the last read had not been lifted when we last looked
        self._unsettled = False  # a read went out and no good answer came in: the module may count it as done

    def status(self) -> DeviceStatus:
        never = Cancel()
        try:
            check(self._link.ask(MODULE_STATUS, never), MODULE_STATUS)
            media = MediaState.PRESENT if self._card_lies_there(never) else MediaState.NOT_PRESENT
        except DeviceError as error:
            state = _STATES.get(error.fault, DeviceState.HARDWARE_ERROR)
            faults = frozenset({error.fault})
            return DeviceStatus(Role.ID_CARD, state, faults, media=MediaState.UNKNOWN, detail=error.detail)
        return DeviceStatus(Role.ID_CARD, DeviceState.ONLINE, media=media)

    def read(self, *, timeout_s: float, cancel: Cancel) -> IdCard:
        """Wait for a newly placed card and read it; a card that came in time is read to its end.

        Raises:
            as the role says. A card still lying there from the last read must be lifted first: NO_CARD.
        """
        deadline, strikes = Deadline(timeout_s), 0
        while True:
            cancel.check("read card")
            if not self._last_card_still_there(cancel) and self._found(cancel):
                try:
                    return self._read_found(cancel)
                except Refusal as refusal:
                    strikes += 1
                    self._judge(refusal, strikes, cancel)
            else:
                strikes = 0
            if deadline.passed and not strikes:
                raise Refused(Fault.NO_CARD, "the last card was not lifted" if self._latched else f"in {timeout_s} s")
            cancel.pause(_POLL_S if strikes else min(_POLL_S, deadline.left_s), "read card")

    def wait_removed(self, *, timeout_s: float, cancel: Cancel) -> bool:
        deadline = Deadline(timeout_s)
        while True:
            cancel.check("wait for the card to be lifted")
            if not self._card_lies_there(cancel):
                return True
            if deadline.passed:
                return False
            cancel.pause(min(_POLL_S, deadline.left_s), "wait for the card to be lifted")

    def close(self) -> None:
        self._link.close()

    def _read_found(self, cancel: Cancel) -> IdCard:
        check(self._link.ask(SELECT, cancel), SELECT)
        self._unsettled = True
        answer = check(self._link.ask(READ_BASE, cancel), READ_BASE)
        self._latched, self._unsettled = True, False
        return text_block.decode(*_base_parts(answer))

    def _judge(self, refusal: Refusal, strikes: int, cancel: Cancel) -> None:
        """Return when another attempt makes sense; otherwise raise what the failed read amounts to."""
        if refusal.sw3 not in _PASSING or strikes >= _STRIKES:
            raise refusal
        if refusal.fault is Fault.CARD_UNREADABLE and not self._found(cancel):
            if self._latched:
                raise refusal
            raise Refused(Fault.CARD_REMOVED, refusal.detail)

    def _card_lies_there(self, cancel: Cancel) -> bool:
        return self._last_card_still_there(cancel) or self._found(cancel) or self._latched

    def _last_card_still_there(self, cancel: Cancel) -> bool:
        self._latched = self._latched and self._answers_probe(cancel)
        return self._latched

    def _answers_probe(self, cancel: Cancel) -> bool:
        return self._link.ask(READ_NEW_ADDRESS, cancel).sw3 in (Sw3.OK, Sw3.ABSENT)

    def _found(self, cancel: Cancel) -> bool:
        """Find a card that has not been read; on the way, settle whether one lies there whose read was cut short."""
        answer = self._link.ask(FIND, cancel)
        if answer.sw3 == Sw3.NO_CARD:
            self._latched, self._unsettled = self._unsettled and self._answers_probe(cancel), False
            return False
        check(answer, FIND)
        return True


def _base_parts(answer: Response) -> tuple[bytes, bytes]:
    """Return text block and photo. Each is preceded by its size, both sizes first, two bytes each, big-endian."""
    text_size, photo_size = int.from_bytes(answer.data[:2], "big"), int.from_bytes(answer.data[2:4], "big")
    if text_size != TEXT_SIZE or photo_size > PHOTO_SIZE or len(answer.data) != 4 + text_size + photo_size:
        raise ProtocolError(f"{READ_BASE.name}: {text_size} + {photo_size} bytes in {len(answer.data)}")
    photo = answer.data[4 + text_size :]
    return answer.data[4 : 4 + text_size], photo if any(photo) else b""
