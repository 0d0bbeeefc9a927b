"""How the emulated printer's replies leave it: as they should, or spoilt."""

import threading
from dataclasses import dataclass

from drivers.receipt_printer.port import Reply


@dataclass(frozen=True)
class ReplyNoise:
    """How every reply is spoilt: bytes around it, other bytes instead of it, or a late arrival."""

    before: bytes = b""
    after: bytes = b""
    instead: bytes | None = None
    delay_s: float = 0.0


class Mouth:
    """Not locked; the emulator does that."""

    def __init__(self) -> None:
        self.noise = ReplyNoise()
        self._late: set[threading.Timer] = set()

    def say(self, reply: Reply) -> None:
        noise = self.noise
        spoilt = noise.before + (reply.data if noise.instead is None else noise.instead) + noise.after
        if not noise.delay_s:
            reply.to.send(spoilt)
            return
        self._late = {timer for timer in self._late if timer.is_alive()}
        late = threading.Timer(noise.delay_s, reply.to.send, [spoilt])
        late.daemon = True
        self._late.add(late)
        late.start()

    def close(self) -> None:
        """Say nothing more of what waits."""
        for timer in self._late:
            timer.cancel()
