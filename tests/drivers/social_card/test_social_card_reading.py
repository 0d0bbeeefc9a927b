"""The conversation with a card, without a wire between."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.errors import DeviceError, ProtocolError, Refused
from drivers.faults import Fault
from drivers.social_card.apdu import BY_ID, BY_NUMBER, EF_ANYWHERE, EF_BELOW, SSSE, Answer, Command, File, Sw
from drivers.social_card.card_application import (
    CardApplication,
    CardKind,
    Manner,
    Personality,
    answer_to_reset,
    foreign,
    personalise,
)
from drivers.social_card.card_reading import Conversation
from drivers.social_card.demo_card import demo_card
from drivers.social_card.role import SocialCard

CARD = demo_card({"name": "王𫓶𬺓", "number": "420199199011090002", "sex": "2", "ethnic": "01", "birth": "19901109"})
_MOST_COMMANDS = 400


def conversation_with(card: Personality, change=lambda number, answer: answer) -> Conversation:
    """`change` gets the number of each answer and the answer, and returns what arrives."""
    application, numbers = CardApplication(card), iter(range(_MOST_COMMANDS))
    return Conversation(lambda apdu, doing: change(next(numbers), application.answer(apdu)))


def everything(conversation: Conversation) -> SocialCard | None:
    return conversation.read() if conversation.select() else None


def plastic(**kind) -> Personality:
    return personalise(CARD, CardKind(**kind), contactless=False)


@pytest.mark.parametrize(
    ("manner", "reads", "selects"), list(product(Manner, [BY_ID, BY_NUMBER], [EF_BELOW, EF_ANYWHERE]))
)
def test_cards_of_every_manner(manner, reads, selects):
    card = plastic(manner=manner, reads=frozenset({reads}), selects=frozenset({selects}))
    assert everything(conversation_with(card)) == CARD


def test_a_card_of_another_kind_is_told_at_once():
    asked = []
    application = CardApplication(foreign(contactless=True))
    conversation = Conversation(lambda apdu, doing: asked.append(doing) or application.answer(apdu))
    assert not conversation.select()
    assert asked == ["00 A4 04 00"]


def test_a_blocked_application():
    with pytest.raises(Refused) as caught:
        conversation_with(plastic(blocked=True)).select()
    assert caught.value.fault is Fault.CARD_INVALID


@pytest.mark.parametrize("identity", [0x02, 0x03, 0x06, 0x07, 0x0A, 0x0B, 0x0C, 0x0D])
@pytest.mark.parametrize("reads", [BY_ID, BY_NUMBER])
def test_records_that_a_card_lacks(identity, reads):
    card = plastic(reads=frozenset({reads}))
    files = {file: {one: raw for one, raw in held.items() if one != identity} for file, held in card.files.items()}
    read = everything(conversation_with(replace(card, files=files)))
    assert read is not None
    assert read.social_number == CARD.social_number


@pytest.mark.parametrize("lacking", [{File.CARD: {}}, {File.HOLDER: {}}])
def test_a_card_without_its_records_is_unreadable(lacking):
    card = plastic()
    with pytest.raises(Refused) as caught:
        everything(conversation_with(replace(card, files={**card.files, **lacking})))
    assert caught.value.fault is Fault.CARD_UNREADABLE


def test_a_card_that_wants_the_length_of_the_value():
    def fussy(apdu: bytes) -> bytes:
        command = Command.decode(apdu)
        if command.ins == 0xB2 and command.expected not in (16, 1, 4, 12, 9, 18, 30, 20, 3):
            return Answer(Sw.WRONG_LENGTH).encode()
        return application.answer(replace(command, expected=None if command.expected is None else 0).encode())

    application = CardApplication(plastic())
    assert everything(Conversation(lambda apdu, doing: fussy(apdu))) == CARD


@pytest.mark.parametrize("manner", Manner)
def test_every_answer_cut_at_each_byte(manner):
    """Never a card that is not the one that was placed."""
    answers: list[bytes] = []
    everything(conversation_with(plastic(manner=manner), lambda _, answer: answers.append(answer) or answer))
    for number, whole in enumerate(answers):
        for size in range(len(whole)):

            def cut(at, answer, number=number, size=size):
                return answer[:size] if at == number else answer

            with pytest.raises(DeviceError) as caught:
                everything(conversation_with(plastic(manner=manner), cut))
            assert CARD.social_number not in str(caught.value)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=258), min_size=1, max_size=20))
def test_random_answers_end_in_a_clear_error(answers):
    def transmit(_apdu: bytes, _doing: str) -> bytes:
        asked.append(1)
        return answers[len(asked) % len(answers)]

    asked: list[int] = []
    conversation = Conversation(transmit)
    try:
        assert everything(conversation) is None
    except DeviceError as error:
        assert error.fault in (Fault.CORRUPT_FRAME, Fault.CARD_UNREADABLE, Fault.CARD_INVALID)  # noqa: PT017
    assert len(asked) < _MOST_COMMANDS


@settings(deadline=None)
@given(st.data())
def test_any_answer_damaged_is_never_read_as_another_card(data):
    """Damage that PC/SC lets through: bytes cut, doubled or lost. What is read is the card, or an error."""
    number = data.draw(st.integers(0, 20))
    damage = data.draw(st.sampled_from([lambda raw: raw[1:], lambda raw: raw + raw, lambda raw: raw[:1], bytes.hex]))

    def damaged(at: int, answer: bytes) -> bytes:
        if at != number:
            return answer
        changed = damage(answer)
        return changed.encode() if isinstance(changed, str) else changed

    try:
        read = everything(conversation_with(plastic(), damaged))
    except DeviceError:
        return
    assert read in (CARD, None)


@pytest.mark.parametrize("word", [0x6100, 0x6C00, 0x61FF, 0x6C10])
def test_a_card_that_never_comes_to_an_end(word):
    asked = []
    with pytest.raises(ProtocolError):
        Conversation(lambda apdu, doing: asked.append(1) or Answer(word, b"x" * 256).encode()).select()
    assert len(asked) < 20


def test_a_reset_card_has_forgotten_what_was_selected():
    application = CardApplication(plastic())
    conversation = Conversation(lambda apdu, doing: application.answer(apdu))
    assert conversation.select()
    application.reset()
    with pytest.raises(Refused):
        conversation.read()


@given(st.binary(max_size=270))
def test_no_command_hurts_a_card(raw):
    application = CardApplication(plastic(manner=Manner.GET_RESPONSE))
    for command in (raw, Command(0xA4, 0x04, 0, SSSE).encode(), raw, Command(0xA4, 2, 0, b"\xef\x05").encode(), raw):
        Answer.decode(application.answer(command))


def test_answers_to_reset():
    """Historical bytes as programs in the field show them: 00 81 54 4C 97 86 84, four digits of region, serial."""
    contact = answer_to_reset("320200D156000005AD932A48BDC3B9E9", contactless=False)
    assert contact.hex(" ") == "3b 6d 00 00 00 81 54 4c 97 86 84 32 02 ad 93 2a 48"
    contactless = answer_to_reset("320200D156000005AD932A48BDC3B9E9", contactless=True)
    check = 0
    for byte in contactless[1:]:
        check ^= byte
    assert check == 0
    assert contactless[1] == 0x80 | 13
