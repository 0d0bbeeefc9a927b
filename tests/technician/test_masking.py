"""No value of a card, whatever stands on it, is in what a technician sees."""

from dataclasses import fields
from datetime import date
from enum import Enum

from hypothesis import given
from hypothesis import strategies as st

from drivers.code_scanner.role import ScannedCode
from drivers.id_card.role import CardKind, IdCard, Sex
from drivers.social_card.role import SocialCard
from kiosk.technician.selftest.cards import id_card_words, social_card_words
from kiosk.technician.selftest.masking import masked_name, masked_number
from kiosk.technician.selftest.scanning import code_words

_CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=60)
_LATIN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=60)  # none of our own words is in capitals
_DIGITS = st.text("0123456789X", min_size=8, max_size=40)
_ID_CARDS = st.builds(
    IdCard,
    kind=st.sampled_from(CardKind),
    name=_CHINESE | st.just(""),
    sex=st.sampled_from(Sex),
    birth=st.dates(),
    number=_DIGITS,
    valid_from=st.dates(),
    valid_to=st.none() | st.dates(),
    address=_CHINESE,
    issuer=_CHINESE,
    name_en=_LATIN,
    nationality=_LATIN,
    permit_number=_DIGITS,
    new_addresses=st.tuples(_CHINESE),
    photo_wlt=st.just(b"") | st.just(bytes(1024)),
)
_SOCIAL_CARDS = st.builds(
    SocialCard,
    card_id=st.text("0123456789ABCDEF", min_size=32, max_size=32),
    social_number=_DIGITS,
    name=_CHINESE | _LATIN,
    issuer=_DIGITS,
    expires=st.none() | st.dates(),
    card_number=_DIGITS,
    birthplace=st.text("0123456789", min_size=6, max_size=6),
    birth=st.none() | st.dates(),
)
_TODAY = date(2026, 1, 1)


def personal(card):
    """Every value of a card that is long enough to be told from chance."""
    for field in fields(card):
        value = getattr(card, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, date):
                yield from (one.isoformat(), one.strftime("%Y%m%d"))
            elif isinstance(one, str) and not isinstance(one, Enum) and len(one) > 1:
                yield one


@given(_ID_CARDS)
def test_no_value_of_an_id_card_is_shown(card):
    shown = id_card_words(card, _TODAY)
    assert [value for value in personal(card) if value in shown] == []


@given(_SOCIAL_CARDS)
def test_no_value_of_a_social_card_is_shown(card):
    shown = social_card_words(card, _TODAY)
    assert [value for value in personal(card) if value in shown] == []


@given(st.text(min_size=1, max_size=40))
def test_a_name_shows_its_first_character_and_how_long_it_is(name):
    shown = masked_name(name)
    assert len(shown) == len(name)
    assert set(shown[1:]) <= {"＊"}
    assert shown.isprintable()


@given(st.text(min_size=1, max_size=40))
def test_a_number_shows_no_more_than_seven_characters(number):
    shown = masked_number(number)
    assert len(shown) == len(number)
    assert sum(char != "＊" for char in shown) <= (7 if len(number) >= 12 else 0)
    assert shown.isprintable()


@given(st.binary(min_size=1, max_size=60))
def test_a_code_shows_no_more_than_two_characters(data):
    shown = code_words(ScannedCode(data))
    assert shown.isprintable()
    assert len(shown) < 30
