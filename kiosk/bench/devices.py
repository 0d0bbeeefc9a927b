"""Devices on their wires: each figure beside the limit of that wire, or of what a person notices."""

from kiosk.bench import card, host, receipt
from kiosk.bench.ratio import Ratio

_HOST_RUNS_PER_RUN = 50
_RECEIPTS = 5  # each takes two seconds of wire


def measure(runs: int) -> list[Ratio]:
    """Measure reader, receipt printer and host in turn."""
    return [
        *card.measure(runs),
        card.noticed(runs),
        *receipt.measure(min(runs, _RECEIPTS)),
        host.overhead(runs * _HOST_RUNS_PER_RUN),
        host.idle_cpu(),
    ]
