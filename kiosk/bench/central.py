"""Heartbeats that are written many at a time against one by one, each database in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile

from kiosk.bench.ratio import Ratio, median
from kiosk.central.database import URL, URL_FILE

_TIMEOUT_S = 600
_PEER = "get and save in a transaction"


def measure(runs: int) -> list[Ratio]:
    """Measure on SQLite, and on PostgreSQL where its URL is set."""
    chosen = [{URL: "", URL_FILE: ""}]
    if os.environ.get(URL) or os.environ.get(URL_FILE):
        chosen.append({})
    return [ratio for environment in chosen for ratio in _measured(environment, runs)]


def _measured(environment: dict[str, str], runs: int) -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [sys.executable, "-m", "kiosk.bench.central_heartbeats", folder, str(runs)],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            timeout=_TIMEOUT_S,
            check=True,
        )
    measured = json.loads(told.stdout)
    name = f"heartbeats on {measured['database']}"
    kinds = [("per_s", "", "heartbeats/s"), ("cpu_ms", ", CPU of central", "ms"), ("wal_bytes", ", WAL", "bytes each")]
    return [
        Ratio(f"{name}{what}", "median", median(measured[f"many_{kind}"]), _PEER, median(single), unit, runs)
        for kind, what, unit in kinds
        if all(single := measured[f"single_{kind}"])
    ]
