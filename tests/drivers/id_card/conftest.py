"""A reader whose module says what a test tells it to say."""

from collections.abc import Iterator

import pytest
from kit.persons import load_persons

from drivers.id_card import text_block
from drivers.id_card.device import SamVReader
from drivers.id_card.emulator import SamVEmulator
from drivers.id_card.frame import Corrupt, Response
from drivers.id_card.sam_module import SamModule

TEXT = text_block.encode(load_persons()[0])


class OddModule(SamModule):
    """Answers some commands (as numbers, such as 0x3001) as told, answer by answer; None: as a module does."""

    def __init__(self, told: dict[int, list[Response | None]]) -> None:
        super().__init__()
        self.told = told

    def answer(self, body: bytes | Corrupt) -> Response:
        assert isinstance(body, bytes)
        told = self.told.get(int.from_bytes(body[:2], "big"), [])
        return (told.pop(0) if told else None) or super().answer(body)


@pytest.fixture
def odd() -> Iterator[tuple[SamVReader, OddModule, SamVEmulator]]:
    module = OddModule({})
    emulator = SamVEmulator(module=module, wire_time=False)
    emulator.start()
    emulator.place(TEXT)
    reader = SamVReader(emulator.url)
    yield reader, module, emulator
    reader.close()
    emulator.stop()
