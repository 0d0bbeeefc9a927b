"""The hands at an emulated SAM-V reader: they lay cards on it and break it. The wires are in the emulators."""

import threading
from itertools import chain, repeat

from drivers.id_card.commands import Sw3
from drivers.id_card.frame import Corrupt, Response
from drivers.id_card.sam_module import FieldCard, SamModule


class EmulatedSam:
    """Control methods may be called from any thread; each takes effect before it returns.

    What no emulator of it simulates: the time that the radio field and the module's cryptography take (a real base
    read takes up to a second), the contents behind "read card body number" (answered without data), and the 1.5 s
    that a real module needs after power-on.
    """

    def __init__(self, module: SamModule) -> None:
        self.changed = threading.Condition()  # guards the module and everything that the controls set
        self.module = module
        self._damages = chain(repeat(False, 0), repeat(True, 0))
        self._damage_at, self._cut_next_removal = -1, False

    @property
    def card_present(self) -> bool:
        with self.changed:
            return self.module.card is not None

    def place(
        self, text_block: bytes, photo: bytes = b"", fingerprint: bytes = b"", new_addresses: bytes = b""
    ) -> None:
        """Lay a card on the reader; one that lies there is replaced.

        Args:
            text_block: 256 bytes, see `drivers.id_card.text_block.encode`.
            photo: WLT, padded to 1024 bytes.
            fingerprint: 1024 bytes, or none.
            new_addresses: up to four of 70 bytes, see `drivers.id_card.new_address.encode`.
        """
        self._put(FieldCard(text_block, photo, fingerprint, new_addresses))

    def place_wrong_card(self, *, answers: Sw3 = Sw3.SELECT_FAILED) -> None:
        """Lay a card there that is found and cannot be selected; select says SELECT_FAILED or WRONG_CARD."""
        self._put(FieldCard(refusal=answers))

    def lift(self) -> None:
        """Take the card away; a `lift_during_read` that was announced for it is off."""
        with self.changed:
            self.module.lift()
            self._cut_next_removal = False

    def lift_during_read(self, *, truncated: bool = False) -> None:
        """Let the next base read fail because the card goes away; `truncated` also cuts its answer off."""
        with self.changed:
            self.module.lifts_during_read = True
            self._cut_next_removal = truncated

    def corrupt_next(self, frames: int = 1, *, at: int = -1, after: int = 0) -> None:
        """Damage `frames` answers once `after` good ones have passed: the byte with index `at` of each is inverted."""
        with self.changed:
            self._damages, self._damage_at = chain(repeat(False, after), repeat(True, frames)), at

    def set_trouble(self, trouble: Sw3 | None) -> None:
        """Let the module answer `trouble` to everything, such as SAM_NOT_AUTHORISED; None ends that."""
        with self.changed:
            self.module.trouble = trouble

    def answer(self, body: bytes | Corrupt) -> bytes:
        """Return the frame that the module answers with; the caller holds `changed`."""
        return self.damaged(self.module.answer(body))

    def damaged(self, answer: Response) -> bytes:
        frame = bytearray(answer.encode())
        if next(self._damages, False):
            frame[self._damage_at] ^= 0xFF
        if self._cut_next_removal and answer.sw3 == Sw3.READ_FAILED:
            self._cut_next_removal = False
            del frame[len(frame) // 2 :]
        return bytes(frame)

    def _put(self, card: FieldCard) -> None:
        with self.changed:
            self.module.put(card)
