"""The last traces of a terminal, a file each: `traces/000012.json`. Nothing in them is about a person."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from kiosk.engine.trace import Trace
from kiosk.ledger.private_file import write_private

MOST = 20
"""A trace takes a few KiB; older ones make way."""


class TraceRing:
    """Numbered from 1; a number is never used again while any later trace is kept."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / "traces"

    def keep(self, trace: Trace) -> None:
        """Write `trace`, then remove what is too old.

        Raises:
            OSError: the disk would not take it.
        """
        numbers = self.numbers()
        text = trace.model_dump_json(exclude_defaults=True)
        write_private(self._file(max(numbers, default=0) + 1), text.encode())
        for number in numbers[: max(0, len(numbers) + 1 - MOST)]:
            self._file(number).unlink(missing_ok=True)

    def numbers(self) -> list[int]:
        """Return the numbers of what is kept, the oldest first."""
        return sorted(int(file.stem) for file in self._folder.glob("*.json") if file.stem.isdecimal())

    def trace(self, number: int) -> Trace | None:
        """Return that trace; None when there is none, or none that can be read."""
        try:
            return Trace.model_validate_json(self._file(number).read_bytes())
        except (OSError, ValidationError):
            return None

    def each(self) -> Iterator[tuple[int, Trace]]:
        """Yield number and trace of all that can be read."""
        for number in self.numbers():
            if (trace := self.trace(number)) is not None:
                yield number, trace

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:06}.json"
