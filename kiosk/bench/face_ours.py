"""Ours, measured: `python -m kiosk.bench.face_ours MODELS`, see `kiosk.bench.face_program`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2

from kiosk.bench.face_program import THREADS, nearest_to_middle, serve
from kiosk.faces.face import Face
from kiosk.faces.finding import Detector, Embedder, Mesher, Picture, likeness
from kiosk.faces.measuring import Measurer
from kiosk.faces.models import DETECTOR, EMBEDDER, MESH, read


class Ours:
    """`whole_frame`: all that the terminal measures on a frame of its camera, as `kiosk.faces.measuring` does."""

    def __init__(self, models: Path) -> None:
        cv2.setNumThreads(THREADS)
        self._detector = Detector(read(DETECTOR, models))
        self._embedder = Embedder(read(EMBEDDER, models))
        self._mesher = Mesher(read(MESH, models))
        self._measurer = Measurer(models)

    def take(self, frame: Path, reference: Path) -> Mapping[str, Callable[[], object]]:
        seen, portrait = picture(frame), picture(reference)
        face = self.face(seen)
        known = self._embedder.embed(portrait, self.face(portrait))
        self._measurer.take_portrait(portrait)
        return {
            "detect": lambda: self._detector.find(seen),
            "embed": lambda: self._embedder.embed(seen, face),
            "mesh": lambda: self._mesher.mesh(seen, face),
            "decide": lambda: likeness(known, self._embedded(seen)),
            "decide_on_two": lambda: likeness(self._embedded(portrait), self._embedded(seen)),
            "whole_frame": lambda: self._measurer.measure(seen, 0.0),
        }

    def embedding(self, picture_file: Path) -> list[float] | None:
        seen = picture(picture_file)
        faces = self._detector.find(seen)
        return [float(one) for one in self._embedder.embed(seen, middle_one(faces, seen))] if faces else None

    def face(self, seen: Picture) -> Face:
        faces = self._detector.find(seen)
        if not faces:
            raise ValueError("no face in a picture to measure with")
        return middle_one(faces, seen)

    def _embedded(self, seen: Picture) -> Picture:
        return self._embedder.embed(seen, self._detector.find(seen)[0])


def picture(file: Path) -> Picture:
    """Return what a file shows, blue first.

    Raises:
        ValueError: it is no picture.
    """
    seen = cv2.imread(str(file))
    if seen is None:
        raise ValueError(f"{file}: no picture")
    return seen


def middle_one(faces: list[Face], seen: Picture) -> Face:
    """Return the face nearest to the middle: who is meant, where others stand behind."""
    height, width = seen.shape[:2]
    return faces[nearest_to_middle([(face.x, face.y, face.width, face.height) for face in faces], width, height)]


if __name__ == "__main__":
    serve("ours", lambda: Ours(Path(sys.argv[1])))
