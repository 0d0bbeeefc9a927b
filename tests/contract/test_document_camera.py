"""What every document camera keeps to: the emulated one by default, a real one with `--device document_camera=URL`.

Against a real camera, leave the mat empty and lit; what needs the other end of the wire is skipped.
"""

import time

import numpy as np
import pytest
from kit.duties import PATIENCE_S
from kit.patience import cancelling_takes_s, fault_in_time, soon, until
from kit.wires import wires_of

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE
from drivers.document_camera.device import VideoDocumentCamera
from drivers.document_camera.role import DocumentCamera, Page
from drivers.document_camera.scenery import corners_px
from drivers.document_camera.sheet import Sheet
from drivers.errors import Cancelled, DeviceError
from drivers.faults import Fault, Role
from drivers.video.mjpeg_server import Trouble

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

WIRES = wires_of(Role.DOCUMENT_CAMERA)


@pytest.fixture
def camera(driver: VideoDocumentCamera) -> DocumentCamera:
    return driver


def page(camera: DocumentCamera, sheet: Sheet = Sheet.A4, timeout_s: float = PATIENCE_S, dpi: int = 150) -> Page:
    return camera.page(sheet, dpi=dpi, timeout_s=timeout_s, cancel=Cancel())


def fault_of_page(camera: DocumentCamera, sheet: Sheet = Sheet.A4, timeout_s: float = 3.0) -> Fault:
    with pytest.raises(DeviceError) as caught:
        page(camera, sheet, timeout_s)
    assert (Role.DOCUMENT_CAMERA, caught.value.fault) in CATALOGUE
    return caught.value.fault


def picture(page: Page) -> np.ndarray:
    return np.frombuffer(page.bgr, np.uint8).reshape(page.height_px, page.width_px, 3)


