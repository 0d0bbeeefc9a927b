"""A social security card reader with two slots, for the desk, the demo and the tests.

It is vpcd, the virtual reader of the vsmartcard project, in a real pcscd, so that pcscd, its reader driver interface
and pyscard are those of the street. Here are only the cards: what they answer, and when they come and go.

pcscd runs for this emulator alone (`pcscd.Pcscd`), any number of them side by side, without root where the kernel
grants user namespaces. Where it does not, the machine's own pcscd serves if it runs and knows vpcd; its reader cannot
be unplugged.

What it does not simulate: a reader that goes or comes while pcscd runs (vpcd knows no such thing: `unplug` starts
pcscd anew without a reader, `replug` with it), the time that chip, radio field and USB take, the presence interrupt of
USB readers (pcscd asks vpcd every 0.4 s, so a card is noticed that late), parity and time-out errors below the APDU,
a card half in the slot, and what `card_application` names.
"""

import tempfile
import uuid
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from drivers.errors import Unavailable
from drivers.social_card.card_application import CardKind, Personality, foreign, mute, personalise
from drivers.social_card.pcscd import Pcscd, system_ports
from drivers.social_card.role import SocialCard
from drivers.social_card.vpcd_slot import Departure, Mischief, VpcdSlot

_SOCIAL = CardKind()
_VPCD = "pcsc:Virtual PCD"  # as Debian configures it


class Slot(Enum):
    """Where a card can be; the value is the slot's number."""

    CONTACT = 0
    CONTACTLESS = 1


class VpcdReader:
    """Controls may be called from any thread, one at a time; each takes effect before it returns.

    `folder` is where pcscd and its socket live; without it, in one of their own that goes with them.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._pcscd = Pcscd(folder or Path(tempfile.gettempdir(), f"pcscd-{uuid.uuid4().hex}"))
        self._own = True
        self._ports: tuple[int, ...] = ()
        self._slots: dict[Slot, VpcdSlot] = {}

    @property
    def url(self) -> str:
        """What the driver opens."""
        return f"pcsc:?socket={quote(str(self._pcscd.socket))}" if self._own else _VPCD

    def start(self) -> None:
        """Plug the reader in, without a card.

        Raises:
            Unavailable: something is not installed, or this machine does not allow it; the text says what.
        """
        if self._slots:
            raise RuntimeError("the emulator runs already")
        try:
            self._pcscd.start()
            self._own, self._ports = True, self._pcscd.ports
        except Unavailable:
            self._pcscd.close()
            self._own, self._ports = False, system_ports()
            if not self._ports:
                raise
        self._slots = {slot: VpcdSlot(f"vpcd {slot.name.lower()}") for slot in Slot}
        self._plug(plugged=True)

    def stop(self) -> None:
        """Unplug for good; stopping twice is allowed."""
        for slot in self._slots.values():
            slot.stop()
        self._slots = {}
        self._pcscd.close()

    def place(self, card: SocialCard, *, slot: Slot = Slot.CONTACT, kind: CardKind = _SOCIAL) -> None:
        """Put a card into `slot`; one that is there is replaced. `kind` says how it answers.

        Raises:
            ValueError: a value of `card` does not fit; the message names it, not its contents.
        """
        self._put(personalise(card, kind, contactless=slot is Slot.CONTACTLESS), slot)

    def place_foreign(self, *, slot: Slot = Slot.CONTACT) -> None:
        """Put a card there that is no social security card."""
        self._put(foreign(contactless=slot is Slot.CONTACTLESS), slot)

    def place_mute(self, *, slot: Slot = Slot.CONTACT) -> None:
        """Put a card there that cannot be powered, such as one the wrong way round."""
        self._put(mute(), slot)

    def lift(self, *, slot: Slot | None = None) -> None:
        """Take the card out of `slot`, or out of both; what was announced for it is off."""
        for one in Slot if slot is None else (slot,):
            self._slot(one).put(None)

    def card_present(self, *, slot: Slot = Slot.CONTACT) -> bool:
        return self._slot(slot).occupied

    def commands(self, *, slot: Slot = Slot.CONTACT) -> int:
        """How many commands the card in `slot` has been sent since it came."""
        return self._slot(slot).commands

    def lift_during_read(
        self, *, after: int = 0, slot: Slot = Slot.CONTACT, departure: Departure = Departure.ERROR
    ) -> None:
        """Pull the card amid the command that comes after `after` more; `departure` is what the driver sees of it."""
        self._slot(slot).plot(Mischief(leaves_after=after, departure=departure))

    def garble_next(
        self, answers: int = 1, *, garbage: bytes = b"\xff\xff\xff", after: int = 0, slot: Slot = Slot.CONTACT
    ) -> None:
        """Send `garbage` in the place of `answers` answers, once `after` good ones have passed.

        Raises:
            ValueError: `garbage` is empty; vpcd would wait for more.
        """
        if not garbage:
            raise ValueError("vpcd takes no empty answer")
        self._slot(slot).plot(Mischief(garbles=answers, garbles_after=after, garbage=garbage))

    def answer_after(self, delay_s: float, *, slot: Slot = Slot.CONTACT) -> None:
        """Let the card take `delay_s` for each answer, an answer that is due included; 0 ends that."""
        self._slot(slot).plot(Mischief(delay_s=delay_s))

    def unplug(self) -> None:
        """Take the whole reader away; pcscd goes on without one. Cards stay in its slots."""
        self.kill_service()
        self._pcscd.start(with_reader=False)

    def replug(self) -> None:
        """Plug the reader in, or start pcscd again."""
        self.kill_service()
        self._pcscd.start()
        self._ports = self._pcscd.ports
        self._plug(plugged=True)

    def kill_service(self) -> None:
        """Let pcscd crash; `replug` starts another. Killing it twice is allowed.

        Raises:
            RuntimeError: it is the machine's own pcscd.
        """
        if not self._own:
            raise RuntimeError("this is the machine's pcscd, which others use too")
        self._pcscd.kill()
        self._plug(plugged=False)

    def hang_service(self) -> None:
        """Let pcscd stand still with its connections open; lay no cards until `resume_service`."""
        self._pcscd.freeze()

    def resume_service(self) -> None:
        """Let it go on."""
        self._pcscd.thaw()

    def _plug(self, *, plugged: bool) -> None:
        for slot, port in zip(Slot, self._ports, strict=True):
            self._slot(slot).plug(port if plugged else None)

    def _put(self, card: Personality, slot: Slot) -> None:
        self._slot(slot).put(card)

    def _slot(self, slot: Slot) -> VpcdSlot:
        if not self._slots:
            raise RuntimeError("the emulator was not started")
        return self._slots[slot]
