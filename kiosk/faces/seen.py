"""What was measured on one frame. Values only: no picture, and no numbers that a face could be known by later."""

from dataclasses import asdict, dataclass
from typing import Any

from kiosk.faces.face import Face


@dataclass(frozen=True)
class Look:
    """Of the largest face of a frame.

    `brightness`: below which 95 % of its pixels are, 0 to 255: that depends least on how dark somebody's skin is;
    `clipped`: how much of it is blown out, 0 to 1;
    `sharpness`: see `kiosk.faces.sharpness`; `eyes_light`, `mouth_line`: see `kiosk.faces.occlusion`;
    `turn`: as `kiosk.faces.face.Face.turn`, the mean over the detector's points and the mesh's: steadier than either;
    `eyes_open`: see `kiosk.faces.eyes`; `mouth_open`: see `kiosk.faces.mesh`;
    `likeness`: to the portrait, as `kiosk.faces.finding.likeness` gives it;
    `sameness`: that, to the face of the frame that was chosen as anchor; None before one was.
    """

    brightness: float
    clipped: float
    sharpness: float
    eyes_light: float
    mouth_line: float
    turn: float
    eyes_open: float
    mouth_open: float
    likeness: float
    sameness: float | None


@dataclass(frozen=True)
class Seen:
    """A frame of `width_px` × `height_px`, captured at `at_s` (`time.monotonic`), with its faces, the largest first.

    `brightness` and `clipped` are those of the whole picture, as of a `Look`; `look` is None when there is no face.
    """

    at_s: float
    width_px: int
    height_px: int
    brightness: float
    clipped: float
    faces: tuple[Face, ...]
    look: Look | None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can carry it."""
        return asdict(self)

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Seen":
        """Return what `as_dict` gave, come through JSON."""
        faces = tuple(_face(face) for face in told["faces"])
        look = None if told["look"] is None else Look(**told["look"])
        return cls(**{**told, "faces": faces, "look": look})


def _face(told: dict[str, Any]) -> Face:
    points: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Face(**points)
