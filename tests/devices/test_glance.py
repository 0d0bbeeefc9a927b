"""A glance at who stands there: emulated camera, driver, the process with its models, and what is made of it."""

import pytest
from kit.patience import until

from drivers.face_camera.device import VideoFaceCamera
from drivers.face_camera.stage import Stage, Standing
from kiosk.devices.hands import DeviceHands
from kiosk.devices.roster import Equipment
from kiosk.faces.models import FOLDER
from kiosk.faces.presence import Company, Presence
from kiosk.faces.verifier import FaceVerifier

PATIENCE_S = 40.0


@pytest.fixture(scope="module")
def hands(face_emulator):
    verifier = FaceVerifier(FOLDER, usable=lambda: True, failed=pytest.fail)
    equipment = Equipment(face_camera=VideoFaceCamera(face_emulator.url))
    hands = DeviceHands(equipment, poll_s=5.0, changed=lambda _status: None, verifier=verifier)
    hands.start()
    yield hands
    hands.stop()
    verifier.close()


def glanced(hands: DeviceHands, enough) -> list[float]:
    """Glance until what is seen is enough: a picture from before the stage was set may still be on the wire."""
    seen: list[list[float]] = []

    def once() -> bool:
        count = len(seen)
        assert hands.glance("presence", lambda widths, _at_s: seen.append(list(widths)), post=lambda _event: None)
        until(lambda: len(seen) > count, timeout_s=PATIENCE_S)
        return enough(seen[-1])

    until(once, timeout_s=PATIENCE_S)
    return seen[-1]


@pytest.mark.parametrize(
    ("standing", "faces", "company"),
    [
        (Standing.TEACHER, 1, Company()),
        (Standing.TWO, 2, Company(onlooker=True)),
        (Standing.NOBODY, 0, Company(left=True)),
    ],
)
def test_who_stands_there_is_seen_for_what_it_is(face_emulator, hands, standing, faces, company) -> None:
    face_emulator.show(Stage(standing))
    widths = glanced(hands, lambda widths: len(widths) == faces)
    presence = Presence(leave_after_s=10)
    presence.see([0.25], 0.0)
    presence.see(widths, 1.0)
    assert presence.see(widths, 11.0) == company


def test_the_camera_is_closed_when_nobody_is_served_any_more(face_emulator, hands) -> None:
    face_emulator.show(Stage())
    glanced(hands, bool)
    hands.close_eyes("presence")
    until(lambda: face_emulator.watchers == 0, timeout_s=PATIENCE_S)
