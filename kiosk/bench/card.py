"""ID card read: from the call to the card's values, against the time its bytes need on the wire."""

import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drivers.cancel import Cancel
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.wire import wire_limit_s
from kiosk.bench.ratio import Ratio, median
from kiosk.desk.cards import load_persons, text_block

_BAUD = 115200
_PHOTO_BYTES = 1024
_TIMEOUT_S = 10.0
_NOTICED_MS = 150.0
_WAITS_S = (0.2, 0.5)


def measure(runs: int) -> list[Ratio]:
    """Read the demo persons' cards in turn over a line paced at 115200 baud."""
    persons = load_persons()
    with _wired() as (emulator, reader):
        times_s = [_read(emulator, reader, text_block(persons[run % len(persons)])) for run in range(runs)]
    limit_s = wire_limit_s(_BAUD)
    return [
        Ratio("ID card read", "median", median(times_s) * 1e3, "wire limit at 115200 baud", limit_s * 1e3, "ms", runs)
    ]


def noticed(runs: int) -> Ratio:
    """Lay cards on a reader that waits, at any moment between two looks: until it is noticed, without its read."""
    text, limit_s = text_block(load_persons()[0]), wire_limit_s(_BAUD)
    with _wired() as (emulator, reader):
        times_s = [_laid(emulator, reader, text) - limit_s for _ in range(runs)]
    return Ratio("a laid card is noticed", "largest", max(times_s) * 1e3, "the limit", _NOTICED_MS, "ms", runs)


@contextmanager
def _wired() -> Iterator[tuple[SamVEmulator, SamVReader]]:
    with tempfile.TemporaryDirectory() as folder:
        emulator = SamVEmulator(Path(folder, "id_card"), baud=_BAUD)
        emulator.start()
        reader = SamVReader(emulator.url)
        try:
            yield emulator, reader
        finally:
            reader.close()
            emulator.stop()


def _laid(emulator: SamVEmulator, reader: SamVReader, text: bytes) -> float:
    """Return the seconds from laying the card there until its values are known."""
    placed_at: list[float] = []

    def lay() -> None:
        emulator.place(text, bytes(_PHOTO_BYTES))
        placed_at.append(time.perf_counter())

    reader.status()
    hand = threading.Timer(random.uniform(*_WAITS_S), lay)
    hand.start()
    reader.read(timeout_s=_TIMEOUT_S, cancel=Cancel())
    took_s = time.perf_counter() - placed_at[0]
    emulator.lift()
    reader.wait_removed(timeout_s=_TIMEOUT_S, cancel=Cancel())
    return took_s


def _read(emulator: SamVEmulator, reader: SamVReader, text: bytes) -> float:
    """Return the seconds of one read of a card that lies there already; lift it afterwards."""
    reader.status()
    emulator.place(text, bytes(_PHOTO_BYTES))
    began = time.perf_counter()
    reader.read(timeout_s=_TIMEOUT_S, cancel=Cancel())
    took_s = time.perf_counter() - began
    emulator.lift()
    reader.wait_removed(timeout_s=_TIMEOUT_S, cancel=Cancel())
    return took_s
