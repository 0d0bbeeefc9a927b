"""The capturing process and what it is spared: hostile streams, hangs, crashes, a parent that dies."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from itertools import count, repeat
from pathlib import Path

import cv2
import numpy as np
import pytest
from kit.patience import until
from kit.wicked_server import WickedServer

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.errors import DeviceError, Timeout, Unavailable
from drivers.faults import Fault, Role
from drivers.status import DeviceState
from drivers.video.camera import Camera
from drivers.video.capture import Capture
from drivers.video.frame import Frame
from drivers.video.mjpeg_server import MjpegServer

pytestmark = pytest.mark.no_cover  # goes through the same lines over and over

PATIENCE_S = 20.0
RANDOM = np.random.default_rng(5)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n"


def jpeg(width: int = 320, height: int = 240) -> bytes:
    picture = RANDOM.integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    return cv2.imencode(".jpg", cv2.resize(picture, (width, height)))[1].tobytes()


@pytest.fixture
def server():
    server = MjpegServer("camera", jpeg, fps=20)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def camera(server):
    camera = Camera(server.url, Role.FACE_CAMERA)
    yield camera
    camera.close()


def take(camera: Camera, timeout_s: float = PATIENCE_S) -> Frame:
    return camera.newest(after_s=None, timeout_s=timeout_s, cancel=Cancel())


def child_pid(camera: Camera) -> int:
    return camera._capture._child._process.pid


def test_neither_opencv_nor_numpy_is_loaded_by_the_terminals_process():
    modules = [f"drivers.{role}.{part}" for role in ("face_camera", "document_camera") for part in ("device", "probe")]
    program = f"import sys, {', '.join(modules)}; print([each for each in ('cv2', 'numpy') if each in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60)
    assert printed.stdout.strip() == "[]"


def test_a_crash_is_a_lost_camera_that_comes_back(camera):
    take(camera)
    store, child, begun_s = camera._capture._store, child_pid(camera), time.monotonic()

    def crash() -> None:
        until(lambda: store.asked_at_s > begun_s)  # sooner, and the call would open the camera anew
        os.kill(child, signal.SIGSEGV)

    crashing = threading.Thread(target=crash)
    crashing.start()
    with pytest.raises(Unavailable, match=r"ended \(-11\)"):
        camera.newest(after_s=begun_s + 60, timeout_s=PATIENCE_S, cancel=Cancel())
    crashing.join()
    assert take(camera)


def test_a_crash_while_nobody_looks_is_seen_by_the_status_and_forgotten(camera):
    take(camera)
    os.kill(child_pid(camera), signal.SIGKILL)
    until(lambda: camera.status().state is DeviceState.OFFLINE)
    assert camera.status().ready
    assert take(camera)


def test_a_capture_that_hangs_is_given_up_and_replaced(camera):
    """A stopped process does what a driver does that never returns from a read."""
    take(camera)
    hung = child_pid(camera)
    os.kill(hung, signal.SIGSTOP)
    began_s = time.monotonic()
    with pytest.raises(Timeout):
        take(camera, timeout_s=0.3)
    assert time.monotonic() - began_s < 2.0
    with pytest.raises(Timeout, match="hangs"):
        take(camera)
    assert not Path(f"/proc/{hung}").exists()
    assert take(camera)


def test_the_child_dies_with_its_parent(server):
    program = """
import sys, time
from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.video.camera import Camera
camera = Camera(sys.argv[1], Role.FACE_CAMERA)
camera.newest(after_s=None, timeout_s=20, cancel=Cancel())
print(camera._capture._child._process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program, server.url], stdout=subprocess.PIPE, text=True) as parent:
        child = Path(f"/proc/{int(parent.stdout.readline())}")
        assert child.exists()
        parent.kill()
    until(lambda: not child.exists() or "\nState:\tZ" in (child / "status").read_text(), timeout_s=PATIENCE_S)
    until(lambda: server.watchers == 0)


