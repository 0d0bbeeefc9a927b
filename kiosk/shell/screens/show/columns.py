"""How wide the columns of a table are: as wide as their values want, and where that is too much, long texts give."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

Widths = Sequence[float]


def widths_of(wishes: Sequence[Widths], room: float) -> list[float]:
    """Share `room` among columns, in pixels, so that the widths come to it.

    `wishes`: what each column must have, then what it should have, then what it would like, each at least as much as
    before. The first that cannot be granted to all is granted to the modest; what is left over is shared alike.
    """
    if sum(wishes[0]) > room:
        return _levelled(wishes[0], room)
    for few, much in pairwise(wishes):
        if sum(much) > room:
            more = _levelled([most - least for least, most in zip(few, much, strict=True)], room - sum(few))
            return [least + part for least, part in zip(few, more, strict=True)]
    spare = (room - sum(wishes[-1])) / len(wishes[-1])
    return [width + spare for width in wishes[-1]]


def _levelled(wanted: Widths, room: float) -> list[float]:
    """Cut all at one height, so that they come to `room`, which is less than they want."""
    ordered = sorted(wanted)
    used = list(accumulate(ordered, initial=0.0))
    levels = ((room - used[number]) / (len(ordered) - number) for number in range(len(ordered)))
    level = next(height for height, low in zip(levels, ordered, strict=True) if height <= low)
    return [min(width, level) for width in wanted]
