"""The mat under the document camera: real pictures of an emulated camera, through the real driver."""

import base64
import io
import random
import threading

import pytest
from kit.patience import soon, until
from PIL import Image

from drivers.cancel import Cancel
from drivers.document_camera.device import VideoDocumentCamera
from drivers.document_camera.emulator import DocumentCameraEmulator
from drivers.document_camera.scenery import Desk, Laid
from drivers.document_camera.sheet import Sheet
from drivers.errors import Cancelled, Refused
from drivers.faults import Fault, Role
from kiosk.devices.hands import DeviceHands
from kiosk.devices.mat import Mat, jpeg_of
from kiosk.devices.roster import Equipment
from kiosk.devices.sight import Sight
from kiosk.engine.effects import TakePage
from kiosk.engine.events import DeviceFailed, DeviceHeldUp, PageTaken, SheetLifted
from kiosk.protocol.steps.capture import MOST_PAGE_BYTES

PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def emulator():
    emulator = DocumentCameraEmulator()
    emulator.start()
    yield emulator
    emulator.stop()


@pytest.fixture
def bench(emulator):
    """A camera over a bare mat."""
    emulator.replug()
    emulator.arrange(Desk())
    return emulator


@pytest.fixture(scope="module")
def camera(emulator):
    camera = VideoDocumentCamera(emulator.url)
    yield camera
    camera.close()


@pytest.fixture
def sight():
    return Sight()


@pytest.fixture
def mat(sight):
    return Mat(sight)


def seen(camera, *, bare):
    """Wait until the camera's pictures show a bare mat, or a sheet: an older one may still be on the wire."""

    def bare_now():
        try:
            camera.page(Sheet.A4, timeout_s=PATIENCE_S, cancel=Cancel(), seen=stop)
        except Refused as refused:
            return refused.fault is Fault.NO_PAGE
        return False

    def stop(_frame, fault):
        if fault is not None:
            raise Refused(fault, "one picture is enough")

    until(lambda: bare_now() is bare, timeout_s=PATIENCE_S)


def take(mat, camera, *, sheet="a4", timeout_s=PATIENCE_S, same_after_s=0.0, told=lambda _fault: None, cancel=None):
    return mat.take(camera, TakePage("t", sheet, timeout_s, same_after_s), told, cancel or Cancel())


def test_a_page_is_a_jpeg_of_the_sheet_that_is_small_enough(mat, camera, bench):
    bench.lay(Sheet.A4, angle_deg=7)
    page = take(mat, camera)
    jpeg = base64.b64decode(page["image"])
    assert len(jpeg) <= MOST_PAGE_BYTES
    with Image.open(io.BytesIO(jpeg)) as image:
        assert (image.format, *image.size) == ("JPEG", page["width_px"], page["height_px"]) == ("JPEG", 1240, 1754)


def test_a_card_is_taken_finely_enough_for_its_small_print(mat, camera, bench):
    bench.lay(Sheet.ID_CARD)
    assert take(mat, camera, sheet="id_card")["width_px"] == 1011


def test_what_is_wrong_is_told_as_it_changes_and_mended_by_the_resident(mat, camera, bench):
    seen(camera, bare=True)
    told = []

    def hear(fault):
        told.append(fault)
        if fault is Fault.NO_PAGE:
            bench.arrange(Desk(laid=Laid(Sheet.A4), glare_mm=32))
        elif fault is Fault.IMAGE_GLARE:
            bench.arrange(Desk(laid=Laid(Sheet.A4), defocus_px=5))
        elif fault is Fault.IMAGE_BLURRED:
            bench.arrange(Desk(laid=Laid(Sheet.A4)))

    take(mat, camera, told=hear)
    assert told == [Fault.NO_PAGE, Fault.IMAGE_GLARE, Fault.IMAGE_BLURRED, None]


@pytest.mark.no_cover
def test_the_same_sheet_is_not_taken_twice_and_the_refusal_says_so(mat, camera, bench):
    bench.lay(Sheet.A4)
    seen(camera, bare=False)
    told = []
    take(mat, camera, told=told.append)
    assert told == [None]
    told.clear()
    with pytest.raises(Refused, match="no other sheet") as caught:
        take(mat, camera, timeout_s=4.0, same_after_s=PATIENCE_S, told=told.append)
    assert caught.value.fault is Fault.NO_PAGE
    assert told == [Fault.NO_PAGE]


def test_another_sheet_is_taken_as_soon_as_it_lies_there(mat, camera, bench):
    bench.lay(Sheet.A4)
    take(mat, camera)
    bench.take_away()
    with soon(lambda: bench.lay(Sheet.A4), 2.0):  # where the first lay: only the bare mat between tells them apart
        assert take(mat, camera, same_after_s=PATIENCE_S)


