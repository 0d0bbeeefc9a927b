"""How soon a terminal shall come again while a rollout waits for it: quicker, as far as this platform can bear."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from kiosk.central.fleet.models import Terminal
from kiosk.central.rollout.service import is_brisk

_LOOK_EVERY_S = 2.0
_SPREAD = 1 / 3


@dataclass
class _Last:
    at: float = -_LOOK_EVERY_S
    bounds: tuple[float, float] | None = None


_last = _Last()


def bounds_s() -> tuple[float, float]:
    """Return between which seconds the next heartbeat is drawn. Looks into the database every two seconds at most."""
    if time.monotonic() - _last.at >= _LOOK_EVERY_S:
        _last.bounds, _last.at = _bounds(), time.monotonic()
    return _last.bounds or settings.HEARTBEAT_S


def forget() -> None:
    """Look into the database with the next heartbeat."""
    _last.at = -_LOOK_EVERY_S


def _bounds() -> tuple[float, float] | None:
    if not is_brisk(timezone.now()):
        return None
    terminals = Terminal.objects.filter(state=Terminal.State.APPROVED).count()
    mean_s = max(settings.ROLLOUT_HEARTBEAT_S, terminals / settings.ROLLOUT_HEARTBEATS_PER_S)
    low_s, high_s = mean_s * (1 - _SPREAD), mean_s * (1 + _SPREAD)
    return (low_s, high_s) if high_s < settings.HEARTBEAT_S[1] else None
