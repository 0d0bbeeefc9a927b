"""dlib with face-recognition-models, measured: see `kiosk.bench.face_program`. Runs in the peers' environment.

The way of the package face_recognition: HOG detector, five points, ResNet. The 68-point model beside them is not used:
its licence does not allow it.
"""

import importlib
import importlib.util
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kiosk.bench.face_program import THREADS, nearest_to_middle, serve


class Dlib:
    def __init__(self) -> None:
        self._cv2: Any = importlib.import_module("cv2")
        self._cv2.setNumThreads(THREADS)
        dlib: Any = importlib.import_module("dlib")
        models = _models()
        self._detector: Any = dlib.get_frontal_face_detector()
        self._points: Any = dlib.shape_predictor(str(models / "shape_predictor_5_face_landmarks.dat"))
        self._net: Any = dlib.face_recognition_model_v1(str(models / "dlib_face_recognition_resnet_model_v1.dat"))

    def take(self, frame: Path, reference: Path) -> Mapping[str, Callable[[], object]]:
        seen, portrait = self._picture(frame), self._picture(reference)
        box = self._detector(seen, 0)[0]
        known = self._numbers(portrait, self._detector(portrait, 0)[0])
        return {
            "detect": lambda: self._detector(seen, 0),
            "embed": lambda: self._numbers(seen, box),
            "decide": lambda: _nearness(known, self._whole(seen)),
            "decide_on_two": lambda: _nearness(self._whole(portrait), self._whole(seen)),
        }

    def embedding(self, picture: Path) -> list[float] | None:
        seen = self._picture(picture)
        found = list(self._detector(seen, 0))
        if not found:
            return None
        height, width = seen.shape[:2]
        boxes = [(box.left(), box.top(), box.width(), box.height()) for box in found]
        return self._numbers(seen, found[nearest_to_middle(boxes, width, height)])

    def _whole(self, seen: Any) -> list[float]:
        return self._numbers(seen, self._detector(seen, 0)[0])

    def _numbers(self, seen: Any, box: Any) -> list[float]:
        return list(self._net.compute_face_descriptor(seen, self._points(seen, box)))

    def _picture(self, file: Path) -> Any:
        return self._cv2.cvtColor(self._cv2.imread(str(file)), self._cv2.COLOR_BGR2RGB)


def _models() -> Path:
    package = importlib.util.find_spec("face_recognition_models")
    if package is None or not package.submodule_search_locations:
        raise ImportError("face_recognition_models is not installed")
    return Path(package.submodule_search_locations[0]) / "models"


def _nearness(one: list[float], other: list[float]) -> float:
    return -math.dist(one, other)


if __name__ == "__main__":
    serve("dlib", Dlib)
