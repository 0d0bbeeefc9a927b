"""What a scanner does with the code before its window: the emulator's inside. Pure, no wire, no thread, no clock."""

from drivers.code_scanner.dialect import Dialect, Report, Verdict, write_report


class ScanEngine:
    """A scanner of one dialect. Times are seconds on any clock that only goes forward.

    Args:
        dialect: what it obeys.
        product: what it calls itself.
        light_s: how long the light stays on for one trigger.
        repeat_every_s: between two readings of a code that lies before a scanner without a trigger.
    """

    def __init__(self, dialect: Dialect, *, product: str, light_s: float, repeat_every_s: float) -> None:
        self.dialect = dialect
        self.code: bytes | None = None
        self.knows_its_query = True
        self._product, self._light_s, self._repeat_every_s = product, light_s, repeat_every_s
        self._lit_until = self._next_reading = 0.0
        self._heard = b""

    def power_up(self) -> None:
        self._lit_until, self._heard = 0.0, b""

    def show(self, code: bytes | None, now: float) -> None:
        """Hold a code before the window, or nothing."""
        self.code, self._next_reading = code, now

    def lit(self, now: float) -> bool:
        return not self.dialect.triggered or now < self._lit_until

    def hear(self, data: bytes, now: float) -> list[bytes]:
        """Obey the commands in what the host sent; return the answers. Whatever else the host says is passed over."""
        self._heard += data
        answers = []
        while (found := self._next_command()) is not None:
            if found == self.dialect.trigger_on:
                self._lit_until = now + self._light_s
            elif found == self.dialect.trigger_off:
                self._lit_until = 0.0
            else:
                verdict = Verdict.ACK if self.knows_its_query else Verdict.ENQ
                answers.append(write_report(self.dialect, Report(verdict, self._product)))
        return answers

    def reading(self, now: float) -> bytes | None:
        """Return the code that is read now, if one is; a triggered scanner's light goes out with it."""
        if self.code is None or not self.lit(now) or (not self.dialect.triggered and now < self._next_reading):
            return None
        self._lit_until, self._next_reading = 0.0, now + self._repeat_every_s
        return self.code

    def due_in(self, now: float) -> float | None:
        """Seconds until it may read the same code again by itself; None: never."""
        waiting = self.code is not None and not self.dialect.triggered
        return max(0.0, self._next_reading - now) if waiting else None

    def _next_command(self) -> bytes | None:
        commands = [one for one in (self.dialect.trigger_on, self.dialect.trigger_off, self.dialect.query) if one]
        found = min(((self._heard.find(one), one) for one in commands if one in self._heard), default=None)
        if found is None:
            self._heard = self._heard[-max(map(len, commands), default=1) :]
            return None
        self._heard = self._heard[found[0] + len(found[1]) :]
        return found[1]
