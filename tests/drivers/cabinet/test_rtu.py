"""Questions and replies: pymodbus on one side, our own slave on the other; they must understand each other."""

from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU
from pymodbus.pdu import ModbusPDU

from drivers.cabinet.rtu import (
    Question,
    Refusal,
    find_reply,
    read_inputs,
    read_register,
    what_is_wrong,
    write_coil,
    write_register,
)
from drivers.cabinet.slave import RtuSlave, crc, pack
from drivers.faults import Fault

UNITS = st.integers(1, 247)
WORDS = st.integers(0, 0xFFFF)
QUESTIONS = st.one_of(
    st.builds(read_inputs, UNITS, st.integers(0, 0xFF00), st.integers(1, 64)),
    st.builds(read_register, UNITS, WORDS),
    st.builds(write_register, UNITS, WORDS, WORDS),
    st.builds(write_coil, UNITS, WORDS, on=st.booleans()),
)


def everything(unit: int) -> RtuSlave:
    """A board that has every address."""

    class Full(dict[int, int]):
        def __contains__(self, key: object) -> bool:
            return True

        def __missing__(self, key: int) -> int:
            return key * 7919 & 1 if self is not registers else key * 7919 & 0xFFFF

    registers = Full()
    return RtuSlave(unit, Full(), Full(), Full(), registers)


def answer_to(question: Question) -> bytes:
    answer = everything(question.request.dev_id).answer(question.frame)
    assert answer is not None
    return answer


@given(st.binary(max_size=260))
def test_two_checksums_agree(data):
    assert int.from_bytes(crc(data), "big") == FramerRTU.compute_CRC(data)


def test_published_frames():
    assert read_inputs(0x11, 0x00C4, 0x16).frame == bytes.fromhex("110200C40016BAA9")
    assert read_register(0x11, 8).frame == bytes.fromhex("110400080001B298")
    assert write_coil(0x11, 0x00AC, on=True).frame == bytes.fromhex("110500ACFF004E8B")
    assert write_register(0x11, 1, 3).frame == bytes.fromhex("1106000100039A9B")


@given(QUESTIONS)
def test_a_board_understands_and_is_understood(question):
    answer = answer_to(question)
    assert len(answer) == question.reply_bytes
    assert isinstance(find_reply(question, answer), ModbusPDU)


@given(UNITS, st.integers(0, 0xFF00), st.lists(st.booleans(), min_size=1, max_size=64))
def test_every_input_arrives(unit, address, bits):
    question = read_inputs(unit, address, len(bits))
    slave = RtuSlave(unit, inputs=dict(enumerate(bits, address)))
    reply = find_reply(question, slave.answer(question.frame) or b"")
    assert isinstance(reply, ModbusPDU)
    assert list(reply.bits)[: len(bits)] == bits


@given(UNITS, WORDS, WORDS)
def test_every_register_arrives(unit, address, value):
    question = read_register(unit, address)
    reply = find_reply(question, RtuSlave(unit, input_registers={address: value}).answer(question.frame) or b"")
    assert isinstance(reply, ModbusPDU)
    assert list(reply.registers) == [value]


@given(UNITS, WORDS, WORDS, st.booleans())
def test_what_is_written_is_there(unit, address, value, on):
    slave = RtuSlave(unit, coils={address: 0}, holding={address: 0})
    for question in (write_register(unit, address, value), write_coil(unit, address, on=on)):
        assert isinstance(find_reply(question, slave.answer(question.frame) or b""), ModbusPDU)
    assert slave.holding == {address: value}
    assert slave.coils == {address: on}


@given(QUESTIONS, st.integers(1, 255))
def test_exceptions_are_refusals(question, code):
    slave = everything(question.request.dev_id)
    slave.trouble = code
    assert find_reply(question, slave.answer(question.frame) or b"") == Refusal(code)


def test_what_refusals_are_called():
    assert Refusal(2).fault is Fault.HARDWARE_ERROR
    assert "no such address" in Refusal(2).words
    assert Refusal(6).fault is Fault.BUSY


@given(QUESTIONS, st.data())
def test_a_cut_answer_is_none(question, data):
    answer = answer_to(question)
    assert find_reply(question, answer[: data.draw(st.integers(0, len(answer) - 1))]) is None


@given(QUESTIONS, st.data())
def test_one_damaged_byte_is_noticed(question, data):
    answer = bytearray(answer_to(question))
    answer[data.draw(st.integers(0, len(answer) - 1))] ^= data.draw(st.integers(1, 255))
    assert find_reply(question, bytes(answer)) is None
    assert "no sound answer" in what_is_wrong(question, bytes(answer))


@given(QUESTIONS, st.binary(max_size=30), st.binary(max_size=30))
def test_noise_around_an_answer_is_passed_over(question, before, after):
    assert isinstance(find_reply(question, before + answer_to(question) + after), ModbusPDU | Refusal)


@given(QUESTIONS, QUESTIONS)
def test_the_answer_to_something_else_is_none(question, other):
    if (question.request.dev_id, question.request.function_code) != (
        other.request.dev_id,
        other.request.function_code,
    ):
        assert find_reply(question, answer_to(other)) is None
        assert "answer" in what_is_wrong(question, answer_to(other))


def test_a_write_that_wrote_something_else_is_not_believed():
    question = write_register(1, 5, 0x0201)
    assert find_reply(question, write_register(1, 5, 0x0202).frame) is None
    assert find_reply(question, write_register(1, 6, 0x0201).frame) is None


def test_a_length_that_lies():
    frame = bytes((1, 2, 200, 0))
    assert find_reply(read_inputs(1, 0, 4), frame + crc(frame)) is None


@given(QUESTIONS, st.binary(max_size=520))
def test_any_bytes_at_all(question, heard):
    assert find_reply(question, heard) is None or len(heard) >= 5
    assert what_is_wrong(question, heard)


class TestSlave:
    @given(st.binary(max_size=300))
    def test_any_bytes_at_all(self, frame):
        assert RtuSlave(1).answer(frame) is None or crc(frame[:-2]) == frame[-2:]

    @given(st.integers(1, 127), st.binary(max_size=300))
    def test_any_sound_question_is_answered_soundly(self, function, data):
        frame = bytes((1, function)) + data
        answer = everything(1).answer(frame + crc(frame))
        assert answer is not None
        assert crc(answer[:-2]) == answer[-2:]
        assert answer[1] & 0x7F == function

    def test_it_is_silent_to_others_and_to_damage(self):
        question = read_inputs(1, 0, 4).frame
        assert RtuSlave(2).answer(question) is None
        assert RtuSlave(1).answer(question[:-1] + b"\0") is None
        assert RtuSlave(1).answer(question + question) is None

    def test_a_broadcast_is_carried_out_in_silence(self):
        slave, frame = RtuSlave(1, coils={0: 0}), b"\0\x05\0\0\xff\0"
        assert slave.answer(frame + crc(frame)) is None
        assert slave.coils == {0: 1}

    def test_bits_are_packed_lowest_first(self):
        assert pack([True, False, False, False, False, False, False, False, True]) == b"\x01\x01"