def test_a_sheet_that_was_pushed_is_laid_anew(mat, camera, bench):
    bench.lay(Sheet.A4)
    take(mat, camera)
    bench.lay(Sheet.A4, x_mm=20)
    assert take(mat, camera, same_after_s=PATIENCE_S)


def test_what_was_wanted_again_may_stay_as_it_lies(mat, camera, bench):
    bench.lay(Sheet.A4)
    take(mat, camera)
    assert take(mat, camera, same_after_s=1.0)


def test_after_it_forgot_the_mat_nothing_counts_as_taken(mat, camera, bench, sight):
    bench.lay(Sheet.A4)
    take(mat, camera)
    mat.forget()
    assert take(mat, camera, timeout_s=PATIENCE_S, same_after_s=PATIENCE_S)
    assert sight.newest is None


@pytest.mark.no_cover
def test_a_sheet_that_never_lies_still_is_not_taken(mat, camera, bench):
    moving, places = threading.Event(), random.Random(4)

    def push():
        while not moving.wait(0.05):
            bench.lay(Sheet.A4, x_mm=places.uniform(-60, 60), y_mm=places.uniform(-15, 15))

    hand = threading.Thread(target=push)
    hand.start()
    try:
        with pytest.raises(Refused) as caught:
            take(mat, camera, timeout_s=5.0)
    finally:
        moving.set()
        hand.join()
    assert caught.value.fault in (Fault.NO_PAGE, Fault.IMAGE_BLURRED)


def test_the_screen_sees_what_the_camera_sees_and_nothing_afterwards(mat, camera, bench, sight):
    seen = []

    def look(_fault):
        seen.append(sight.newest)
        bench.lay(Sheet.A4)

    take(mat, camera, told=look)
    assert (seen[0].width_px, seen[0].height_px, len(seen[0].rgb)) == (800, 600, 800 * 600 * 3)
    assert "rgb" not in repr(seen[0])
    assert sight.newest is None


def test_cancelled_while_it_waits(mat, camera, sight):
    cancel = Cancel()
    with soon(cancel.set, 0.5), pytest.raises(Cancelled):
        take(mat, camera, cancel=cancel)
    assert sight.newest is None


@pytest.mark.no_cover
@pytest.mark.parametrize("scene", [Desk(laid=Laid()), Desk(laid=Laid(), glare_mm=32), Desk(laid=Laid(), defocus_px=5)])
def test_a_sheet_that_lies_there_was_not_taken_away(mat, camera, bench, scene):
    bench.arrange(scene)
    seen(camera, bare=False)
    assert not mat.lifted(camera, "a4", 8.0, Cancel())


def test_a_sheet_that_is_taken_away(mat, camera, bench):
    bench.lay(Sheet.A4)
    with soon(bench.take_away, 0.5):
        assert mat.lifted(camera, "a4", PATIENCE_S, Cancel())


def test_noise_is_made_small_enough_all_the_same():
    noise = Image.frombytes("RGB", (1240, 1754), random.Random(1).randbytes(1240 * 1754 * 3))
    assert len(jpeg_of(noise)) <= MOST_PAGE_BYTES


@pytest.fixture
def hands(bench):
    hands = DeviceHands(
        Equipment(document_camera=VideoDocumentCamera(bench.url)), poll_s=5.0, changed=lambda _status: None
    )
    hands.start()
    yield hands
    hands.stop()


def test_the_hands_answer_with_events(hands, bench):
    events, found = [], threading.Event()
    bench.lay(Sheet.A4)
    hands.take_page(TakePage("t/1", "a4", PATIENCE_S, 0.0), post=events.append)
    until(lambda: any(isinstance(event, PageTaken) for event in events), timeout_s=PATIENCE_S)
    assert DeviceHeldUp("t/1", Role.DOCUMENT_CAMERA, None) in events
    assert "•••" in repr(events[-1])
    hands.look_for_sheet("t/2", "a4", after_s=3.0, found=found.set)
    assert found.wait(PATIENCE_S)
    bench.take_away()
    hands.watch_mat("t/3", "a4", timeout_s=PATIENCE_S, post=events.append)
    until(lambda: SheetLifted("t/3") in events, timeout_s=PATIENCE_S)
    hands.forget()
    assert hands.sight(Role.DOCUMENT_CAMERA) is None


def test_a_camera_that_is_gone_is_a_fault(hands, bench):
    events = []
    bench.unplug()
    hands.take_page(TakePage("t/1", "a4", PATIENCE_S, 0.0), post=events.append)
    until(lambda: events, timeout_s=PATIENCE_S)
    assert isinstance(events[-1], DeviceFailed)
    assert events[-1].fault is Fault.OFFLINE
