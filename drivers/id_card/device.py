"""The SAM-V resident ID card reader, on a serial line or the USB.

A read is find → select → read base → read new addresses. Nothing else goes before the base: a reader that had to tell
the card's own number first could not read it. After a successful read the module answers "no card" to find until the
card is lifted; whether it still lies there is asked with the new-address command (seen in the field in one vendor's
program). Readers that find the same card again and again are covered too: the probe goes first, and where a reader
does not know that command, a card that is found at every look is the same. So a card is read once per placing.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from drivers.cancel import Cancel, Deadline
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused
from drivers.faults import Fault, Role
from drivers.id_card import new_address, text_block
from drivers.id_card.commands import (
    FIND,
    FINGERPRINT_SIZE,
    MODULE_STATUS,
    MOST_NEW_ADDRESSES,
    NEW_ADDRESS_SIZE,
    PHOTO_SIZE,
    READ_BASE,
    READ_BASE_FINGERPRINT,
    READ_NEW_ADDRESS,
    SELECT,
    TEXT_SIZE,
    Command,
    Sw3,
)
from drivers.id_card.exchange import Refusal, check
from drivers.id_card.frame import Response
from drivers.id_card.link import SamLink
from drivers.id_card.photo import PhotoDecoder
from drivers.id_card.role import IdCard, Picture
from drivers.id_card.serial_opening import SerialOpening
from drivers.id_card.usb_opening import READER_ADDRESSES, UsbOpening
from drivers.status import DeviceState, DeviceStatus, MediaState
from drivers.transport.usb_device import UsbAddress

_POLL_S = 0.1  # between two looks for a card; field programs use 300 to 1000 ms
_STRIKES = 5  # failures in a row while the card lies there; a card on its way into the field fails once or twice
_PASSING = frozenset({Sw3.SELECT_FAILED, Sw3.BAD_SEQUENCE, Sw3.READ_FAILED, Sw3.INFO_LENGTH, Sw3.RANDOM_FAILED})
_PRESENT = frozenset({Sw3.OK, Sw3.ABSENT})  # answers to READ_NEW_ADDRESS while the card that was read lies there
_NO_FINGERPRINTS = frozenset({Sw3.ABSENT, Sw3.READ_FAILED, Sw3.BAD_SEQUENCE, Sw3.INFO_LENGTH})
_STATES = {
    Fault.OFFLINE: DeviceState.OFFLINE,
    Fault.BUSY: DeviceState.DEVICE_BUSY,
}


class SamVReader:
    """An `IdCardReader`. Opens the line at the first call.

    Args:
        url: `serial:/dev/ttyUSB0?baud=115200` (the rate is tried first), `usb:0400:C35A?framing=A&serial=A17` (found
            out where they are missing), or `usb:` for the first of `usb_addresses`.
        usb_addresses: numbers that readers go by.
        photo: unpacks photos; without it cards come without.
        backend: pyusb's backend, None for libusb.

    Raises:
        ValueError: the url names no reader; the message says what to write.
    """

    def __init__(
        self,
        url: str,
        *,
        usb_addresses: Sequence[UsbAddress] = READER_ADDRESSES,
        photo: PhotoDecoder | None = None,
        backend: Any = None,
    ) -> None:
        by_usb = url.startswith("usb:")
        self._link = SamLink(UsbOpening(url, usb_addresses, backend) if by_usb else SerialOpening(url))
        self._photo = photo
        self._photo_trouble = ""
        self._latched = False  # the card of the last read had not been lifted when we last looked
        self._probes = True  # the module says by READ_NEW_ADDRESS whether that card lies there still
        self._unsettled = False  # a read went out and no good answer came in: the module may count it as done

    @property
    def sam_id(self) -> str:
        """The security module's number, such as `05.03-20120101-0001234567-0012345678`; empty while unknown."""
        return self._link.sam_id

    @property
    def url(self) -> str:
        """The address with the rate or framing that was found."""
        return self._link.url

    def status(self) -> DeviceStatus:
        never = Cancel()
        try:
            check(self._link.ask(MODULE_STATUS, never), MODULE_STATUS)
            media = MediaState.PRESENT if self._card_lies_there(never) else MediaState.NOT_PRESENT
        except DeviceError as error:
            state = _STATES.get(error.fault, DeviceState.HARDWARE_ERROR)
            faults = frozenset({error.fault})
            return DeviceStatus(Role.ID_CARD, state, faults, media=MediaState.UNKNOWN, detail=error.detail)
        return DeviceStatus(Role.ID_CARD, DeviceState.ONLINE, media=media, detail=self._detail())

    def read(self, *, timeout_s: float, cancel: Cancel, with_fingerprints: bool = False) -> IdCard:
        """Wait for a newly placed card and read it; a card that came in time is read to its end.

        Raises:
            as the role says. A card still lying there from the last read must be lifted first: NO_CARD.
        """
        deadline, strikes, ways = Deadline(timeout_s), 0, _ways(with_fingerprints=with_fingerprints)
        while True:
            cancel.check("read card")
            if not self._last_card_still_there(cancel) and self._found(cancel):
                try:
                    return self._read_found(ways, cancel)
                except Refusal as refusal:
                    strikes += 1
                    if refusal.sw3 != Sw3.BAD_SEQUENCE:  # the base failed too: nothing is known of fingerprints
                        ways = _ways(with_fingerprints=with_fingerprints)
                    self._judge(refusal, strikes, cancel)
            else:
                strikes, ways = 0, _ways(with_fingerprints=with_fingerprints)
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
        if self._photo is not None:
            self._photo.close()

    def _read_found(self, ways: list[Command], cancel: Cancel) -> IdCard:
        check(self._link.ask(SELECT, cancel), SELECT)
        text, photo_wlt, fingerprints = self._base(ways, cancel)
        card = text_block.decode(text, photo_wlt)
        return replace(
            card,
            fingerprints=fingerprints,
            new_addresses=self._new_addresses(cancel),
            photo=self._picture(photo_wlt, cancel),
        )

    def _base(self, ways: list[Command], cancel: Cancel) -> tuple[bytes, bytes, bytes]:
        """Read text, photo and fingerprints in the first of `ways` that works; those that do not are crossed off."""
        self._unsettled = True
        answer = self._link.ask(ways[0], cancel)
        while len(ways) > 1 and answer.sw3 in _NO_FINGERPRINTS:
            del ways[0]
            answer = self._link.ask(ways[0], cancel)
        check(answer, ways[0])
        self._latched, self._unsettled = True, False
        return _base_parts(answer, ways[0])

    def _new_addresses(self, cancel: Cancel) -> tuple[str, ...]:
        """Return what was written to the card later; a module that does not tell does not spoil the read."""
        answer = self._link.ask(READ_NEW_ADDRESS, cancel)
        self._probes = answer.sw3 in _PRESENT
        count, rest = divmod(len(answer.data), NEW_ADDRESS_SIZE)
        told = answer.sw3 == Sw3.OK and not rest and 1 <= count <= MOST_NEW_ADDRESSES
        return new_address.decode(answer.data) if told else ()

    def _picture(self, wlt: bytes, cancel: Cancel) -> Picture | None:
        """Return the photo; trouble with the site's decoder is told in the status and does not spoil the read."""
        if self._photo is None or not wlt:
            return None
        try:
            picture, self._photo_trouble = self._photo.decode(wlt, cancel=cancel), ""
        except Cancelled:
            raise
        except DeviceError as error:
            picture, self._photo_trouble = None, error.detail
        return picture

    def _detail(self) -> str:
        known = (f"SAM {self.sam_id or 'without number'}", self.url, self._photo_trouble)
        return "; ".join(part for part in known if part)

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
        if self._latched:
            found_again = not self._probes and self._link.ask(FIND, cancel).sw3 == Sw3.FOUND
            self._latched = found_again or self._answers_probe(cancel)
        return self._latched

    def _answers_probe(self, cancel: Cancel) -> bool:
        return self._link.ask(READ_NEW_ADDRESS, cancel).sw3 in _PRESENT

    def _found(self, cancel: Cancel) -> bool:
        """Find a card that has not been read; on the way, settle whether one lies there whose read was cut short."""
        answer = self._link.ask(FIND, cancel)
        if answer.sw3 == Sw3.NO_CARD:
            self._latched, self._unsettled = self._unsettled and self._answers_probe(cancel), False
            return False
        check(answer, FIND)
        return True


def _ways(*, with_fingerprints: bool) -> list[Command]:
    """What to try in turn: a card that is still on its way fails like one without fingerprints, hence twice."""
    return [READ_BASE_FINGERPRINT, READ_BASE_FINGERPRINT, READ_BASE] if with_fingerprints else [READ_BASE]


def _base_parts(answer: Response, command: Command) -> tuple[bytes, bytes, bytes]:
    """Return text block, photo and fingerprints. All sizes come first, two bytes each, big-endian."""
    sizes = 3 if command is READ_BASE_FINGERPRINT else 2
    text, photo, fingers, *_ = *(int.from_bytes(answer.data[at : at + 2], "big") for at in range(0, 2 * sizes, 2)), 0
    start, data = 2 * sizes, answer.data
    whole = len(data) == start + text + photo + fingers
    if text != TEXT_SIZE or photo > PHOTO_SIZE or fingers not in (0, FINGERPRINT_SIZE) or not whole:
        raise ProtocolError(f"{command.name}: {text} + {photo} + {fingers} bytes in {len(data)}")
    contents, wlt = data[start : start + text], data[start + text : start + text + photo]
    return contents, wlt if any(wlt) else b"", data[start + text + photo :]
