"""Heartbeats that are written many at a time against one by one, each database in a process of its own."""

from typing import Any

from kiosk.bench.databases import measured_on_each
from kiosk.bench.ratio import Ratio, median

_TIMEOUT_S = 600
_PEER = "get and save in a transaction"


def measure(runs: int) -> list[Ratio]:
    """Measure on SQLite, and on PostgreSQL where its URL is set."""
    found = measured_on_each("kiosk.bench.central_heartbeats", runs, _TIMEOUT_S)
    return [ratio for measured in found for ratio in _ratios(measured, runs)]


def _ratios(measured: dict[str, Any], runs: int) -> list[Ratio]:
    name = f"heartbeats on {measured['database']}"
    kinds = [("per_s", "", "heartbeats/s"), ("cpu_ms", ", CPU of central", "ms"), ("wal_bytes", ", WAL", "bytes each")]
    return [
        Ratio(f"{name}{what}", "median", median(measured[f"many_{kind}"]), _PEER, median(single), unit, runs)
        for kind, what, unit in kinds
        if all(single := measured[f"single_{kind}"])
    ]
