"""The platform's migrations on a database that is full, each against the time to write the same tables once."""

import json
import os
import subprocess
import sys
import tempfile

from kiosk.bench.ratio import Ratio
from kiosk.central.database import URL, URL_FILE

_TIMEOUT_S = 2 * 3600
_WORTH_TELLING = 0.02
"""Of the time of all: migrations that take less are told together."""


def measure(runs: int, transactions: int) -> list[Ratio]:
    """Measure on SQLite, and on PostgreSQL where its URL is set; each run fills a database anew."""
    chosen = [{URL: "", URL_FILE: ""}]
    if os.environ.get(URL) or os.environ.get(URL_FILE):
        chosen.append({})
    return [ratio for environment in chosen for _ in range(runs) for ratio in _measured(environment, transactions)]


def _measured(environment: dict[str, str], transactions: int) -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [sys.executable, "-m", "kiosk.bench.central_migrations_run", folder, str(transactions)],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            timeout=_TIMEOUT_S,
            check=True,
        )
    measured = json.loads(told.stdout)
    took_s: dict[str, float] = measured["migrations_s"]
    peer, copy_s = measured["peer"], measured["copy_s"]
    where = f"on {measured['database']}, {transactions} transactions, {measured['mib']:.0f} MiB"
    all_s = sum(took_s.values())
    long = {name: s for name, s in took_s.items() if s >= _WORTH_TELLING * all_s}
    keys = {"checking every foreign key, as after each migration": s} if (s := measured["check_s"]) else {}
    told_s = {
        **keys,
        **long,
        f"{len(took_s) - len(long)} others together": all_s - sum(long.values()),
        f"all {len(took_s)} migrations": all_s,
    }
    return [Ratio(f"{name} {where}", "one run", s, peer, copy_s, "s", 1) for name, s in told_s.items()]
