"""The fleet as plain values, for programs."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from kiosk.central.fleet.models import LastState, Terminal


def terminals() -> list[dict[str, Any]]:
    """Return every terminal with what it last said; `reachability` is `never` before its first heartbeat."""
    now = timezone.now()
    states = {state.pk: state for state in LastState.objects.all()}
    return [
        _listed(terminal, states.get(terminal.pk), now)
        for terminal in Terminal.objects.select_related("place").prefetch_related("keys")
    ]


def _listed(terminal: Terminal, state: LastState | None, now: datetime) -> dict[str, Any]:
    return {
        "terminal_id": terminal.terminal_id,
        "place": str(terminal.place or ""),
        "district": terminal.place.district_id or "" if terminal.place else "",
        "state": terminal.state,
        "fingerprint": terminal.fingerprint,
        "out_of_service": terminal.out_of_service,
        "reachability": state.reachability(now).value if state else "never",
        "screen": state.screen if state else "",
        "faults": state.faults if state else {},
        "flows": state.flows if state else {},
        "release_seq": state.release_seq if state else 0,
    }
