"""Memory that two processes share."""

import os
import threading

import numpy as np
import pytest

from drivers.video.look import Look
from drivers.video.picture_store import PictureStore

LOOK = Look(120.0, 40.0, 0.0, 0.5)


@pytest.fixture
def ends():
    reader = PictureStore()
    writer = PictureStore(os.dup(reader.fd))
    yield reader, writer
    reader.close()
    writer.close()


def put(writer: PictureStore, number: int, width: int = 8, height: int = 6) -> bytes:
    pixels = bytes([number % 256]) * (width * height * 3)
    writer.put(memoryview(pixels), (width, height), number, float(number), LOOK)
    return pixels


def test_empty_at_first(ends):
    assert ends[0].newest(-1.0) is None
    assert ends[0].newest_look() is None


def test_the_newest_alone_is_delivered(ends):
    reader, writer = ends
    for number in range(1, 9):
        pixels = put(writer, number)
        shot = reader.newest(number - 1.0)
        assert shot.frame.bgr == pixels
        assert (shot.frame.number, shot.frame.captured_at_s, shot.look) == (number, float(number), LOOK)
        assert reader.newest(float(number)) is None
        assert reader.newest_look() == (float(number), LOOK)


def test_sizes_may_change(ends):
    reader, writer = ends
    put(writer, 1, 640, 480)
    pixels = put(writer, 2, 4, 3)
    assert reader.newest(0.0).frame.bgr == pixels


def test_the_question_goes_the_other_way(ends):
    reader, writer = ends
    reader.ask(12.5)
    assert writer.asked_at_s == 12.5


def test_a_picture_is_never_torn(ends):
    """A writer in a hurry, a reader that looks all the time: every picture is of one piece."""
    reader, writer = ends
    ended = threading.Event()

    def write():
        for number in range(1, 1500):
            put(writer, number, 64, 48)
        ended.set()

    thread = threading.Thread(target=write)
    thread.start()
    seen = 0.0
    while not ended.is_set():
        shot = reader.newest(seen)
        if shot is not None:
            assert shot.frame.captured_at_s > seen
            seen = shot.frame.captured_at_s
            assert set(shot.frame.bgr) == {shot.frame.number % 256}
    thread.join()


def test_wiping_leaves_nothing(ends):
    reader, writer = ends
    put(writer, 7)
    writer.wipe()
    assert reader.newest(-1.0) is None
    assert not np.frombuffer(os.pread(reader.fd, 8192, 4096), np.uint8).any()


def test_unused_memory_costs_nothing(ends):
    put(ends[1], 1)
    assert os.fstat(ends[0].fd).st_blocks * 512 < 100_000
    assert os.fstat(ends[0].fd).st_size > 100_000_000
