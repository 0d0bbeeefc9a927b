"""A face as it is sent to who compares it: a JPEG of 112 × 112 pixels. Loads OpenCV: for programs of their own."""

import cv2
import numpy as np

from kiosk.faces.finding import Picture
from kiosk.protocol.face_crop import MOST_BYTES

_QUALITIES = (95, 85, 70, 50, 25, 10)  # at 95 a face has some 7 KB; only noise has more than is allowed


def jpeg_of(aligned: Picture) -> bytes:
    """Return a face that `kiosk.faces.finding.Embedder.aligned` gave, as good as so many bytes can be."""
    for quality in _QUALITIES:
        jpeg: bytes = cv2.imencode(".jpg", aligned, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(jpeg) <= MOST_BYTES:
            return jpeg
    raise AssertionError("12,544 pixels have fewer bytes than that")


def picture_of(jpeg: bytes) -> Picture | None:
    """Return the pixels of a JPEG; None when it cannot be decoded."""
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
