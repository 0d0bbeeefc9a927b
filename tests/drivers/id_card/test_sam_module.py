"""The module's side of the protocol: sizes of its answers, its sequence rules, its latch."""

import pytest
from kit.persons import load_persons

from drivers.id_card.commands import Sw3
from drivers.id_card.frame import Corrupt, Request, Response
from drivers.id_card.sam_module import FieldCard, SamModule
from drivers.id_card.text_block import encode

TEXT = encode(load_persons()[0])
STATUS, MODULE_ID, RESET = 0x11FF, 0x12FF, 0x10FF
FIND, SELECT, BASE, WITH_FINGERPRINT, NEW_ADDRESS, BODY_NUMBER = 0x2001, 0x2002, 0x3001, 0x3010, 0x3003, 0x3005


@pytest.fixture
def module() -> SamModule:
    module = SamModule()
    module.put(FieldCard(TEXT, b"photo", bytes(1024)))
    return module


def ask(module: SamModule, command: int, data: bytes = b"") -> Response:
    return module.answer(command.to_bytes(2, "big") + data)


def verdicts(module: SamModule, *commands: int) -> list[int]:
    return [ask(module, command).sw3 for command in commands]


@pytest.mark.parametrize(
    ("before", "command", "size"),
    [
        ((), RESET, 11),
        ((), STATUS, 11),
        ((), MODULE_ID, 27),
        ((), FIND, 15),
        ((FIND,), SELECT, 19),
        ((FIND, SELECT), BASE, 1295),
        ((FIND, SELECT), WITH_FINGERPRINT, 2321),
        ((FIND, SELECT, BASE), BASE, 1295),
        ((FIND, SELECT), NEW_ADDRESS, 11),
        ((FIND, SELECT), BODY_NUMBER, 11),
    ],
)
def test_sizes_of_good_answers(module, before, command, size):
    assert all(verdict in (Sw3.OK, Sw3.FOUND) for verdict in verdicts(module, *before))
    answer = ask(module, command)
    assert answer.sw3 in (Sw3.OK, Sw3.FOUND, Sw3.ABSENT)
    assert len(answer.encode()) == size


def test_the_base_answer(module):
    verdicts(module, FIND, SELECT)
    data = ask(module, BASE).data
    assert data[:4] == bytes.fromhex("01000400")
    assert data[4:260] == TEXT
    assert data[260:] == b"photo".ljust(1024, b"\0")


def test_the_answer_with_fingerprints(module):
    verdicts(module, FIND, SELECT)
    assert ask(module, WITH_FINGERPRINT).data[:6] == bytes.fromhex("010004000400")
    assert ask(module, FIND).sw3 == Sw3.NO_CARD


def test_a_card_without_fingerprints():
    module = SamModule()
    module.put(FieldCard(TEXT))
    assert verdicts(module, FIND, SELECT, WITH_FINGERPRINT, FIND) == [Sw3.FOUND, Sw3.OK, Sw3.READ_FAILED, Sw3.FOUND]


@pytest.mark.parametrize("command", [SELECT, BASE, WITH_FINGERPRINT, NEW_ADDRESS, BODY_NUMBER, 0x2003, 0x6005, 0x9999])
def test_out_of_sequence_or_unknown(module, command):
    assert ask(module, command).sw3 == Sw3.BAD_SEQUENCE


def test_reset_forgets_the_sequence(module):
    assert verdicts(module, FIND, SELECT, RESET, BASE) == [Sw3.FOUND, Sw3.OK, Sw3.OK, Sw3.BAD_SEQUENCE]


def test_no_card():
    module = SamModule()
    assert verdicts(module, FIND, SELECT) == [Sw3.NO_CARD, Sw3.SELECT_FAILED]
    assert verdicts(module, BASE, NEW_ADDRESS) == [Sw3.READ_FAILED, Sw3.READ_FAILED]


def test_a_read_card_is_not_found_until_it_was_lifted(module):
    assert verdicts(module, FIND, SELECT, BASE, FIND) == [Sw3.FOUND, Sw3.OK, Sw3.OK, Sw3.NO_CARD]
    assert ask(module, NEW_ADDRESS).sw3 == Sw3.ABSENT
    card = module.card
    module.lift()
    assert ask(module, NEW_ADDRESS).sw3 == Sw3.READ_FAILED
    module.put(card)
    assert ask(module, FIND).sw3 == Sw3.FOUND


def test_a_module_that_does_not_latch():
    module = SamModule(latches=False)
    module.put(FieldCard(TEXT))
    assert verdicts(module, FIND, SELECT, BASE, FIND) == [Sw3.FOUND, Sw3.OK, Sw3.OK, Sw3.FOUND]


@pytest.mark.parametrize("refusal", [Sw3.SELECT_FAILED, Sw3.WRONG_CARD])
def test_a_card_of_another_kind(module, refusal):
    module.put(FieldCard(refusal=refusal))
    assert verdicts(module, FIND, SELECT) == [Sw3.FOUND, refusal]


def test_lifted_during_the_read(module):
    module.lifts_during_read = True
    assert verdicts(module, FIND, SELECT, BASE, FIND) == [Sw3.FOUND, Sw3.OK, Sw3.READ_FAILED, Sw3.NO_CARD]
    assert module.card is None


def test_a_removal_announced_for_a_card_ends_with_it(module):
    module.lifts_during_read = True
    module.lift()
    module.put(FieldCard(TEXT))
    assert verdicts(module, FIND, SELECT, BASE) == [Sw3.FOUND, Sw3.OK, Sw3.OK]


def test_trouble_answers_everything(module):
    module.trouble = Sw3.SAM_NOT_AUTHORISED
    assert set(verdicts(module, STATUS, FIND, BASE)) == {Sw3.SAM_NOT_AUTHORISED}


def test_damaged_requests(module):
    assert module.answer(Corrupt("check")).sw3 == Sw3.BAD_CHECKSUM
    assert ask(module, STATUS, b"\0").sw3 == Sw3.BAD_LENGTH
    assert module.answer(Request(0x61, 0xFF).encode()[7:-1]).sw3 == Sw3.BAD_LENGTH
    assert module.answer(Request(0x61, 0xFF, b"\x50").encode()[7:-1]).sw3 == Sw3.OK


@pytest.mark.parametrize(("command", "baud"), [(0x6000, 115200), (0x6001, 57600), (0x6004, 9600)])
def test_the_rate_lasts_until_power_goes(module, command, baud):
    module = SamModule(baud=38400)
    assert ask(module, command).sw3 == Sw3.OK
    assert module.baud == baud
    module.power_up()
    assert module.baud == 38400


@pytest.mark.parametrize("card", [FieldCard(b""), FieldCard(TEXT, bytes(1025)), FieldCard(TEXT, b"", bytes(512))])
def test_cards_that_do_not_exist(module, card):
    with pytest.raises(ValueError, match="a card's"):
        module.put(card)


def test_a_card_shows_no_contents():
    assert repr(FieldCard(TEXT, b"photo")) == "FieldCard(refusal=None)"
