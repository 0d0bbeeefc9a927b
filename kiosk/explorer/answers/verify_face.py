"""verify_face: each of the three, and what is none of them."""

from kiosk.engine.steps.verify_face import AGREE, AGREE_STILL, ANOTHER_WAY

ANSWERS = (AGREE, AGREE_STILL, ANOTHER_WAY, True)