class TestDocumentCamera:
    def test_a_still_is_a_whole_picture_of_now(self, camera):
        called_s = time.monotonic()
        frame = camera.still(timeout_s=PATIENCE_S, cancel=Cancel())
        assert called_s < frame.captured_at_s <= time.monotonic()
        assert len(frame.bgr) == frame.width_px * frame.height_px * 3

    def test_an_empty_mat(self, camera):
        assert fault_in_time(lambda: fault_of_page(camera)) is Fault.NO_PAGE

    def test_a_resolution_that_makes_no_sense(self, camera):
        with pytest.raises(ValueError, match="50…300"):
            page(camera, dpi=1200)

    def test_cancel_within_100_ms_while_the_mat_is_looked_at(self, camera):
        def look(cancel: Cancel) -> Page:
            return camera.page(Sheet.A4, timeout_s=30.0, cancel=cancel)

        assert cancelling_takes_s(look, after_s=0.7) < 0.1

    def test_a_still_cancelled_before_it_began(self, camera):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            camera.still(timeout_s=30.0, cancel=cancel)

    def test_stopping_twice_is_allowed(self, camera):
        camera.still(timeout_s=PATIENCE_S, cancel=Cancel())
        camera.stop()
        camera.stop()
        assert camera.status().ready

    @pytest.mark.parametrize("angle_deg", [-30.0, 0.0, 12.5])
    def test_a_page_is_squared_and_cropped(self, camera, bench, angle_deg):
        bench.lay(Sheet.A4, angle_deg=angle_deg)
        found = page(camera)
        assert (found.width_px, found.height_px, found.dpi) == (1240, 1754, 150)
        assert len(repr(found)) < 600
        true = np.array(corners_px(bench.desk, 1600))
        off = np.linalg.norm(np.array(found.corners_px) - true, axis=1).max()
        assert off < 0.005 * np.linalg.norm(true[0] - true[2])
        rim = np.concatenate([picture(found)[:8].ravel(), picture(found)[:, -8:].ravel()])
        assert np.percentile(rim, 2) > 120, "the black mat shows at the edges"

    def test_what_stands_on_the_page_is_upright(self, camera, bench):
        """The seal of the demonstration sheet is red, and at the right below the middle."""
        bench.lay(Sheet.A4, angle_deg=20)
        seen = picture(page(camera)).astype(int)
        rows, columns = np.nonzero(seen[..., 2] - seen[..., 1] > 60)
        below = rows > seen.shape[0] // 2
        assert below.sum() > 1000
        assert abs(np.median(columns[below]) / seen.shape[1] - 152 / 210) < 0.05
        assert abs(np.median(rows[below]) / seen.shape[0] - 248 / 297) < 0.05

    def test_a_card(self, camera, bench):
        bench.lay(Sheet.ID_CARD, x_mm=60, y_mm=-40, angle_deg=-15)
        found = page(camera, Sheet.ID_CARD, dpi=300)
        assert (found.width_px, found.height_px) == (1011, 638)
        assert 60 < found.seen_dpi < 100
        assert fault_in_time(lambda: fault_of_page(camera)) is Fault.NO_PAGE

    def test_waits_for_the_sheet(self, camera, bench):
        with soon(lambda: bench.lay(Sheet.A4, angle_deg=5), 0.5):
            assert page(camera)

    def test_waits_until_the_hand_is_gone(self, camera, bench):
        bench.lay(Sheet.A4)
        bench.hold(True)
        with soon(lambda: bench.hold(False), 1.0):
            assert page(camera)

    def test_a_hand_on_the_sheet(self, camera, bench):
        bench.lay(Sheet.A4)
        bench.hold(True)
        assert fault_in_time(lambda: fault_of_page(camera)) is Fault.NO_PAGE

    def test_partly_out_of_view(self, camera, bench):
        bench.lay(Sheet.A4, y_mm=120)
        assert fault_in_time(lambda: fault_of_page(camera)) is Fault.NO_PAGE

    def test_glare(self, camera, bench):
        bench.lay(Sheet.A4, angle_deg=3)
        bench.shine(15)
        assert fault_in_time(lambda: fault_of_page(camera)) is Fault.IMAGE_GLARE
        bench.shine(0)
        assert page(camera)

    @pytest.mark.parametrize("blur", [{"defocus_px": 2.0}, {"motion_px": 7.0}])
    def test_blurred(self, camera, bench, blur):
        bench.lay(Sheet.A4, angle_deg=3)
        bench.blur(**blur)
        assert fault_in_time(lambda: fault_of_page(camera)) is Fault.IMAGE_BLURRED
        bench.blur()
        assert page(camera)
        assert camera.status().ready

    def test_a_covered_lens(self, camera, bench):
        bench.cover(True)
        assert fault_of_page(camera, timeout_s=PATIENCE_S) is Fault.IMAGE_BLACK
        assert camera.status().faults == {Fault.IMAGE_BLACK}

    @pytest.mark.parametrize(
        ("trouble", "fault"),
        [
            (Trouble.GARBAGE, Fault.CORRUPT_FRAME),
            (Trouble.STALLED, Fault.TIMEOUT),
            (Trouble.FROZEN, Fault.IMAGE_FROZEN),
        ],
    )
    def test_a_stream_in_trouble(self, camera, bench, trouble, fault):
        bench.lay(Sheet.A4)
        bench.set_trouble(trouble)
        if fault is Fault.TIMEOUT:
            assert fault_of_page(camera, timeout_s=PATIENCE_S) is fault
        else:
            assert fault_in_time(lambda: fault_of_page(camera, timeout_s=PATIENCE_S)) is fault
        bench.set_trouble(Trouble.NONE)
        assert page(camera)

    def test_the_camera_runs_only_while_it_is_needed(self, camera, bench):
        assert camera.status().ready
        assert bench.watchers == 0
        bench.lay(Sheet.A4)
        page(camera)
        assert bench.watchers == 1
        camera.stop()
        until(lambda: bench.watchers == 0)

    def test_unplugged_and_replugged(self, camera, bench):
        bench.lay(Sheet.A4)
        page(camera)
        bench.unplug()
        assert fault_of_page(camera) is Fault.OFFLINE
        bench.replug()
        assert page(camera)

    def test_a_size_that_the_camera_does_not_deliver(self, plugged, bench):
        camera = VideoDocumentCamera(f"{plugged.url}#width=2592&height=1944")
        assert fault_of_page(camera, timeout_s=PATIENCE_S) is Fault.FORMAT_REFUSED
        camera.close()
