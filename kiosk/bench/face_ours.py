"""Ours, measured: `python -m kiosk.bench.face_ours parts|whole MODELS`, see `kiosk.bench.face_program`.

Parts and whole run apart, so that the whole's memory is that of the process which measures faces for the terminal.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import cv2

from kiosk.bench.face_program import THREADS, Subject, nearest_to_middle, serve
from kiosk.faces.face import Face
from kiosk.faces.finding import Detector, Embedder, Embedding, Mesher, Picture, likeness
from kiosk.faces.measuring import Measurer
from kiosk.faces.models import DETECTOR, EMBEDDER, MESH, read
from kiosk.faces.sharpness import sharpness


class Parts:
    """The models one by one, and the decision that they make together."""

    def __init__(self, models: Path) -> None:
        cv2.setNumThreads(THREADS)
        self._detector = Detector(read(DETECTOR, models))
        self._embedder = Embedder(read(EMBEDDER, models))
        self._mesher = Mesher(read(MESH, models))

    def take(self, frame: Path, reference: Path) -> Mapping[str, Callable[[], object]]:
        seen, portrait = picture(frame), picture(reference)
        (face, _), (_, known) = self._one(seen), self._one(portrait)
        return {
            "detect": lambda: self._detector.find(seen),
            "embed": lambda: self._embedder.embed(seen, face),
            "mesh": lambda: self._mesher.mesh(seen, face),
            "decide": lambda: likeness(known, self._one(seen)[1]),
            "decide_on_two": lambda: likeness(self._one(portrait)[1], self._one(seen)[1]),
        }

    def embedding(self, file: Path) -> list[float] | None:
        found = self.embedded(picture(file))
        return None if found is None else [float(one) for one in found[1]]

    def embedded(self, seen: Picture) -> tuple[Face, Embedding] | None:
        """Return the face nearest to the middle, who is meant where others stand behind, and its numbers."""
        faces = self._detector.find(seen)
        if not faces:
            return None
        height, width = seen.shape[:2]
        face = faces[nearest_to_middle([(one.x, one.y, one.width, one.height) for one in faces], width, height)]
        return face, self._embedder.embed(seen, face)

    def sharpness(self, seen: Picture, face: Face) -> float:
        return sharpness(self._embedder.aligned(seen, face))

    def _one(self, seen: Picture) -> tuple[Face, Embedding]:
        found = self.embedded(seen)
        if found is None:
            raise ValueError("no face in a picture to measure with")
        return found


class Whole:
    """All that the terminal measures on a frame of its camera."""

    def __init__(self, models: Path) -> None:
        cv2.setNumThreads(THREADS)
        self._measurer = Measurer(models)

    def take(self, frame: Path, reference: Path) -> Mapping[str, Callable[[], object]]:
        seen = picture(frame)
        self._measurer.take_portrait(picture(reference))
        return {"whole_frame": lambda: self._measurer.measure(seen, 0.0)}


def picture(file: Path) -> Picture:
    """Return what a file shows, blue first.

    Raises:
        ValueError: it is no picture.
    """
    seen = cv2.imread(str(file))
    if seen is None:
        raise ValueError(f"{file}: no picture")
    return seen


if __name__ == "__main__":
    subjects: Mapping[str, Callable[[Path], Subject]] = {"parts": Parts, "whole": Whole}
    serve("ours", lambda: subjects[sys.argv[1]](Path(sys.argv[2])))
