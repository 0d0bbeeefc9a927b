"""The frame codec: samples from published tables, round trips, and every kind of damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id_card.frame import PREAMBLE, Corrupt, FrameParser, Request, Response, encode_frame

BODIES = st.binary(min_size=2, max_size=300)


def parse(*pieces: bytes) -> list[bytes | Corrupt]:
    """Everything that a parser makes of `pieces` when the line falls silent after them."""
    parser, found = FrameParser(), []
    for piece in pieces:
        parser.feed(piece)
        found += drain(parser)
    while parser.abandon() is not None:
        found += drain(parser)
    return found


def drain(parser: FrameParser) -> list[bytes | Corrupt]:
    return list(iter(parser.next, None))


@pytest.mark.parametrize(
    ("request_", "frame"),
    [
        (Request(0x10, 0xFF), "AAAAAA9669 0003 10FF EC"),
        (Request(0x11, 0xFF), "AAAAAA9669 0003 11FF ED"),
        (Request(0x12, 0xFF), "AAAAAA9669 0003 12FF EE"),
        (Request(0x20, 0x01), "AAAAAA9669 0003 2001 22"),
        (Request(0x20, 0x02), "AAAAAA9669 0003 2002 21"),
        (Request(0x30, 0x01), "AAAAAA9669 0003 3001 32"),
        (Request(0x30, 0x10), "AAAAAA9669 0003 3010 23"),
        (Request(0x30, 0x03), "AAAAAA9669 0003 3003 30"),
        (Request(0x30, 0x05), "AAAAAA9669 0003 3005 36"),
        (Request(0x61, 0xFF, b"\x50"), "AAAAAA9669 0004 61FF50 CA"),
    ],
)
def test_published_requests(request_, frame):
    assert request_.encode() == bytes.fromhex(frame)
    assert [Request.from_body(body) for body in parse(bytes.fromhex(frame))] == [request_]


@pytest.mark.parametrize(
    ("response", "frame"),
    [
        (Response(0x9F, bytes(4)), "AAAAAA9669 0008 00009F 00000000 97"),
        (Response(0x90, bytes(8)), "AAAAAA9669 000C 000090 0000000000000000 9C"),
        (Response(0x80), "AAAAAA9669 0004 000080 84"),
        (Response(0x81), "AAAAAA9669 0004 000081 85"),
        (Response(0x41), "AAAAAA9669 0004 000041 45"),
    ],
)
def test_published_answers(response, frame):
    assert response.encode() == bytes.fromhex(frame)
    assert [Response.from_body(body) for body in parse(bytes.fromhex(frame))] == [response]


def test_an_answer_shows_no_contents():
    assert "secret" not in repr(Response(0x90, b"secret"))


def test_a_body_too_short_for_an_answer():
    with pytest.raises(ValueError, match="three status bytes"):
        Response.from_body(b"\0\0")


@given(st.builds(Request, st.integers(0, 255), st.integers(0, 255), st.binary(max_size=300)))
def test_request_round_trip(request_):
    assert [Request.from_body(body) for body in parse(request_.encode())] == [request_]


@given(st.builds(Response, st.integers(0, 255), st.binary(max_size=2310), st.integers(0, 255), st.integers(0, 255)))
def test_response_round_trip(response):
    assert [Response.from_body(body) for body in parse(response.encode())] == [response]


@given(st.lists(BODIES, max_size=5), st.data())
def test_however_the_stream_is_cut(bodies, data):
    stream = b"".join(map(encode_frame, bodies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert parse(*pieces) == bodies


@given(BODIES)
def test_missing_never_asks_for_more_than_the_frame(body):
    parser, rest = FrameParser(), encode_frame(body)
    while rest:
        assert parser.next() is None
        step = parser.missing
        assert 1 <= step <= len(rest)
        parser.feed(rest[:step])
        rest = rest[step:]
    assert parser.next() == body


@given(BODIES, BODIES, st.data())
def test_one_damaged_byte_is_detected_and_the_next_frame_found(body, following, data):
    """In the length bytes, one damage in 256 escapes an XOR by nature; `exchange` catches those by their size."""
    frame = bytearray(encode_frame(body))
    at = data.draw(st.integers(0, len(frame) - 1).filter(lambda i: i not in (5, 6)))
    frame[at] ^= data.draw(st.integers(1, 255))
    found = parse(bytes(frame), encode_frame(following))
    assert [one for one in found if not isinstance(one, Corrupt)] == [following]


@given(st.binary(max_size=40), BODIES)
def test_noise_before_a_frame_is_passed_over(noise, body):
    if PREAMBLE not in noise + encode_frame(body)[: len(PREAMBLE) - 1]:
        assert parse(noise + encode_frame(body)) == [body]


@pytest.mark.parametrize("length", [0, 1, 2, 0x090B, 0xFFFF])
def test_lengths_that_no_frame_has(length):
    [found] = parse(PREAMBLE + length.to_bytes(2, "big") + bytes(4))
    assert found == Corrupt(f"a length of {length}")


def test_a_wrong_check_is_corrupt():
    frame = bytearray(Response(0x90).encode())
    frame[-1] ^= 1
    [found] = parse(bytes(frame))
    assert isinstance(found, Corrupt)
    assert "check" in found.reason


def test_an_unfinished_frame_is_waited_for_until_given_up():
    parser = FrameParser()
    parser.feed(Response(0x90).encode()[:-1])
    assert parser.next() is None
    assert parser.in_frame
    assert parser.missing == 1
    assert isinstance(parser.abandon(), Corrupt)
    assert not parser.in_frame
    assert parser.abandon() is None


def test_a_frame_behind_a_cut_one_is_found_when_the_cut_one_is_given_up():
    cut = Response(0x90, bytes(100)).encode()[:20]
    whole = Response(0x80)
    assert parse(cut + whole.encode()) == [whole.encode()[7:-1]]


def test_noise_alone_is_no_frame():
    parser = FrameParser()
    parser.feed(b"\x01\x02\x03")
    assert parser.next() is None
    assert not parser.in_frame
