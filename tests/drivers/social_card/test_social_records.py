"""Records ↔ a card."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import DeviceError, ProtocolError, Refused
from drivers.faults import Fault
from drivers.social_card import records
from drivers.social_card.records import FIELDS
from drivers.social_card.role import Sex, SocialCard

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
DIGIT, LETTER = "0123456789", "0123456789ABCDEFGHJKLMNPQRTUWXY"
HAN = st.characters(min_codepoint=0x3400, max_codepoint=0x2A6DF, categories=["Lo"])
CARD = SocialCard(
    card_id="420199D156000005AD932A48BDC3B9E9",
    social_number="420199198803149995",
    name="陈示例",
    card_class="1",
    spec_version="3.00",
    issuer="420199000000",
    issued=date(2022, 11, 16),
    expires=date(2032, 11, 16),
    card_number="B7K334774",
    sex=Sex.MALE,
    ethnic="01",
    birthplace="420199",
    birth=date(1988, 3, 14),
)


@st.composite
def cards(draw) -> SocialCard:
    birth = draw(st.none() | DAYS)
    number = draw(st.text(DIGIT, min_size=6, max_size=6)) + (birth or draw(DAYS)).strftime("%Y%m%d") + "9995"
    return SocialCard(
        card_id=draw(st.text(DIGIT, min_size=6, max_size=6))
        + draw(st.text("123456789ABCDE", min_size=26, max_size=26)),
        social_number=draw(st.just(number) | st.text(LETTER, min_size=15, max_size=16)),
        name=draw(st.text(HAN, min_size=1, max_size=25).filter(fits)),
        card_class=draw(st.sampled_from(["", "1", "2"])),
        spec_version=draw(st.sampled_from(["", "1.00", "2.00", "3.00"])),
        issuer=draw(st.just("") | st.text(DIGIT, min_size=24, max_size=24).filter(lambda text: text.strip("0"))),
        issued=draw(st.none() | st.dates(date(1999, 1, 1), date(2030, 1, 1))),
        expires=draw(st.none() | st.dates(date(2031, 1, 1), date(2099, 12, 31))),
        card_number=draw(st.just("") | st.text(LETTER, min_size=9, max_size=9)),
        sex=draw(st.none() | st.sampled_from(Sex)),
        ethnic=draw(st.sampled_from(["", "01", "56", "97"])),
        birthplace=draw(st.sampled_from(["", "420199"])),
        birth=birth,
    )


def fits(name: str) -> bool:
    try:
        records.encode(replace(CARD, name=name))
    except ValueError:
        return False
    return name.isprintable()


def valid(change: dict[int, bytes]) -> SocialCard:
    return records.decode(records.encode(CARD) | change)


def refused(change: dict[int, bytes]) -> str:
    with pytest.raises(Refused) as caught:
        valid(change)
    assert caught.value.fault is Fault.CARD_INVALID
    return caught.value.detail


@given(cards())
def test_a_card_survives_its_records(card):
    assert records.decode(records.encode(card)) == card


@given(cards())
def test_values_have_their_records_sizes(card):
    sizes = {one.id: one.size for one in FIELDS}
    for identity, value in records.encode(card).items():
        assert len(value) == sizes[identity]


@given(st.integers(0, 255), st.binary(max_size=253), st.sampled_from([b"", b"\0\0", b"\xff"]))
def test_a_record_is_unwrapped_whichever_way_it_counts(identity, value, padding):
    assert records.unwrap(records.wrap(identity, value) + padding) in (
        (identity, value),
        (identity, value[:-2]) if padding and len(value) >= 2 else (identity, value),
    )
    counted_in = bytes([identity, len(value) + 2]) + value
    assert records.unwrap(counted_in) == (identity, value)


@given(st.binary(max_size=260))
def test_no_bytes_make_more_than_they_are(raw):
    try:
        _, value = records.unwrap(raw)
    except ProtocolError:
        return
    assert value in raw[2:]


@pytest.mark.parametrize("size", range(32))
def test_a_record_cut_anywhere_is_noticed(size):
    whole = records.wrap(0x09, bytes(range(1, 31)))
    if size < len(whole) - 2 or size < 2:
        with pytest.raises(ProtocolError):
            records.unwrap(whole[:size])


@given(st.dictionaries(st.sampled_from([one.id for one in FIELDS]), st.binary(max_size=255)))
def test_any_values_are_a_card_or_refused(change):
    card, refusal = None, None
    try:
        card = valid(change)
    except DeviceError as error:
        refusal = error
    if card is None:
        assert refusal is not None
        assert refusal.fault is Fault.CARD_INVALID
        assert refusal.__context__ is None
        return
    assert len(card.name) <= 50
    assert card.name.isprintable() or "\u3000" in card.name or any(ord(one) > 0xE000 for one in card.name)
    assert all(text.isprintable() and text.isascii() for text in (card.card_number, card.social_number, card.issuer))


def test_a_name_longer_than_its_record_is_continued():
    card = replace(CARD, name="阿" * 14 + "𬺓" + "古" * 8)  # 28 bytes, four that would stand across, 16
    values = records.encode(card)
    assert len(values[0x09].rstrip(b"\0")) == 28
    assert records.decode(values).name == card.name


def test_a_character_may_stand_across_the_two_records():
    raw = ("阿" * 14 + "𬺓").encode("gb18030")
    assert valid({0x09: raw[:30], 0x4E: raw[30:].ljust(20, b"\0")}).name == "阿" * 14 + "𬺓"


@pytest.mark.parametrize("padding", [b"\0", b" ", b"\xff"])
def test_padding_is_no_part_of_a_name(padding):
    assert valid({0x09: CARD.name.encode("gb18030").ljust(30, padding)}).name == CARD.name


@pytest.mark.parametrize("mark", ["\x1b@", "\u202e", "\n", "\x00", "\u2066"])
def test_what_steers_a_screen_or_a_printer_stays_behind(mark):
    name = valid({0x09: f"陈{mark}示例".encode("gb18030")}).name
    assert not set(mark) & set(name) - {"@"}
    assert name.startswith("陈")


@pytest.mark.parametrize(
    ("identity", "value", "named"),
    [
        (0x01, b"", "card_id"),
        (0x01, b"\0" * 16, "card_id"),
        (0x01, bytes.fromhex("4201A9D156000005AD932A48BDC3B9E9"), "card id"),
        (0x01, bytes.fromhex("420199"), "card id"),
        (0x05, bytes.fromhex("20221345"), "issued"),
        (0x06, bytes.fromhex("20010101"), "expires"),
        (0x08, b"\0" * 18, "social_number"),
        (0x08, b"42019919880314999\x1b", "social_number"),
        (0x08, b"420199198803149995; --", "social_number"),
        (0x08, b"420199198804149995", "birth and number"),
        (0x09, b"\0" * 30, "name"),
        (0x09, b"\x81\x20\x81", "name"),
        (0x09, "陈".encode("gb18030") * 100, "name"),
        (0x0A, b"7", "sex"),
        (0x0B, b"\xab", "ethnic"),
        (0x0D, bytes.fromhex("19880231"), "birth"),
    ],
)
def test_what_contradicts_itself_is_refused(identity, value, named):
    detail = refused({identity: value})
    assert named in detail
    for personal in (CARD.name, CARD.social_number, CARD.card_id):
        assert personal not in detail


@pytest.mark.parametrize("nothing", [b"", b"\0" * 4, b"\xff" * 4])
def test_a_day_that_is_not_there(nothing):
    assert valid({0x06: nothing}).expires is None


def test_only_three_records_must_be_there():
    needed = {identity: value for identity, value in records.encode(CARD).items() if identity in (0x01, 0x08, 0x09)}
    assert records.decode(needed) == SocialCard(CARD.card_id, CARD.social_number, CARD.name)


def test_what_does_not_fit_is_named_and_not_told():
    for change in ({"name": "阿" * 26}, {"card_number": "B7K3347749"}, {"social_number": "4" * 19}):
        with pytest.raises(ValueError, match="does not fit") as caught:
            records.encode(replace(CARD, **change))
        assert next(iter(change.values())) not in str(caught.value)


def test_nothing_personal_in_a_repr():
    assert repr(CARD) == "SocialCard(…)"
    assert CARD.region == "420199"
