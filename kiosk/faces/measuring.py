"""Measuring a frame with the models: what `kiosk.faces.seen` holds. Loads OpenCV: for programs of their own."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from kiosk.faces.crop import jpeg_of
from kiosk.faces.eyes import Lids
from kiosk.faces.face import Face
from kiosk.faces.finding import Detector, Embedder, Embedding, Mesher, Picture, likeness
from kiosk.faces.models import DETECTOR, EMBEDDER, EYES, MESH, read
from kiosk.faces.occlusion import eyes_light, mouth_line
from kiosk.faces.seen import Look, Seen
from kiosk.faces.sharpness import sharpness

_BLOWN = 250  # of 255: nothing can be told apart there
_BROWS_TO_CHIN = (slice(20, 104), slice(24, 88))  # of an aligned face
_PORTRAIT_PX = (420, 640)  # short and long side at which a card's small portrait is searched; a large one is made small
_GLANCED_PX = 160  # long side of a whole picture whose brightness is measured


class NoFace(Exception):  # noqa: N818
    """There is no one face in a portrait."""


class Measurer:
    """The models, and the two faces that frames are held against: the portrait's and the anchor's; and one to send.

    Raises:
        ModelError: a model in `models` is missing or is not what its hash says.
    """

    def __init__(self, models: Path) -> None:
        self._detector = Detector(read(DETECTOR, models))
        self._embedder = Embedder(read(EMBEDDER, models))
        self._mesher = Mesher(read(MESH, models))
        self._portrait: Embedding | None = None
        self._lids = Lids(read(EYES, models))
        self._anchor: Embedding | None = None
        self._last: Embedding | None = None
        self._last_aligned: Picture | None = None
        self._kept: Picture | None = None

    def take_portrait(self, picture: Picture) -> None:
        """Hold later frames against the face in `picture`.

        Raises:
            NoFace: there is none in it, or more than one.
        """
        self.forget()
        large = _enlarged(picture)
        faces = self._detector.find(large)
        if len(faces) != 1:
            raise NoFace(f"{len(faces)} faces")
        self._portrait = self._embedder.embed(large, faces[0])

    def likeness(self, aligned: Picture) -> float:
        """Return how like the portrait's face this one is, which `kiosk.faces.finding.Embedder.aligned` gave."""
        assert self._portrait is not None, "a portrait is taken first"
        return likeness(self._portrait, self._embedder.embed_aligned(aligned))

    def forget(self) -> None:
        """Wipe what faces could be known by."""
        for known in (self._portrait, self._anchor, self._last, self._last_aligned, self._kept):
            if known is not None:
                known.fill(0)
        self._portrait = self._anchor = self._last = None
        self._last_aligned = self._kept = None

    def keep_last(self) -> None:
        """Keep the face that was measured last, to be sent; what was kept before is wiped."""
        self.drop_kept()
        self._kept = None if self._last_aligned is None else self._last_aligned.copy()

    def drop_kept(self) -> None:
        if self._kept is not None:
            self._kept.fill(0)
        self._kept = None

    def kept(self) -> bytes | None:
        """Return the face that is kept, see `kiosk.protocol.face_crop`."""
        return None if self._kept is None else jpeg_of(self._kept)

    def anchor_last(self) -> None:
        """Hold later frames against the face that was measured last, too."""
        self._anchor = self._last

    def drop_anchor(self) -> None:
        self._anchor = None

    def measure(self, picture: Picture, at_s: float) -> Seen:
        """Return what is seen on the frame captured at `at_s`."""
        faces = self._detector.find(picture)
        look = self._look(picture, faces)
        brightness, clipped = _light(_small(picture))
        return Seen(at_s, picture.shape[1], picture.shape[0], brightness, clipped, tuple(faces), look)

    def glance(self, picture: Picture) -> list[float]:
        """Return how wide each face is, as a share of the picture's width, the widest first."""
        return sorted((face.width / picture.shape[1] for face in self._detector.find(picture)), reverse=True)

    def _look(self, picture: Picture, faces: Sequence[Face]) -> Look | None:
        if not faces:
            self._last = self._last_aligned = None
            return None
        aligned = self._embedder.aligned(picture, faces[0])
        self._last_aligned = aligned
        last = self._last = self._embedder.embed_aligned(aligned)
        anchor = self._anchor
        mesh = self._mesher.mesh(picture, faces[0])
        brightness, clipped = _light(cv2.cvtColor(aligned, cv2.COLOR_BGR2GRAY)[_BROWS_TO_CHIN])
        return Look(
            brightness=brightness,
            clipped=clipped,
            sharpness=sharpness(aligned),
            eyes_light=eyes_light(aligned),
            mouth_line=mouth_line(aligned),
            turn=(faces[0].turn + mesh.turn) / 2,
            eyes_open=self._lids.open(picture, mesh),
            mouth_open=mesh.mouth_open,
            likeness=0.0 if self._portrait is None else likeness(self._portrait, last),
            sameness=None if anchor is None else likeness(anchor, last),
        )


def _light(grey: Picture) -> tuple[float, float]:
    """Return how bright the brightest twentieth is, and how much is blown out."""
    return float(np.percentile(grey, 95)), float((grey >= _BLOWN).mean())


def _small(picture: Picture) -> Picture:
    factor = min(1.0, _GLANCED_PX / max(picture.shape[:2]))
    return cv2.cvtColor(cv2.resize(picture, None, fx=factor, fy=factor), cv2.COLOR_BGR2GRAY)


def _enlarged(portrait: Picture) -> Picture:
    """Return a portrait at a size at which its face is found: cards carry 102 × 126 pixels."""
    short, long = min(portrait.shape[:2]), max(portrait.shape[:2])
    factor = min(_PORTRAIT_PX[0] / short, _PORTRAIT_PX[1] / long)
    way = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=way))
