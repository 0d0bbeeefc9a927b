"""The text block: layouts of all four kinds, round trips, and cards that contradict themselves."""

from dataclasses import fields, replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.persons import FOREIGN_2017, load_persons

from drivers.card_text import clean
from drivers.errors import DeviceError
from drivers.faults import Fault
from drivers.id_card.citizen_number import check_character
from drivers.id_card.role import CardKind, IdCard, Sex
from drivers.id_card.text_block import LAYOUTS, decode, encode

PERSON = load_persons()[0]
LETTERS = st.one_of(
    st.sampled_from("·买提陈𫓶𬺓𠮷A Z"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x3134F),
)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def at(block: bytes, offset: int, size: int) -> str:
    return block[offset : offset + size].decode("utf-16-le")


def texts(units: int, letters: st.SearchStrategy[str] = LETTERS, least: int = 0) -> st.SearchStrategy[str]:
    """Texts of at most `units` UTF-16 code units without padding at either end."""
    drawn = st.text(letters, min_size=least, max_size=units)
    fitting = drawn.filter(lambda text: len(text.encode("utf-16-le")) <= 2 * units)
    return fitting.map(lambda text: text.strip(" ")).filter(lambda text: len(text) >= least)


def number_of(kind: CardKind, birth: date, sequence: int) -> str:
    if kind is CardKind.FOREIGN_PR_2017:
        return f"GBR{sequence:012d}"
    region = {CardKind.RESIDENT: "420199", CardKind.HMT_RESIDENCE: "820000", CardKind.FOREIGN_PR_2023: "942826"}[kind]
    first_17 = f"{region}{birth:%Y%m%d}{sequence:03d}"
    return first_17 + check_character(first_17)


@st.composite
def cards(draw: st.DrawFn, kind: CardKind) -> IdCard:
    birth, valid_from, valid_to = sorted(draw(st.tuples(DAYS, DAYS, DAYS)))
    latin = st.sampled_from("ABCXYZ ,-'")
    code = st.sampled_from("0123456789")
    drawn = {
        "name": texts(15, least=1),
        "ethnic": texts(2, code),
        "address": texts(35),
        "issuer": texts(4 if kind is CardKind.FOREIGN_PR_2017 else 15),
        "name_en": texts(60 if kind is CardKind.FOREIGN_PR_2017 else 46, latin),
        "nationality": texts(3, st.sampled_from("ABC")),
        "permit_number": texts(9, code),
        "issue_count": texts(2, code),
    }
    return IdCard(
        kind=kind,
        sex=draw(st.sampled_from(Sex)),
        birth=birth,
        number=number_of(kind, birth, draw(st.integers(0, 999))),
        valid_from=valid_from,
        valid_to=draw(st.sampled_from([valid_to, None])),
        photo_wlt=draw(st.binary(max_size=4)),
        **{field: draw(text) for field, text in drawn.items() if field in LAYOUTS[kind]},
    )


def refusal(block: bytes) -> DeviceError:
    with pytest.raises(DeviceError) as caught:
        decode(block)
    return caught.value


@pytest.mark.parametrize("kind", CardKind)
@given(data=st.data())
def test_round_trip(kind, data):
    card = data.draw(cards(kind))
    block = encode(card)
    assert len(block) == 256
    assert decode(block, card.photo_wlt) == card


@pytest.mark.parametrize("person", [*load_persons(), FOREIGN_2017], ids=lambda person: person.kind.name)
def test_the_demo_persons_fit_on_their_cards(person):
    assert decode(encode(person)) == person


@pytest.mark.parametrize("kind", CardKind)
def test_fields_overlap_neither_each_other_nor_the_type(kind):
    pieces = sorted([(piece.start, piece.stop) for at_ in LAYOUTS[kind].values() for piece in at_] + [(248, 250)])
    assert all(end <= start for (_, end), (start, _) in pairwise(pieces))
    assert pieces[0][0] >= 0
    assert pieces[-1][1] <= 256
    assert set(LAYOUTS[kind]) <= {field.name for field in fields(IdCard)}


def test_layout_of_the_resident_card():
    block = encode(PERSON)
    assert at(block, 0, 30) == "陈示例".ljust(15)
    assert at(block, 30, 2) == "1"
    assert at(block, 32, 4) == "01"
    assert at(block, 36, 16) == "19880314"
    assert at(block, 52, 70) == PERSON.address.ljust(35)
    assert at(block, 122, 36) == "420199198803149995"
    assert at(block, 158, 30) == "武汉市公安局示范分局".ljust(15)
    assert at(block, 188, 32) == "2020050620400506"
    assert at(block, 220, 36) == " " * 18


def test_layout_of_the_residence_permit():
    block = encode(load_persons()[4])
    assert at(block, 32, 4) == "  "
    assert at(block, 220, 18) == "H99999901"
    assert at(block, 238, 4) == "01"
    assert block[248:250] == b"J\0"


def test_layout_of_the_2017_foreigners_card():
    block = encode(FOREIGN_2017)
    assert at(block, 0, 120) == "SAMPLE, JEAN PIERRE".ljust(60)
    assert at(block, 120, 2) == "1"
    assert at(block, 122, 30) == "FRA310080022911"
    assert at(block, 152, 6) == "FRA"
    assert at(block, 158, 30) == "样例".ljust(15)
    assert at(block, 188, 32) == "2018010120280101"
    assert at(block, 220, 16) == "19800229"
    assert at(block, 240, 8) == "1500"
    assert block[248:250] == b"I\0"


