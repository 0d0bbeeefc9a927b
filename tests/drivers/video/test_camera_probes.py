"""What a look at a wire says about cameras."""

import socket
import time

import pytest
from kit.wicked_server import WickedServer

from drivers.cancel import Cancel
from drivers.document_camera import probe as document_probe
from drivers.document_camera.emulator import DocumentCameraEmulator
from drivers.face_camera import probe as face_probe
from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.faults import Role
from drivers.finding import Finding
from drivers.video.mjpeg_server import Trouble

PROBES = {Role.FACE_CAMERA: face_probe, Role.DOCUMENT_CAMERA: document_probe}
NAMES = {FaceCameraEmulator: "Face camera (emulated)", DocumentCameraEmulator: "Document camera (emulated)"}


@pytest.mark.parametrize("role", PROBES)
@pytest.mark.parametrize("emulator", NAMES)
def test_any_camera_fits_both_roles_and_its_name_tells_the_technician(role, emulator):
    camera = emulator()
    camera.start()
    looks = (PROBES[role].look(camera.url, Cancel()) for _ in range(5))  # 3 s are little for a machine that is busy
    found = next(filter(None, looks), None)
    assert found == Finding(role, camera.url, NAMES[emulator])
    camera.stop()


def test_what_was_found_can_be_opened():
    emulator = FaceCameraEmulator()
    emulator.start()
    looks = (face_probe.look(emulator.url, Cancel()) for _ in range(5))
    camera = VideoFaceCamera(next(filter(None, looks)).url)
    assert camera.newest_frame(timeout_s=20.0, cancel=Cancel())
    camera.close()
    emulator.stop()


@pytest.mark.parametrize(
    "address",
    [
        "serial:/dev/ttyUSB0",
        "tcp://127.0.0.1:9100",
        "nonsense",
        "",
        "v4l2:/dev/null",
        "v4l2:/dev/there-is-no-such-node",
        "http://127.0.0.1:1/stream",
    ],
)
def test_what_is_no_camera(address):
    for probe in PROBES.values():
        assert probe.look(address, Cancel()) is None


@pytest.mark.parametrize("trouble", [Trouble.STALLED, Trouble.GARBAGE])
def test_a_camera_without_pictures_is_none_within_3_s(trouble):
    emulator = FaceCameraEmulator()
    emulator.start()
    emulator.set_trouble(trouble)
    took_s = []
    for _ in range(2):  # the machine may be busy with something else once
        began_s = time.monotonic()
        assert face_probe.look(emulator.url, Cancel()) is None
        took_s.append(time.monotonic() - began_s)
    assert min(took_s) < 3.2
    emulator.stop()


def test_a_cancelled_look_is_none_at_once():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cancel = Cancel()
        cancel.set()
        assert face_probe.look(f"http://127.0.0.1:{silent.getsockname()[1]}/", cancel) is None


def test_a_web_server_that_has_no_pictures():
    server = WickedServer(lambda: iter([b"HTTP/1.1 200 OK\r\nServer: \x1b[31mCUPS\r\nContent-Length: 2\r\n\r\nhi"]))
    assert document_probe.look(server.url, Cancel()) is None
    server.close()


def test_the_cameras_of_this_machine_are_v4l2_nodes():
    for probe in PROBES.values():
        assert all(address.startswith("v4l2:/dev/") for address in probe.addresses())
