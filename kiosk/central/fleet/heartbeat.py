"""What a heartbeat leaves behind: the last state, and an event for each thing that changed."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kiosk.central.configuration.reports import EXCHANGED
from kiosk.central.fleet.models import FleetEvent, LastState, Terminal
from kiosk.central.fleet.reachability import Reachability
from kiosk.protocol.api import Heartbeat

Kind = FleetEvent.Kind
_MOST = 2**31 - 1  # what the columns hold


def issue_interval_s() -> float:
    """Draw the time until a terminal's next heartbeat, in s: jitter, so that a fleet never knocks all at once."""
    return round(random.uniform(*settings.HEARTBEAT_S), 2)


@transaction.atomic
def take_in(terminal: Terminal, heartbeat: Heartbeat, interval_s: float) -> None:
    """Replace the terminal's last state. `interval_s` is what this heartbeat is answered with."""
    now = timezone.now()
    before = LastState.objects.filter(pk=terminal.pk).first()
    if before is not None:
        events = [
            FleetEvent(terminal=terminal, at=now, kind=k, detail=d[:500]) for k, d in changes(before, heartbeat, now)
        ]
        FleetEvent.objects.bulk_create(events)
    stays = before is not None and before.screen == heartbeat.screen
    said = heartbeat.model_dump(exclude=EXCHANGED) | {
        "software": heartbeat.software[:60],
        "screen": heartbeat.screen[:80],
    }
    said |= {key: max(0, min(said[key], _MOST)) for key in ("engine", "release_seq", "outbox_left")}
    said |= {"seen_at": now, "interval_s": interval_s}
    said["screen_since"] = before.screen_since if before is not None and stays else now
    LastState.objects.update_or_create(terminal=terminal, defaults=said)


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
