"""rate: skipped, each level, with and without the reasons that a low one needs, and reasons of another level."""

from typing import Any

from kiosk.protocol.rating import REASONS


def _ratings() -> tuple[Any, ...]:
    levels = sorted(REASONS)
    return (
        None,
        *({"satisfaction": level, "reasons": []} for level in levels),
        *({"satisfaction": level, "reasons": list(REASONS[level])[:1]} for level in levels if REASONS[level]),
        {"satisfaction": levels[0], "reasons": list(REASONS[levels[-1]])[:1]},
    )


ANSWERS = _ratings()
