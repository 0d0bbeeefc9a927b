"""Devices on their wires: each figure beside the limit of that wire, or of what a person notices."""

from kiosk.bench import card, host
from kiosk.bench.ratio import Ratio

_HOST_RUNS_PER_RUN = 50


def measure(runs: int) -> list[Ratio]:
    """Measure reader and host in turn."""
    return [
        *card.measure(runs),
        card.noticed(runs),
        host.overhead(runs * _HOST_RUNS_PER_RUN),
        host.idle_cpu(),
    ]
