"""What cameras and scanner of the desk see, as the drivers see it."""

import threading
from collections.abc import Iterator

import pytest
from kit.patience import until

from drivers.cancel import Cancel
from drivers.code_scanner.device import SerialCodeScanner
from drivers.code_scanner.role import ScannedCode
from drivers.document_camera.device import VideoDocumentCamera
from drivers.document_camera.sheet import Sheet
from drivers.errors import DeviceError
from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Standing, Wear
from drivers.faults import Fault, Role
from kiosk.desk.client import DeskClient
from kiosk.desk.state import DeskError, MatScene
from kiosk.desk.stations.code_scanner import CODES

PATIENCE_S = 60.0


@pytest.fixture
def face(desk: DeskClient) -> Iterator[VideoFaceCamera]:
    camera = VideoFaceCamera(desk.state().face_camera.url)
    yield camera
    camera.close()


@pytest.fixture
def mat(desk: DeskClient) -> Iterator[VideoDocumentCamera]:
    camera = VideoDocumentCamera(desk.state().document_camera.url)
    yield camera
    camera.close()


@pytest.fixture
def scanner(desk: DeskClient) -> Iterator[SerialCodeScanner]:
    scanner = SerialCodeScanner(desk.state().code_scanner.url)
    yield scanner
    scanner.close()


def looked(camera: VideoFaceCamera) -> bytes:
    return camera.newest_frame(timeout_s=PATIENCE_S, cancel=Cancel()).bgr


def test_the_face_camera_sees_what_was_chosen_and_tells_that_it_is_used(
    desk: DeskClient, face: VideoFaceCamera
) -> None:
    assert desk.stand(Standing.TEACHER).face_camera.stands is Standing.TEACHER
    teacher = looked(face)
    assert desk.stand(Standing.NOBODY).face_camera.stands is Standing.NOBODY
    nobody = looked(face)
    assert desk.light(Lighting.DARK).face_camera.light is Lighting.DARK
    dark = looked(face)
    assert desk.state().face_camera.watched
    assert sum(dark) < sum(nobody) / 2
    between = sum(abs(a - b) > 40 for a, b in zip(teacher, nobody, strict=True))
    assert between > len(teacher) / 20
    face.close()
    until(lambda: not desk.state().face_camera.watched, timeout_s=PATIENCE_S)


@pytest.mark.parametrize(
    "fault", [Fault.IMAGE_BLACK, Fault.IMAGE_FROZEN, Fault.TIMEOUT, Fault.CORRUPT_FRAME, Fault.OFFLINE]
)
def test_each_fault_of_the_face_camera_reaches_the_driver(
    desk: DeskClient, face: VideoFaceCamera, fault: Fault
) -> None:
    looked(face)
    desk.set_fault(Role.FACE_CAMERA, fault)
    until(lambda: _told(face) is fault, timeout_s=PATIENCE_S)  # the last good picture may still count for a moment
    assert not desk.mend(Role.FACE_CAMERA).face_camera.faults
    until(lambda: _told(face) is None, timeout_s=PATIENCE_S)


def _told(camera: VideoFaceCamera) -> Fault | None:
    """Return what keeps the camera from seeing; None when it sees."""
    try:
        camera.newest_frame(timeout_s=5, cancel=Cancel())
    except DeviceError as error:
        return error.fault
    return None


def test_a_covered_lens_sees_afterwards_what_stands_there_by_then(desk: DeskClient) -> None:
    desk.position(Position.FAR)
    assert desk.set_fault(Role.FACE_CAMERA, Fault.IMAGE_BLACK).face_camera.faults == (Fault.IMAGE_BLACK,)
    assert desk.wear(Wear.MASK).face_camera.faults == (Fault.IMAGE_BLACK,)
    state = desk.clear_fault(Role.FACE_CAMERA, Fault.IMAGE_BLACK).face_camera
    assert (state.faults, state.position, state.wear) == ((), Position.FAR, Wear.MASK)


def test_what_was_asked_is_done_before_the_camera(desk: DeskClient, face: VideoFaceCamera) -> None:
    """The mouth opens: below the nose it becomes dark."""

    def mouth() -> int:
        picture = looked(face)
        rows = [picture[3 * (640 * y + 300) : 3 * (640 * y + 340)] for y in range(255, 310)]
        return sum(value < 60 for row in rows for value in row)

    desk.attack(Attack.STILL)
    closed = mouth()
    desk.attack(Attack.NONE)
    desk.do(Gesture.OPEN_MOUTH)
    until(lambda: mouth() > closed + 500, timeout_s=PATIENCE_S)
    until(lambda: mouth() < closed + 100, timeout_s=PATIENCE_S)


