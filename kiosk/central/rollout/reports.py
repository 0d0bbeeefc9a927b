"""What terminals say of a release, kept when it changes."""

from django.utils import timezone

from kiosk.central.fleet.models import Terminal
from kiosk.central.rollout.models import ReleaseReport
from kiosk.protocol.api import Heartbeat

_MOST_SEQ = 2**31 - 1


def note(terminal: Terminal, said: Heartbeat) -> None:
    """Keep it, unless it is what is known: `terminal` was read together with its report."""
    if not said.release_state or not 0 < said.release_tried <= _MOST_SEQ:
        return
    fields = {"seq": said.release_tried, "state": said.release_state, "reason": said.release_reason[:300]}
    known: ReleaseReport | None = getattr(terminal, "release_report", None)
    if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
        return
    ReleaseReport.objects.update_or_create(terminal=terminal, defaults={**fields, "at": timezone.now()})