def test_200_reopenings_at_awkward_moments_leave_nothing_behind(server):
    """Nearly all are closed while the child starts, opens or delivers; every twentieth comes to a picture."""
    camera = Camera(server.url, Role.FACE_CAMERA)
    take(camera)
    camera.stop()
    until(lambda: server.watchers == 0)
    before = belongings()
    for cycle in range(200):
        with_picture = cycle % 20 == 0
        try:
            take(camera, timeout_s=PATIENCE_S if with_picture else (cycle % 7) * 0.02)
        except Timeout:
            assert not with_picture
        camera.stop()
    until(lambda: belongings() == before, timeout_s=PATIENCE_S)  # the server's side ends a moment later
    camera.close()


def belongings() -> tuple[int, int, int, int]:
    """Open files, threads of the drivers', mappings of shared pictures, child processes."""
    mappings = Path("/proc/self/maps").read_text().count("memfd:pictures")
    threads = sum(thread.name.startswith("forker") for thread in threading.enumerate())
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return len(list(Path("/proc/self/fd").iterdir())), threads, mappings, len(children)


def test_memory_stays_the_same_over_many_frames(camera):
    take(camera)
    pid, sizes = child_pid(camera), []
    for _ in range(2):
        for _ in range(40):
            take(camera)
        sizes.append(resident_mb(pid))
    assert sizes[1] - sizes[0] < 10


def resident_mb(pid: int, field: str = "VmRSS") -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    said = [line for line in lines if line.startswith(field)]  # nothing of one that has just ended
    return int(said[0].split()[1]) / 1024 if said else 0.0


def test_a_camera_faster_than_the_decoder_is_never_seen_late():
    """Six megapixels 40 times a second; the brightness tells when a picture was sent."""
    shades = [
        cv2.imencode(".jpg", np.full((2000, 3000, 3), shade * 6 + 10, np.uint8))[1].tobytes() for shade in range(40)
    ]
    began_s = time.monotonic()
    server = MjpegServer("fast", lambda: shades[int((time.monotonic() - began_s) * 10) % 40], fps=40)
    server.start()
    camera = Camera(server.url, Role.DOCUMENT_CAMERA)
    ages = []
    first = take(camera)
    for _ in range(12):
        frame = take(camera)
        sent = round((frame.bgr[0] - 10) / 6)
        ages.append(((time.monotonic() - began_s) * 10 - sent) % 40 / 10)
    skipped = frame.number - first.number
    camera.close()
    server.stop()
    assert np.median(ages) < 0.7, ages  # decoding and the step of the shades take some of it
    assert skipped > 12


def part(picture: bytes, length: object = None) -> bytes:
    said = len(picture) if length is None else length
    return b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: %s\r\n\r\n" % str(said).encode() + picture + b"\r\n"


def giant() -> bytes:
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = (65500).to_bytes(2, "big") * 2
    return bytes(data)


