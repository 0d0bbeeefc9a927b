"""Finding faces in a picture, putting points on one, and turning one into numbers: three of the models at work.

For programs of their own only: this loads OpenCV (ADR 0014). Pictures are (height, width, 3) of bytes, blue first.
Each model is made from bytes that were held against their hash (`kiosk.faces.models`).
"""

import math
from typing import Any

import cv2
import numpy as np

from kiosk.faces.face import Face
from kiosk.faces.mesh import Mesh, Spot

Picture = np.ndarray[Any, np.dtype[Any]]
Embedding = np.ndarray[Any, np.dtype[Any]]
"""128 numbers whose squares add up to 1."""

_SETTINGS = (0.8, 0.3, 16)  # least score, most overlap of two faces, most faces
_SEARCHED_PX = 480  # long side; a face of a twentieth of it is still found
_MESH_PX = 192
_MESH_MARGIN = 1.5  # of the face's box, as the mesh was trained


class Detector:
    """YuNet. `searched_px`: the long side that pictures are made small to before they are searched."""

    def __init__(self, model: bytes, *, searched_px: int = _SEARCHED_PX) -> None:
        size = (searched_px, searched_px)
        self._net = cv2.FaceDetectorYN.create("onnx", _buffer(model), _buffer(b""), size, *_SETTINGS)
        self._searched_px, self._size = searched_px, size

    def find(self, picture: Picture) -> list[Face]:
        """Return the faces in `picture`, the largest first; places are in px of `picture` itself."""
        height, width = picture.shape[:2]
        factor = min(1.0, self._searched_px / max(height, width))
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else picture
        size = (small.shape[1], small.shape[0])
        if size != self._size:
            self._net.setInputSize(size)
            self._size = size
        _, rows = self._net.detect(small)
        found = [] if rows is None else [_face([float(value) for value in row], factor) for row in rows]
        return sorted(found, key=lambda face: face.width * face.height, reverse=True)


class Embedder:
    """SFace."""

    def __init__(self, model: bytes) -> None:
        self._net = cv2.FaceRecognizerSF.create("onnx", _buffer(model), _buffer(b""))

    def embed(self, picture: Picture, face: Face) -> Embedding:
        """Return the numbers of `face`; two are compared by `likeness`."""
        return self.embed_aligned(self.aligned(picture, face))

    def embed_aligned(self, aligned: Picture) -> Embedding:
        """Return the numbers of a face that `aligned` returned."""
        feature = self._net.feature(aligned)[0].astype(np.float32)
        return np.asarray(feature / max(float(np.linalg.norm(feature)), 1e-9))

    def aligned(self, picture: Picture, face: Face) -> Picture:
        """Return the face upright in the middle of 112 × 112 pixels: all that is ever compared of a picture."""
        return np.asarray(self._net.alignCrop(picture, np.array(_row(face), np.float32)))


def likeness(one: Embedding, other: Embedding) -> float:
    """Return the cosine between two: 1 is the same picture, near 0 are strangers; docs/face.md has the thresholds."""
    return float(np.dot(one, other))


class Mesher:
    """The face mesh of 468 points."""

    def __init__(self, model: bytes) -> None:
        self._net = cv2.dnn.readNetFromTFLite(_buffer(model))

    def mesh(self, picture: Picture, face: Face) -> Mesh:
        """Return where the points of `face` are, in px of `picture`; depth in the same measure, less is nearer."""
        side = _MESH_MARGIN * max(face.width, face.height)
        turn = math.radians(face.roll_deg)
        x, y = face.x + face.width / 2, face.y + face.height / 2
        scale = side / _MESH_PX
        cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
        half = _MESH_PX / 2
        # From the crop to the picture; warpAffine wants just that with WARP_INVERSE_MAP.
        way = np.array([[cos, -sin, x - half * cos + half * sin], [sin, cos, y - half * sin - half * cos]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(picture, way, (_MESH_PX, _MESH_PX), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        self._net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
        points = self._net.forward().reshape(-1, 3).astype(np.float64)
        across = points[:, :2] @ way[:, :2].T + way[:, 2]
        return Mesh(tuple(Spot(*map(float, (*xy, z * scale))) for xy, z in zip(across, points[:, 2], strict=True)))


def _buffer(content: bytes) -> Any:
    return np.frombuffer(content, np.uint8)


def _face(row: list[float], factor: float) -> Face:
    x, y, width, height, *points = (value / factor for value in row[:14])
    right_eye, left_eye, nose, right_mouth, left_mouth = zip(points[::2], points[1::2], strict=True)
    return Face(x, y, width, height, right_eye, left_eye, nose, right_mouth, left_mouth, row[14])


def _row(face: Face) -> list[float]:
    points = (face.right_eye, face.left_eye, face.nose, face.right_mouth, face.left_mouth)
    return [face.x, face.y, face.width, face.height, *(value for point in points for value in point), face.score]
