"""What a card, a face, a sheet, a code and a receipt say stands in no repr, and so in no log and no traceback."""

import dataclasses
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import Enum

import pytest
from kit.persons import FOREIGN_2017, load_persons
from kit.receipts import PROVIDENT_FUND

from drivers.code_scanner.role import ScannedCode
from drivers.document_camera.role import Page
from drivers.document_camera.sheet import Sheet
from drivers.id_card.role import Picture
from drivers.receipt_printer.role import Pair
from drivers.social_card.demo_card import demo_card
from drivers.video.frame import Frame

PIXELS = b"face" * 3
PICTURE = Picture(2, 2, PIXELS)
CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
CODE = "no=42010619800101123X"
PERSONS = load_persons()
VALUES = [
    *(replace(person, photo=PICTURE, photo_wlt=b"WLf", fingerprints=b"finger") for person in [*PERSONS, FOREIGN_2017]),
    replace(PERSONS[0], new_addresses=("武汉市江岸区示例路1号",)),
    demo_card({"name": PERSONS[0].name, "number": PERSONS[0].number, "birth": "19900307"}),
    ScannedCode(CODE.encode()),
    Frame(2, 2, 1, 0.0, PIXELS),
    PICTURE,
    Page(Sheet.A4, 2, 2, 150, 150.0, CORNERS, 0.1, 0.0, PIXELS),
    PROVIDENT_FUND,
]
CAPTIONS = {"label"}  # of a receipt's lines: the same for everybody


def contents(value: object) -> Iterator[str]:
    """Everything that the value says in words, numbers or pictures of somebody."""
    match value:
        case Enum():
            return
        case str():
            yield value
        case bytes():
            yield repr(value)[2:-1]
        case date():
            yield from (value.isoformat(), repr(value))
        case tuple():
            for each in value:
                yield from contents(each)
        case _ if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                if not (isinstance(value, Pair) and field.name in CAPTIONS):
                    yield from contents(getattr(value, field.name))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_repr_shows_nothing_of_anybody(value):
    said = [each for each in contents(value) if len(each) > 1]
    assert said
    assert [each for each in said if each in repr(value)] == []
    assert len(repr(value)) < 1000
