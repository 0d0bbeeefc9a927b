"""Pictures of many people, by pairs: how alike one person's are, and how alike strangers'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.bench.error_rates import Scores

_KINDS = frozenset({".jpg", ".jpeg", ".png"})

People = Mapping[str, Sequence[Path]]
"""Pictures by who is on them."""


@dataclass(frozen=True)
class Pairs:
    """The scores of all pairs of one person's pictures, and of all pairs of two persons'."""

    same: Scores
    strangers: Scores


def people(folder: Path) -> People:
    """Return the pictures in `folder`/IDENTITY/.

    Raises:
        ValueError: there are not two people, or nobody has two pictures.
    """
    found = {
        each.name: sorted(file for file in each.iterdir() if file.suffix.lower() in _KINDS)
        for each in sorted(folder.iterdir())
        if each.is_dir()
    }
    some = {name: files for name, files in found.items() if files}
    if len(some) < 2 or all(len(files) < 2 for files in some.values()):
        raise ValueError(f"{folder}: wants folders of at least two people, one of them with two pictures")
    return some


def pairs(numbers: Sequence[tuple[str, Sequence[float] | None]]) -> Pairs:
    """Return all pairs of faces that were found. `numbers`: who it is, and the numbers of the face; None: not found.

    A score is 1 less half the squared distance: the cosine of two whose squares add up to 1.
    """
    found = [(who, values) for who, values in numbers if values is not None]
    names = np.array([who for who, _ in found])
    values = np.array([values for _, values in found], np.float64)
    lengths = (values**2).sum(axis=1)
    scores = 1 - (lengths[:, None] + lengths[None, :] - 2 * values @ values.T) / 2
    upper = np.triu(np.ones(scores.shape, bool), 1)
    same = names[:, None] == names[None, :]
    return Pairs(scores[upper & same], scores[upper & ~same])
