"""Who is alive before the emulated camera is found to be, and attacks are not: the whole way but for the processes."""

import pytest
from kit.watched_stage import judged

from drivers.face_camera.stage import Attack, Stage, Standing
from kiosk.faces.measuring import Measurer
from kiosk.protocol.faults import FaceReason


@pytest.fixture(scope="module")
def measurer(models) -> Measurer:
    return Measurer(models)


@pytest.mark.parametrize(("who", "gestures"), [(Standing.TEACHER, "turning"), (Standing.PILOT, "still")])
def test_whoever_does_what_is_asked_is_verified(measurer, who, gestures) -> None:
    assert judged(Stage(who), measurer, gestures=gestures) == "VERIFIED"


@pytest.mark.parametrize(
    ("attack", "gestures"),
    [
        (Attack.EYE_HOLES, "turning"),
        (Attack.MOUTH_HOLE, "still"),
        (Attack.CUT, "turning"),
    ],
)
def test_an_attack_is_not(measurer, attack, gestures) -> None:
    """Those that do some of what is asked, all that they can.

    A recorded clip (SCREEN) is not among them: it passes when what was recorded happens to be what is asked.
    """
    assert judged(Stage(attack=attack), measurer, gestures=gestures) in {FaceReason.NOT_LIVE, FaceReason.NOT_SAME}