@pytest.mark.parametrize("attack", Attack)
def test_tidy_ends_each_attack(desk: DeskClient, attack: Attack) -> None:
    assert desk.attack(attack).face_camera.attack is attack
    assert desk.tidy().face_camera.attack is Attack.NONE


@pytest.mark.parametrize("scene", [MatScene.STRAIGHT, MatScene.ASKEW])
def test_a_page_on_the_mat_is_found(desk: DeskClient, mat: VideoDocumentCamera, scene: MatScene) -> None:
    desk.see(scene)
    page = mat.page(Sheet.A4, timeout_s=PATIENCE_S, cancel=Cancel())
    assert page.sheet is Sheet.A4


@pytest.mark.parametrize(
    ("scene", "fault"),
    [
        (MatScene.EMPTY, Fault.NO_PAGE),
        (MatScene.BLURRED, Fault.IMAGE_BLURRED),
        (MatScene.GLARE, Fault.IMAGE_GLARE),
        (MatScene.COVERED, Fault.IMAGE_BLACK),
    ],
)
def test_what_keeps_a_page_from_being_found_is_told(
    desk: DeskClient, mat: VideoDocumentCamera, scene: MatScene, fault: Fault
) -> None:
    desk.see(scene)
    told = Fault.TIMEOUT
    for timeout_s in (2, 4, 8, 16, 32):  # a loaded machine may not get to judge a single picture
        with pytest.raises(DeviceError) as caught:
            mat.page(Sheet.A4, timeout_s=timeout_s, cancel=Cancel())
        told = caught.value.fault
        if told is not Fault.TIMEOUT:
            break
    assert told is fault


def scanned(scanner: SerialCodeScanner, act) -> ScannedCode:
    """Scan while `act` holds a code before the lit window."""
    found: list[ScannedCode] = []
    scanning = threading.Thread(target=lambda: found.append(scanner.scan(timeout_s=PATIENCE_S, cancel=Cancel())))
    scanning.start()
    act()
    scanning.join(PATIENCE_S)
    return found[0]


@pytest.mark.parametrize("name", [name for name in CODES if name != "garbage"])
def test_prepared_codes_are_scanned_byte_for_byte(desk: DeskClient, scanner: SerialCodeScanner, name: str) -> None:

    assert scanned(scanner, lambda: desk.act(Role.CODE_SCANNER, "hold", code=name)).data == CODES[name]
    assert desk.state().code_scanner.held == name
    assert desk.act(Role.CODE_SCANNER, "take_away").code_scanner.held is None


def test_any_text_can_be_scanned_and_broken_off(desk: DeskClient, scanner: SerialCodeScanner) -> None:
    assert scanned(scanner, lambda: desk.act(Role.CODE_SCANNER, "scan", text="取件码 42")).text == "取件码 42"
    desk.act(Role.CODE_SCANNER, "take_away")
    desk.act(Role.CODE_SCANNER, "cut", at=3)
    desk.act(Role.CODE_SCANNER, "scan", text="0123456789")
    with pytest.raises(DeviceError) as caught:
        scanner.scan(timeout_s=3, cancel=Cancel())
    assert caught.value.fault in {Fault.CORRUPT_FRAME, Fault.TIMEOUT}


@pytest.mark.parametrize("fault", [Fault.TIMEOUT, Fault.OFFLINE])
def test_each_fault_of_the_scanner_reaches_the_driver(
    desk: DeskClient, scanner: SerialCodeScanner, fault: Fault
) -> None:
    assert scanner.status().ready
    desk.set_fault(Role.CODE_SCANNER, fault)
    if fault is Fault.TIMEOUT:
        scanner.close()  # it asks who is there when it opens the line
    assert fault in scanner.status().faults
    desk.mend(Role.CODE_SCANNER)
    until(lambda: scanner.status().ready, timeout_s=PATIENCE_S)


@pytest.mark.parametrize(
    ("role", "action", "given", "words"),
    [
        (Role.FACE_CAMERA, "stand", {"who": "moon"}, "there is no who 'moon'; there is teacher"),
        (Role.CODE_SCANNER, "hold", {"code": "gold"}, "there is no code 'gold'; there is credential"),
        (Role.CODE_SCANNER, "scan", {"text": ""}, "needs a text"),
        (Role.CODE_SCANNER, "scan", {"text": "x" * 3001}, "may have 3000 characters"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: DeskClient, role: Role, action: str, given, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.act(role, action, **given)
