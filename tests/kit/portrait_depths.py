"""How deep a portrait is: a surface through the points of the face, and about a head as people have one."""

from typing import Any

import cv2
import numpy as np

from drivers.face_camera import points
from drivers.face_camera.portrait import DEPTH_STEP_PX

_BEHIND = 0.2  # of the head's width: so far its sides reach back from the ears
_SIDE = 0.1  # of the head's width: what of the outline stands for the sides
_FACE = 0.06  # of the head's width: so far beside the face its points say no more what is there
_AROUND = 1.3  # of the head's width: so far from its middle the surface is worked out
_RELIEF = 1.4  # the mesh makes faces too flat: turned by 40° and measured again they read 26° without this, 33° with it
_SKULL = 0.6  # of the head's width: so far the skull's middle lies before the ears
_SLACK_PX = 1.0  # by so much the surface may pass a place by, about


def depths(spots: Any, matte: Any) -> Any:
    """Return the surface: the face where its points are, round to the ears around it, and sides that reach back."""
    right, left = spots[list(points.EARS)]
    head_width, axis = float(np.linalg.norm(left - right)), float(right[2] + left[2]) / 2
    spots = spots * (1, 1, _RELIEF) + (0, 0, axis * (1 - _RELIEF))
    edge = cv2.distanceTransform((matte > 127).astype(np.uint8), cv2.DIST_L2, 5)[::DEPTH_STEP_PX, ::DEPTH_STEP_PX]
    rows, columns = (grid * DEPTH_STEP_PX for grid in np.mgrid[0 : edge.shape[0], 0 : edge.shape[1]].astype(np.float32))
    face = np.zeros_like(matte)
    cv2.fillPoly(face, [spots[list(points.OVAL), :2].astype(np.int32)], 255)
    beside = cv2.distanceTransform(255 - face, cv2.DIST_L2, 5)[::DEPTH_STEP_PX, ::DEPTH_STEP_PX]
    x, y = spots[list(points.EARS), :2].mean(axis=0)
    skull = (edge > 0) & (beside > _FACE * head_width) & (rows < y)
    rim = (
        (edge > 0)
        & (edge < 2 * DEPTH_STEP_PX)
        & (beside > _FACE * head_width)
        & (rows >= y)
        & (rows < spots[points.CHIN, 1])
    )
    inwards = np.clip(edge / (0.5 * head_width), 0, 1)
    dome = axis - _SKULL * head_width * np.sqrt(inwards * (2 - inwards))
    outline = [np.column_stack([columns[rim], rows[rim], np.full(int(rim.sum()), axis)])]
    outline += [np.column_stack([columns[skull], rows[skull], dome[skull]])]
    known = np.vstack([spots, *outline, _neck(spots, axis, head_width)]).astype(np.float32)
    near = (abs(columns - x) < _AROUND * head_width) & (abs(rows - y) < _AROUND * head_width)
    box = np.ix_(near.any(axis=1), near.any(axis=0))
    surface = cv2.GaussianBlur(_through(known, columns[box], rows[box]), (0, 0), 0.8)
    above, left_over = int(np.argmax(near.any(axis=1))), int(np.argmax(near.any(axis=0)))
    below, right_over = edge.shape[0] - above - surface.shape[0], edge.shape[1] - left_over - surface.shape[1]
    surface = np.pad(surface, ((above, below), (left_over, right_over)), mode="edge")
    return np.asarray(surface + _BEHIND * head_width * np.clip(1 - edge / (_SIDE * head_width), 0, 1) ** 2, np.float32)


def _neck(spots: Any, axis: float, head_width: float) -> Any:
    """Return places on the neck and below it: they lie behind the chin."""
    chin = spots[points.CHIN]
    across = np.array([-0.9, -0.3, 0.0, 0.3, 0.9]) * head_width
    depths = np.array([0.0, -0.2, -0.25, -0.2, 0.0]) * head_width + axis
    return np.vstack([
        np.column_stack([chin[0] + across, np.full(5, chin[1] + down * head_width), depths]) for down in (0.15, 0.6, 1.2)
    ])  # fmt: skip


def _through(known: Any, columns: Any, rows: Any) -> Any:
    """Return a surface through `known` (x, y, depth): radial basis functions |r|, which never swing over."""
    places, mean = known[:, :2], float(known[:, 2].mean())
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    weights = np.linalg.solve(apart - np.eye(len(known), dtype=np.float32) * _SLACK_PX, known[:, 2] - mean)
    asked = np.column_stack([columns.ravel(), rows.ravel()])
    far = np.linalg.norm(asked[:, None] - places[None], axis=2)
    return np.asarray(far @ weights + mean, np.float32).reshape(columns.shape)
