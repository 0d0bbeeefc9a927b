"""The measuring process of `kiosk bench central`: FOLDER RUNS → one JSON document on standard output.

Both ways begin at the terminal's words as a checked model, and end when they are committed. One in fifty tells of a
change, as a fleet does in a busy minute. The database is a scratch one, dropped afterwards.
"""

import functools
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.bench.databases import in_scratch_database
from kiosk.protocol.api import Heartbeat

_TERMINALS = 1000
_CHANGES_EVERY = 50


def main(folder: Path, runs: int) -> None:
    in_scratch_database(folder, functools.partial(_measured, runs))


def _measured(runs: int) -> dict[str, list[float]]:
    from kiosk.central.fleet.models import Terminal

    names = [f"WH{number:05d}" for number in range(_TERMINALS)]
    Terminal.objects.bulk_create(Terminal(terminal_id=name) for name in names)
    _many(names, 0)
    told: dict[str, list[float]] = {}
    for run in range(1, runs + 1):
        for way, write in (("single", _one_by_one), ("many", _many)):
            for kind, value in _timed(write, names, run).items():
                told.setdefault(f"{way}_{kind}", []).append(value)
    return told


def _timed(write: Callable[[list[str], int], None], names: list[str], run: int) -> dict[str, float]:
    wal, cpu_s, began = _wal_bytes(), time.process_time(), time.perf_counter()
    write(names, run)
    took_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu_s
    wal_each = (_wal_bytes() - wal) / len(names)
    return {"per_s": len(names) / took_s, "cpu_ms": cpu_s / len(names) * 1000, "wal_bytes": wal_each}


def _many(names: list[str], run: int) -> None:
    from django.utils import timezone

    from kiosk.central.fleet import heartbeat
    from kiosk.central.fleet.buffer import FLUSH_AT, Beat

    for start in range(0, len(names), FLUSH_AT):
        part = names[start : start + FLUSH_AT]
        heartbeat.write([Beat(name, timezone.now(), 60.0, _said(at, run)) for at, name in enumerate(part, start)])


def _one_by_one(names: list[str], run: int) -> None:
    """What one would write first, with the ORM: read the row, see what changed, save it."""
    from django.db import transaction
    from django.utils import timezone

    from kiosk.central.fleet.heartbeat import changes
    from kiosk.central.fleet.models import FleetEvent, LastState

    for at, name in enumerate(names):
        said, now = _said(at, -run), timezone.now()
        with transaction.atomic():
            state = LastState.objects.get(pk=name)
            for kind, detail in changes(state, said, now):
                FleetEvent.objects.create(terminal_id=name, at=now, kind=kind, detail=detail)
            for field, value in said.model_dump(include={"software", "engine", "release_seq", "flows"}).items():
                setattr(state, field, value)
            state.devices, state.faults, state.outbox_left = said.devices, said.faults, said.outbox_left
            if state.screen != said.screen:
                state.screen, state.screen_since = said.screen, now
            state.seen_at, state.interval_s = now, 60.0
            state.save()


def _said(at: int, run: int) -> Heartbeat:
    changed = at % _CHANGES_EVERY == 0
    return Heartbeat(
        software="1.0.0",
        engine=3,
        release_seq=17,
        flows={f"department/service-{number}": 4 for number in range(20)},
        devices=dict.fromkeys(("id_card", "document_printer", "receipt_printer", "face_camera"), "online"),
        faults={"document_printer": ["PAPER_LOW"]} if changed and run % 2 else {},
        screen=f"step-{run}" if changed else "home",
    )


def _wal_bytes() -> int:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
