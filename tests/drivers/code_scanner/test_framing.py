"""Framing: every terminator, however the stream is cut; nothing partial, nothing endless."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.code_scanner.framing import LONGEST, CodeFramer, Overlong, Terminator

ENDS = {Terminator.CR: b"\r", Terminator.LF: b"\n", Terminator.CRLF: b"\r\n", Terminator.GAP: b""}
CODES = st.binary(min_size=1, max_size=200).map(lambda data: b"7" + data)


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    marks = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(marks)]


def frame(terminator: Terminator, parts: list[bytes]) -> bytes | None:
    framer = CodeFramer(terminator)
    for part in parts:
        if (code := framer.feed(part)) is not None:
            return code
    return framer.silence()


@given(CODES, st.sampled_from(list(Terminator)), st.lists(st.integers(min_value=0), max_size=6))
def test_however_the_stream_is_cut(code, terminator, cuts):
    end = ENDS[terminator]
    expected = code.split(end, 1)[0] if end else code
    assert frame(terminator, pieces(code + end, cuts)) == expected


@given(CODES, st.sampled_from([Terminator.CR, Terminator.LF, Terminator.CRLF]), st.data())
def test_a_code_without_its_end_is_never_delivered(code, terminator, data):
    end = ENDS[terminator]
    whole = code.replace(b"\r", b"").replace(b"\n", b"") + end
    part = whole[: data.draw(st.integers(0, len(whole) - 1))]
    framer = CodeFramer(terminator)
    assert framer.feed(part) is None
    assert framer.silence() is None
    assert framer.begun == bool(part)


@given(st.text("\0\x06\r\n", max_size=20).map(str.encode))
def test_what_comes_before_a_code_is_dropped(before):
    assert frame(Terminator.CR, [before, b"code\r"]) == b"code"
    assert frame(Terminator.GAP, [before, b"code"]) == b"code"


def test_a_terminators_second_half_is_no_code():
    framer = CodeFramer(Terminator.CR)
    assert framer.feed(b"first\r\n") == b"first"
    assert framer.feed(b"\n") is None
    assert not framer.begun
    assert framer.feed(b"second\r") == b"second"


def test_a_second_code_in_one_piece_is_forgotten():
    framer = CodeFramer(Terminator.CR)
    assert framer.feed(b"first\rsecond\r") == b"first"
    assert not framer.begun


def test_what_silence_ends_may_hold_anything():
    assert frame(Terminator.GAP, [b"a\r\nb\0c\r\n"]) == b"a\r\nb\0c\r\n"


def test_a_lone_cr_or_lf_is_part_of_a_code_that_both_end():
    assert frame(Terminator.CRLF, [b"a\rb\nc\r", b"\n"]) == b"a\rb\nc"


@pytest.mark.parametrize("terminator", Terminator)
def test_the_longest_code_there_is(terminator):
    assert frame(terminator, [b"7" * LONGEST, ENDS[terminator]]) == b"7" * LONGEST


@pytest.mark.parametrize("terminator", Terminator)
@pytest.mark.parametrize("piece_bytes", [1, 64, LONGEST, 100_000])
def test_endless_data_is_overlong_and_held_by_nobody(terminator, piece_bytes):
    framer = CodeFramer(terminator)

    def feed_for_ever() -> None:
        while True:
            framer.feed(b"7" * piece_bytes)
            assert len(framer._buffer) <= LONGEST

    with pytest.raises(Overlong):
        feed_for_ever()
    assert not framer.begun


@given(st.lists(st.binary(max_size=100), max_size=20), st.sampled_from(list(Terminator)))
def test_any_bytes_at_all(parts, terminator):
    framer = CodeFramer(terminator)
    for part in parts:
        code = framer.feed(part)
        assert code is None or ENDS[terminator] not in code
    framer.silence()