def test_layout_of_the_2023_foreigners_card():
    long_name = "MARIE CLAIRE ANTOINETTE ELISABETH DE SAMPLEVILLE"[:46]
    card = replace(load_persons()[5], name_en=long_name, issue_count="02")
    block = encode(card)
    assert at(block, 32, 4) == "02"
    assert at(block, 36, 16) == "19850412"
    assert at(block, 52, 70) == long_name[:35]
    assert at(block, 220, 22) == long_name[35:]
    assert at(block, 122, 36) == "94225019850412000X"
    assert at(block, 158, 30) == " " * 15
    assert at(block, 242, 6) == "FRA"
    assert block[248:250] == b"Y\0"
    assert decode(block) == card


def test_long_term():
    block = encode(replace(PERSON, valid_to=None))
    assert at(block, 204, 16) == "长期".ljust(8)
    assert decode(block).valid_to is None


def test_characters_outside_the_basic_plane_take_two_units():
    rare = replace(PERSON, name="王𫓶𬺓")
    assert encode(rare)[2:6] == "𫓶".encode("utf-16-le")
    assert decode(encode(rare)).name == "王𫓶𬺓"


def test_nul_padding_is_padding_too():
    block = encode(PERSON)
    assert decode(block[:6] + bytes(24) + block[30:]) == PERSON


@pytest.mark.parametrize(
    "change",
    [
        {"name": "字" * 16},
        {"name": "𫓶" * 8},
        {"address": "字" * 36},
        {"issuer": "字" * 16},
        {"number": "1" * 19},
    ],
)
def test_what_does_not_fit_is_said_without_repeating_it(change):
    [(field, text)] = change.items()
    with pytest.raises(ValueError, match=f"^{field} does not fit on the card$"):
        encode(replace(PERSON, **change))
    assert text not in field


@pytest.mark.parametrize("size", [0, 255, 257])
def test_a_block_of_another_size_is_a_defect(size):
    with pytest.raises(ValueError, match="256"):
        decode(bytes(size))


def test_an_unknown_type_is_another_kind_of_card():
    block = bytearray(encode(PERSON))
    block[248:250] = b"Q\0"
    assert refusal(bytes(block)).fault is Fault.WRONG_CARD


BIRTH_IN_NUMBER = number_of(CardKind.RESIDENT, date(1988, 3, 15), 999)
CONTRADICTIONS = {
    "check character": encode(replace(PERSON, number="420199198803149994")),
    "birth is not the number's": encode(replace(PERSON, number=BIRTH_IN_NUMBER)),
    "number too short": encode(replace(PERSON, number=PERSON.number[:15])),
    "no number": encode(replace(PERSON, number="")),
    "no name": encode(replace(PERSON, name="")),
    "ends before it begins": encode(replace(PERSON, valid_to=date(2019, 1, 1))),
    "issued before birth": encode(replace(PERSON, valid_from=date(1980, 1, 1))),
    "a foreigner's number on a resident's card": encode(
        replace(PERSON, number="94225019850412000X", birth=date(1985, 4, 12))
    ),
    "a resident's number on a foreigner's card": encode(
        replace(load_persons()[5], number=PERSON.number, birth=PERSON.birth)
    ),
    "a mainland number on a residence permit": encode(
        replace(load_persons()[4], number=PERSON.number, birth=PERSON.birth)
    ),
    "2017 number of the wrong shape": encode(replace(FOREIGN_2017, number="31008002291FRA1")),
    "no such day": encode(PERSON)[:36] + "19880230".encode("utf-16-le") + encode(PERSON)[52:],
    "letters for a date": encode(PERSON)[:188] + "2020O5O6".encode("utf-16-le") + encode(PERSON)[204:],
    "no such end": encode(PERSON)[:204] + "长长".encode("utf-16-le") + encode(PERSON)[208:],
    "no such sex": encode(PERSON)[:30] + "3".encode("utf-16-le") + encode(PERSON)[32:],
    "half a surrogate pair": b"\x6d\xd8" + encode(PERSON)[2:],
}


@pytest.mark.parametrize("block", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradictions_are_refused_without_repeating_them(block):
    error = refusal(block)
    assert error.fault is Fault.CARD_INVALID
    assert error.__cause__ is None
    assert error.__context__ is None
    assert not any(character.isdigit() for character in error.detail)
    assert error.detail.isascii()


def outcome(block: bytes) -> Fault | None:
    try:
        decode(block)
    except DeviceError as error:
        return error.fault
    return None


@given(st.binary(min_size=256, max_size=256))
def test_any_256_bytes_are_a_card_or_refused(block):
    assert outcome(block) in (None, Fault.CARD_INVALID, Fault.WRONG_CARD)


@given(st.sampled_from(load_persons()), st.integers(0, 255), st.integers(1, 255))
def test_any_damaged_byte_gives_a_card_or_a_refusal(person, offset, flip):
    block = bytearray(encode(person))
    block[offset] ^= flip
    assert outcome(bytes(block)) in (None, Fault.CARD_INVALID, Fault.WRONG_CARD)


@given(st.sampled_from(load_persons()), st.integers(0, 127), st.integers(0, 0xFFFF))
def test_any_unit_anywhere_leaves_texts_harmless(person, unit, code):
    block = bytearray(encode(person))
    block[2 * unit : 2 * unit + 2] = code.to_bytes(2, "little")
    try:
        card = decode(bytes(block))
    except DeviceError:
        return
    texts = [text for text in vars(card).values() if type(text) is str]
    assert all(text == clean(text) for text in texts)
    assert all(len(text) <= 60 for text in texts)


def test_a_rare_name_is_kept_and_a_steered_one_is_not():
    name = "\ue815·\u202e𫓶\u200f"
    assert decode(encode(replace(PERSON, name=name))).name == "\ue815·𫓶"
