"""The kernel's structures; the calls themselves need a camera. Sizes and numbers: linux/videodev2.h."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.video import v4l2
from drivers.video.probing import best_mode
from drivers.video.v4l2 import Capability, Mode

CAPTURES, STREAMS, NODE = 0x1, 0x04000000, 0x80000000
METADATA = 0x00800000


def answer(card: bytes, whole: int, node: int) -> bytes:
    return struct.pack("=16s32s32sIII12x", b"uvcvideo", card, b"usb-0000:00:14.0-2", 0x060C00, whole, node)


def request(direction: int, number: int, size: int) -> int:
    """The macro _IOC of the kernel's asm-generic/ioctl.h, for type 'V'."""
    return direction << 30 | size << 16 | ord("V") << 8 | number


def test_the_request_numbers_are_those_of_the_header():
    assert request(2, 0, 104) == v4l2.QUERYCAP
    assert request(3, 2, 64) == v4l2.ENUM_FMT
    assert request(3, 74, 44) == v4l2.ENUM_FRAMESIZES


@pytest.mark.parametrize(
    ("whole", "node", "captures"),
    [
        (CAPTURES | STREAMS, 0, True),
        (CAPTURES | STREAMS | NODE, CAPTURES | STREAMS, True),
        (CAPTURES | STREAMS | METADATA | NODE, METADATA | STREAMS, False),  # the second node of a USB camera
        (STREAMS, 0, False),
        (CAPTURES, 0, False),
    ],
)
def test_which_nodes_capture(whole, node, captures):
    assert v4l2.capability(answer(b"HD Camera", whole, node)) == Capability("HD Camera", captures)


def test_a_cards_name_is_data():
    name = "\x1b[31m高拍仪\u202e\n x".encode()
    assert v4l2.capability(answer(name, CAPTURES, 0)).card == "[31m高拍仪 x"


@given(st.binary(min_size=104, max_size=104))
def test_any_answer_decodes(data):
    card = v4l2.capability(data).card
    assert card.isprintable()
    assert len(card) <= 60


@given(st.binary(min_size=44, max_size=44))
def test_any_frame_size_decodes(data):
    mode = v4l2.frame_size(data)
    assert mode is None or mode.width_px >= 0


def test_a_discrete_frame_size():
    data = struct.pack("=III6I8x", 3, int.from_bytes(b"MJPG", "little"), 1, 1920, 1080, 0, 0, 0, 0)
    assert v4l2.frame_size(data) == Mode("MJPG", 1920, 1080)


def test_a_range_of_sizes_is_left_alone():
    data = struct.pack("=III6I8x", 0, int.from_bytes(b"YUYV", "little"), 3, 16, 4096, 8, 16, 4096, 8)
    assert v4l2.frame_size(data) is None


def test_what_is_no_video_node_is_none():
    assert v4l2.look("/dev/null") is None
    assert v4l2.look("/dev/there-is-no-such-node") is None


MODES = [Mode("YUYV", 640, 480), Mode("MJPG", 640, 480), Mode("YUYV", 1280, 720), Mode("MJPG", 1280, 720)]


@pytest.mark.parametrize(
    ("modes", "wanted", "best"),
    [
        (MODES, (1280, 720), Mode("MJPG", 1280, 720)),
        (MODES, (600, 400), Mode("MJPG", 640, 480)),
        (MODES, (2592, 1944), Mode("MJPG", 1280, 720)),
        (MODES[:1], (2592, 1944), Mode("YUYV", 640, 480)),
        ([*MODES, Mode("MJPG", 30000, 20000)], (2592, 1944), Mode("MJPG", 1280, 720)),
        ([], (640, 480), None),
    ],
)
def test_the_mode_that_a_probe_proposes(modes, wanted, best):
    assert best_mode(modes, wanted) == best
