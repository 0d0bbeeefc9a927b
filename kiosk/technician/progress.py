"""How far a search is, for whoever waits for it."""

import sys
import time

from kiosk.devices.probing.hunt import Seen


class Progress:
    """Says on standard error how far the search is: on a screen in one line, in a log only the begin."""

    def begin(self, wires: int) -> "Progress":
        self._wires, self._done, self._began = wires, 0, time.monotonic()
        self._on_screen = sys.stderr.isatty()
        self._say(f"Looking at {wires} wires" + ("" if self._on_screen else "\n"))
        return self

    def __call__(self, _seen: Seen) -> None:
        self._done += 1
        if self._on_screen:
            self._say(f"\rLooked at {self._done} of {self._wires} wires, {time.monotonic() - self._began:.0f} s ")

    def end(self) -> float:
        """Return how long it took, in seconds."""
        took_s = time.monotonic() - self._began
        self._say(("\r" if self._on_screen else "") + f"Looked at {self._wires} wires in {took_s:.1f} s\n")
        return took_s

    def _say(self, text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)  # noqa: T201 - what a person watches
