"""How far a walk is, on stderr: a bar on a terminal, plain lines elsewhere."""

import sys
from typing import TextIO

_WIDTH = 28


class Progress:
    """`total` steps are expected; more may come."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._bar = self._out.isatty()
        self._done, self.total = 0, 12

    def step(self, words: str) -> None:
        """Say that the walk has reached its next step."""
        self._done += 1
        self.total = max(self.total, self._done)
        if self._bar:
            full = _WIDTH * self._done // self.total
            self._say(f"\r\x1b[K[{'█' * full}{'·' * (_WIDTH - full)}] {words}")
        else:
            self._say(f"[{self._done:2d}/{self.total}] {words}\n")

    def end(self, words: str) -> None:
        """Say how it ended."""
        self._say(f"\r\x1b[K{words}\n" if self._bar else f"{words}\n")

    def _say(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
