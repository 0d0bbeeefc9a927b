"""deepface with YuNet and SFace, measured: see `kiosk.bench.face_program`. Runs in the peers' environment.

`DEEPFACE_HOME` names the folder with the same model files as ours, so that nothing is downloaded.
"""

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kiosk.bench.face_program import THREADS, nearest_to_middle, serve

_MODELS = {"model_name": "SFace", "detector_backend": "yunet"}


class DeepFace:
    """Its public functions, as its manual uses them; `verify` takes numbers made before in place of a picture."""

    def __init__(self) -> None:
        self._cv2: Any = importlib.import_module("cv2")
        self._cv2.setNumThreads(THREADS)
        onnx: Any = importlib.import_module("onnxruntime")
        onnx.SessionOptions = _with_threads(onnx.SessionOptions)
        self._deepface: Any = importlib.import_module("deepface.DeepFace")

    def take(self, frame: Path, reference: Path) -> Mapping[str, Callable[[], object]]:
        seen, portrait = self._cv2.imread(str(frame)), self._cv2.imread(str(reference))
        known = self._deepface.represent(portrait, **_MODELS)[0]["embedding"]
        found = self._deepface.extract_faces(seen, detector_backend="yunet")[0]["face"]
        face = (found[:, :, ::-1] * 255).astype("uint8")  # it gives red first, 0 to 1, and takes blue first, 0 to 255
        return {
            "detect": lambda: self._deepface.extract_faces(seen, detector_backend="yunet"),
            "embed": lambda: self._deepface.represent(face, model_name="SFace", detector_backend="skip"),
            "decide": lambda: self._deepface.verify(seen, known, silent=True, **_MODELS),
            "decide_on_two": lambda: self._deepface.verify(seen, portrait, silent=True, **_MODELS),
        }

    def embedding(self, picture: Path) -> list[float] | None:
        seen = self._cv2.imread(str(picture))
        found = self._deepface.represent(seen, enforce_detection=False, **_MODELS)
        faces = [one for one in found if one["face_confidence"]]  # without a face it takes the whole picture for one
        if not faces:
            return None
        height, width = seen.shape[:2]
        boxes = [tuple(one["facial_area"][side] for side in "xywh") for one in faces]
        numbers = [float(one) for one in faces[nearest_to_middle(boxes, width, height)]["embedding"]]
        length = sum(one * one for one in numbers) ** 0.5
        return [one / length for one in numbers]


def _with_threads(options: Callable[[], Any]) -> Callable[[], Any]:
    def made() -> Any:
        new = options()
        new.intra_op_num_threads = THREADS
        return new

    return made


if __name__ == "__main__":
    serve("deepface", DeepFace)
