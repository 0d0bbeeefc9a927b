"""What a fleet costs central: `kiosk bench central load`, on SQLite and, where its URL is given, on PostgreSQL.

The platform is as in service: gunicorn with a worker a core and `kiosk central work`, separate processes on loopback,
without nginx and TLS. First 577 terminals of real client code live there in real time; then requests that were signed
before come as fast as they are taken, over 16 connections. Terminals say 228 services each.

Processor time is what the kernel counted for the processes of each program; it holds on a busy machine, rates do not.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.bench.figure import Figure, load_average, machine, yardstick
from kiosk.bench.load_client import burst, prepared
from kiosk.bench.load_content import CASE_RECORDS, TERMINALS, Seat, case, heartbeat, seated, waited
from kiosk.bench.processor import family_cpu_s
from kiosk.bench.production import Production, Spent, production
from kiosk.central.database import URL, URL_FILE
from kiosk.protocol import api

_CONNECTIONS = 16
_WARM_UP_S = 2.0
_BURST_S = 12.0
_FLUSH_S = 1.5
_MOST_ITEMS_PER_S = 4000
_BATCH = 100
_TIMEOUT_S = 1800


def measure(runs: int) -> list[Figure]:
    """Measure each database in a process of its own; `runs` is for how many minutes the fleet lives in real time."""
    servers = [""]
    if url := os.environ.get(URL):
        servers.append(url)
    figures = []
    for server in servers:
        with tempfile.TemporaryDirectory(prefix="kiosk-load-") as folder:
            told = subprocess.run(
                [sys.executable, "-m", "kiosk.bench.central_load", folder, server, str(runs)],
                stdout=subprocess.PIPE,
                timeout=_TIMEOUT_S,
                check=True,
            )
        figures += [Figure(**one) for one in json.loads(told.stdout)]
    return figures


def main(folder: Path, server: str, minutes: int) -> None:
    """The measuring process: prints the figures as one JSON document."""
    from kiosk.bench.central_push import publish_one_flow
    from kiosk.central.setup import Place, set_up

    publish_one_flow(folder)
    with production(folder, server) as platform:
        os.environ[URL], os.environ[URL_FILE] = platform.database, ""
        set_up(Place(data=platform.data))
        figures = [Figure(f"machine: {machine()}; cores", os.cpu_count() or 1, "", load_average())]
        figures += [yardstick(), *_real_time(platform, minutes), yardstick()]
        seats = seated(TERMINALS)
        figures += _heartbeats(platform, seats)
        figures += _intake(platform, seats, "a case in a batch", CASE_RECORDS, case)
        figures += _intake(platform, seats, f"batches of {_BATCH} that waited", _BATCH, lambda: waited(_BATCH))
        figures.append(yardstick())
    print(json.dumps([figure.as_dict() for figure in figures]))  # noqa: T201 - the process's answer


def _real_time(platform: Production, minutes: int) -> list[Figure]:
    with _fleet(platform, minutes) as (lines, simulator):
        _until_phase(lines, "real time")
        before, client_s, began = platform.spent(), family_cpu_s(simulator), time.monotonic()
        spent, lasted_s = Spent(0, 0, 0, 0, 0), 0.0
        for line in lines:
            if line.get("phase") != "real time":
                break
            spent, lasted_s = platform.spent() - before, time.monotonic() - began
            client_cpu_s = family_cpu_s(simulator) - client_s
        outcome = next(line for line in lines if "verdict" in line)
    if not outcome["verdict"]["good"]:
        raise RuntimeError(f"the fleet's records are not all there: {outcome['verdict']}")
    records = outcome["verdict"]["put"]
    how = (
        f"{TERMINALS} terminals in real time for {lasted_s:.0f} s, "
        f"{outcome['heartbeats_per_s']:.1f} heartbeats/s, {records} records in all; {load_average()}"
    )
    shares = [
        ("central", spent.central_s + spent.jobs_s),
        ("its jobs, of that", spent.jobs_s),
        ("PostgreSQL", spent.database_s),
        ("the simulator", client_cpu_s),
    ]
    return [
        Figure(
            f"{platform.kind}: CPU of {who}", 100 * cpu_s / lasted_s / (os.cpu_count() or 1), "% of the machine", how
        )
        for who, cpu_s in shares
        if who != "PostgreSQL" or platform.database
    ]


def _heartbeats(platform: Production, seats: list[Seat]) -> list[Figure]:
    def share(number: int) -> Iterator[bytes]:
        mine = list(enumerate(seats))[number::_CONNECTIONS]
        return itertools.cycle(
            [
                prepared(platform.url, api.HEARTBEAT, heartbeat(at, minute), seat.private_key, seat.key_id)
                for minute in range(2)
                for at, seat in mine
            ]
        )

    return _figures(platform, "heartbeat", "", 1, [share(number) for number in range(_CONNECTIONS)])


def _intake(platform: Production, seats: list[Seat], what: str, items: int, body: Callable[[], bytes]) -> list[Figure]:
    number = int((_BURST_S + _WARM_UP_S) * _MOST_ITEMS_PER_S / items / _CONNECTIONS)
    shares = [
        iter(
            [
                prepared(platform.url, api.INTAKE, body(), seat.private_key, seat.key_id)
                for seat in itertools.islice(itertools.cycle(seats[at::_CONNECTIONS]), number)
            ]
        )
        for at in range(_CONNECTIONS)
    ]
    return _figures(platform, "record", f", {what}", items, shares)


def _figures(
    platform: Production, operation: str, what: str, items: int, shares: list[Iterator[bytes]]
) -> list[Figure]:
    platform.checkpoint()
    burst(platform.url, shares, _WARM_UP_S)
    before, client_s = platform.spent(), time.process_time()
    told = burst(platform.url, shares, _BURST_S)
    if not told.answered:
        raise RuntimeError(f"{told.refused} requests were refused, none answered: see gunicorn's log")
    client_s = time.process_time() - client_s
    time.sleep(_FLUSH_S)  # the last heartbeats are on their way into the database
    spent, done = platform.spent() - before, told.answered * items
    how = f"{done} in {told.lasted_s:.1f} s over {_CONNECTIONS} connections, {told.refused} refused; {load_average()}"
    name = f"{platform.kind}: {operation}s{what}"
    log = "WAL" if platform.database else "written to files"
    figures = [
        Figure(f"{name}, sustained", done / told.lasted_s, "per s", how),
        Figure(f"{name}, CPU of central", spent.central_s / done * 1000, "ms each", how),
        Figure(f"{name}, CPU of PostgreSQL", spent.database_s / done * 1000, "ms each", how),
        Figure(f"{name}, CPU of the client", client_s / done * 1000, "ms each", f"signed before; {how}"),
        Figure(f"{name}, {log}", spent.wal_bytes / done, "bytes each", how),
        Figure(f"{name}, growth of the database", spent.size_bytes / done, "bytes each", how),
    ]
    return [one for one in figures if platform.database or "of PostgreSQL" not in one.name]


@contextmanager
def _fleet(platform: Production, minutes: int) -> Iterator[tuple[Iterator[dict[str, Any]], int]]:
    words = [sys.executable, "-m", "kiosk", "central", "simulate", "--url", platform.url, "--data", str(platform.data)]
    words += ["--test-platform", "--terminals", str(TERMINALS), "--minutes", str(minutes), "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None, "a pipe was asked for"
        try:
            yield (json.loads(line) for line in process.stdout), process.pid
        except BaseException:
            process.kill()
            raise


def _until_phase(lines: Iterator[dict[str, Any]], phase: str) -> None:
    for line in lines:
        if line.get("phase") == phase:
            return
    raise RuntimeError(f"the simulated fleet ended before: {phase}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