MEGABYTE = bytes(1 << 20)
PART = b"--b\r\nContent-Type: image/jpeg\r\n\r\n"
PLAYLIST = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\n\r\n"
    b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"
)
HOSTILE = {
    "nothing": lambda: iter(()),
    "404": lambda: iter([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]),
    "no HTTP": lambda: iter([os.urandom(5000)]),
    "a page": lambda: iter([b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>hello</html>"]),
    "an endless header": lambda: repeat(b"X-Long: " + b"x" * 5000),
    "endless headers": lambda: (b"HTTP/1.1 200 OK\r\n" if not n else b"X-%d: y\r\n" % n for n in count()),
    "endless zeros": lambda: (HEAD if not n else MEGABYTE for n in count()),
    "a part without end": lambda: (
        HEAD + b"--b\r\nContent-Type: image/jpeg\r\n\r\n" if not n else MEGABYTE for n in count()
    ),
    "a part's header without end": lambda: (HEAD + b"--b\r\n" if not n else b"X: y\r\n" * 9999 for n in count()),
    "a length of ten gigabytes": lambda: (HEAD + part(b"", 10**10) if not n else MEGABYTE for n in count()),
    "a length below zero": lambda: (HEAD if not n else part(jpeg(), -5) for n in count()),
    "a length too short": lambda: (HEAD if not n else part(jpeg(), 500) for n in count()),
    "a length beyond numbers": lambda: (HEAD if not n else part(jpeg(), "9" * 40) for n in count()),
    "giants": lambda: (HEAD if not n else part(giant()) for n in count()),
    "empty parts": lambda: (HEAD if not n else part(b"") for n in count()),
    "a file elsewhere": lambda: iter([b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n\r\n"]),
    "a redirection to itself": lambda: iter([b"HTTP/1.1 302 Found\r\nLocation: /stream\r\n\r\n"]),
    "a list of files": lambda: iter([PLAYLIST]),
}


@pytest.fixture
def hostile():
    """Makes captures of hostile servers."""
    with contextlib.ExitStack() as clean_up:

        def capture(answer, silent):
            server, children = WickedServer(answer, silent=silent), Children()
            clean_up.callback(server.close)
            clean_up.callback(children.close)
            capture = Capture(server.url, children, idle_s=60)
            clean_up.callback(capture.close)
            return capture

        yield capture


HARMLESS = {"a length below zero", "a length too short", "a length beyond numbers"}
"""FFmpeg looks for the boundary instead, and may find good pictures."""


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("silent", [False, True])
def test_hostile_streams_end_in_a_clear_error_in_time_and_in_little_memory(name, silent, hostile):
    capture = hostile(HOSTILE[name], silent)
    began_s, most_mb, outcome = time.monotonic(), 0.0, None
    while outcome is None and time.monotonic() - began_s < 10:
        try:
            outcome = capture.newest(0.0, Deadline(0.1), Cancel())
        except Timeout as error:  # a slice of the time is over, or all of it
            outcome = capture.failure and error
            most_mb = max(most_mb, resident_mb(capture._child._process.pid, "VmHWM"))
        except DeviceError as error:
            outcome = error
    assert outcome is not None, "neither a picture nor an error"
    assert most_mb < 1200
    if isinstance(outcome, DeviceError):
        assert outcome.fault in {Fault.CORRUPT_FRAME, Fault.TIMEOUT, Fault.OFFLINE}
    else:
        assert name in HARMLESS
        assert (outcome.frame.width_px, outcome.frame.height_px) == (320, 240)


def test_a_file_that_is_no_recording():
    camera = Camera("file:/etc/hostname", Role.FACE_CAMERA)
    with pytest.raises(DeviceError) as caught:
        take(camera)
    camera.close()
    assert caught.value.fault is Fault.CORRUPT_FRAME


def test_a_recording_plays_again_and_again(tmp_path):
    path = tmp_path / "recording.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, (160, 120))
    for _ in range(8):
        writer.write(RANDOM.integers(0, 255, (120, 160, 3), np.uint8))
    writer.release()
    camera = Camera(f"file:{path}?width=160&height=120", Role.FACE_CAMERA)
    first = take(camera)
    while (last := take(camera)).number < 20:
        assert (last.width_px, last.height_px) == (160, 120)
    assert last.captured_at_s - first.captured_at_s > 0.3
    path.unlink()
    camera.stop()
    assert camera.status().state is DeviceState.OFFLINE
    with pytest.raises(Unavailable):
        take(camera)
    camera.close()


def test_a_node_that_is_no_camera():
    camera = Camera("v4l2:/dev/null", Role.FACE_CAMERA)
    assert camera.status().state is DeviceState.OFFLINE
    with pytest.raises(DeviceError) as caught:
        take(camera)
    assert caught.value.fault in {Fault.OFFLINE, Fault.HARDWARE_ERROR}
    camera.close()


def test_no_camera_at_all():
    camera = Camera("v4l2:/dev/there-is-no-such-node", Role.FACE_CAMERA)
    assert camera.status().faults == {Fault.OFFLINE}
    with pytest.raises(Unavailable):
        take(camera)
    camera.close()


def test_what_the_child_says_is_one_object_a_line(server):
    """The two sides agree; whoever reads the protocol can try it by hand."""
    children = Children()
    capture = Capture(server.url, children, idle_s=0.2)
    capture.newest(0.0, Deadline(PATIENCE_S), Cancel())
    assert json.loads(json.dumps(capture.settings.__dict__))["width_px"] == 320
    until(lambda: capture.failure is not None, timeout_s=PATIENCE_S)
    assert "nobody asked" in capture.failure.detail
    capture.close()
    children.close()
