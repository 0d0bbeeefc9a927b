"""What a heartbeat leaves behind: the last state, and an event for each thing that changed.

Heartbeats are not written one by one: see `fleet.buffer`.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kiosk.central.fleet import last_states
from kiosk.central.fleet.buffer import Beat, Buffer
from kiosk.central.fleet.models import FleetEvent, LastState, Terminal
from kiosk.central.fleet.reachability import Reachability
from kiosk.protocol.api import Heartbeat

Kind = FleetEvent.Kind
_SAID = {"software", "engine", "release_seq", "flows", "devices", "faults", "screen", "outbox_left"}
_MOST = 2**31 - 1  # what the columns hold


def issue_interval_s(bounds_s: tuple[float, float] | None = None) -> float:
    """Draw the time until a terminal's next heartbeat, in s: jitter, so that a fleet never knocks all at once."""
    return round(random.uniform(*(bounds_s or settings.HEARTBEAT_S)), 2)


def take_in(terminal: Terminal, heartbeat: Heartbeat, interval_s: float) -> None:
    """Keep what the terminal says until it is written with others. `interval_s`: what it is answered with."""
    buffer.add(Beat(terminal.pk, timezone.now(), interval_s, heartbeat))


def write(beats: Iterable[Beat]) -> None:
    """Replace the last states of the terminals of `beats`, one each, and add an event for each thing that changed.

    Of two processes the later heartbeat wins, whichever writes first: rows are locked in the order of their keys, and
    what is older than the row there is passed over, with its events.
    """
    by_terminal = {beat.terminal_id: beat for beat in sorted(beats, key=lambda beat: beat.terminal_id)}
    with transaction.atomic():
        rows = LastState.objects.select_for_update().filter(pk__in=by_terminal).order_by("pk")
        before = {row.pk: row for row in rows}
        newer = [beat for beat in by_terminal.values() if _is_newer(beat, before.get(beat.terminal_id))]
        now = [_row(beat, before.get(beat.terminal_id)) for beat in newer]
        last_states.touch(row for row in now if _says_the_same(row, before.get(row.pk)))
        last_states.upsert(row for row in now if not _says_the_same(row, before.get(row.pk)))
        FleetEvent.objects.bulk_create(
            FleetEvent(terminal_id=beat.terminal_id, at=beat.at, kind=kind, detail=detail[:500])
            for beat in newer
            if (was := before.get(beat.terminal_id)) is not None
            for kind, detail in changes(was, beat.said, beat.at)
        )


def _is_newer(beat: Beat, before: LastState | None) -> bool:
    return before is None or beat.at > before.seen_at


def _says_the_same(row: LastState, before: LastState | None) -> bool:
    return before is not None and all(getattr(row, name) == getattr(before, name) for name in _SAID)


def _row(beat: Beat, before: LastState | None) -> LastState:
    said = beat.said.model_dump(include=_SAID)
    said |= {"software": beat.said.software[:60], "screen": beat.said.screen[:80]}
    said |= {key: max(0, min(said[key], _MOST)) for key in ("engine", "release_seq", "outbox_left")}
    stays = before is not None and before.screen == said["screen"]
    since = before.screen_since if before is not None and stays else beat.at
    return LastState(
        terminal_id=beat.terminal_id, seen_at=beat.at, interval_s=beat.interval_s, screen_since=since, **said
    )


buffer = Buffer(write)
"""Of this process. `buffer.flush()` writes what it holds at once."""


def changes(before: LastState, now_said: Heartbeat, now: datetime) -> Iterator[tuple[Kind, str]]:
    """Yield what is different, in words of codes and numbers."""
    if before.reachability(now) is Reachability.OFFLINE:
        silent_s = (now - before.seen_at).total_seconds()
        yield Kind.RETURNED, f"{silent_s:.0f} s"
    if before.software != now_said.software[:60]:
        yield Kind.SOFTWARE, f"{before.software} → {now_said.software}"
    if before.release_seq != now_said.release_seq:
        yield Kind.RELEASE, f"{before.release_seq} → {now_said.release_seq}"
    mappings: tuple[tuple[Kind, Mapping[str, object], Mapping[str, object]], ...] = (
        (Kind.FLOWS, before.flows, now_said.flows),
        (Kind.DEVICES, before.devices, now_said.devices),
        (Kind.FAULTS, before.faults, now_said.faults),
    )
    for kind, was, is_now in mappings:
        if different := _differences(was, is_now):
            yield kind, different


def _differences(was: Mapping[str, object], is_now: Mapping[str, object]) -> str:
    keys = sorted(was.keys() | is_now.keys())
    parts = [
        f"{key}: {_said(was.get(key))} → {_said(is_now.get(key))}" for key in keys if was.get(key) != is_now.get(key)
    ]
    return "; ".join(parts)


def _said(value: object) -> str:
    if isinstance(value, list):
        return "+".join(map(str, value)) or "–"
    return "–" if value is None else str(value)
