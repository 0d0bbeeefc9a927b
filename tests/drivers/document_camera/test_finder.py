"""The process that finds pages: what happens when it does not."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from kit.patience import until

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.document_camera.finder import PageFinder
from drivers.document_camera.scenery import Desk, Laid, draw
from drivers.document_camera.sheet import Sheet
from drivers.errors import Cancelled, Refused, Timeout, Unavailable
from drivers.faults import Fault
from drivers.video.frame import Frame

PATIENCE_S = 20.0
PICTURE = draw(Desk(Laid(angle_deg=10)), 1280)
FRAME = Frame(1280, 960, 5, 123.0, PICTURE.tobytes())
EMPTY = Frame(1280, 960, 6, 124.0, draw(Desk(), 1280).tobytes())


@pytest.fixture
def finder():
    children = Children()
    finder = PageFinder(children)
    yield finder
    finder.close()
    children.close()


def find(finder, frame=FRAME, *, timeout_s=PATIENCE_S, cancel=None):
    return finder.find(frame, Sheet.A4, 100, Deadline(timeout_s), cancel or Cancel())


def test_one_question_after_another(finder):
    first, second = find(finder), find(finder)
    assert (first.width_px, first.height_px) == (827, 1169)
    assert first.bgr == second.bgr
    assert first.captured_at_s == 123.0
    with pytest.raises(Refused) as caught:
        find(finder, EMPTY)
    assert caught.value.fault is Fault.NO_PAGE
    assert find(finder).bgr == first.bgr


def test_nothing_of_a_picture_stays_in_the_shared_memory(finder):
    find(finder)
    assert os.fstat(finder._memory.fd).st_blocks == 0


def test_the_page_is_the_sheet(finder):
    found = find(finder)
    seen = np.frombuffer(found.bgr, np.uint8).reshape(found.height_px, found.width_px, 3)
    assert np.median(seen) > 190
    assert (seen[20:60, :] > 150).mean() > 0.99, "there is nothing in the margin of the sheet"


def test_a_process_that_hangs(finder):
    find(finder)
    os.kill(finder._child._process.pid, signal.SIGSTOP)
    with pytest.raises(Timeout):
        find(finder, timeout_s=0.3)


def test_a_process_that_crashes(finder):
    find(finder)
    os.kill(finder._child._process.pid, signal.SIGSEGV)
    with pytest.raises(Unavailable, match=r"ended \(-11\)"):
        find(finder)
    assert not finder.usable


def test_cancelled(finder):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        find(finder, cancel=cancel)


def test_a_defect_in_it_is_told_by_its_place(finder):
    """A frame whose size and bytes disagree is one; what it shows is told to nobody."""
    nonsense = Frame(40_000, 40_000, 1, 0.0, FRAME.bgr)
    with pytest.raises(Refused) as caught:
        find(finder, nonsense)
    assert caught.value.fault is Fault.HARDWARE_ERROR
    assert "page_process.py" in caught.value.detail
    until(lambda: not finder.usable)


def test_it_dies_when_it_is_closed():
    children = Children()
    finder = PageFinder(children)
    process = Path(f"/proc/{finder._child._process.pid}")
    find(finder)
    finder.close()
    assert not process.exists()
    children.close()
