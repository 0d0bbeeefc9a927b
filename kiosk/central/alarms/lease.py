"""One of several processes does what one is enough for: whoever holds the lease, as long as it renews it."""

import os
import socket
import uuid
from datetime import datetime, timedelta

from django.db.models import Q

from kiosk.central.alarms.models import Lease

ME = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
"""This process, among all that work on one database."""


def hold(name: str, holder: str, now: datetime, for_s: float) -> bool:
    """Take or renew the lease; False while somebody else has it. Who dies loses it after `for_s` seconds."""
    until = now + timedelta(seconds=for_s)
    free = Lease.objects.filter(Q(holder=holder) | Q(until__lte=now), name=name)
    if free.update(holder=holder, until=until):
        return True
    lease, new = Lease.objects.get_or_create(name=name, defaults={"holder": holder, "until": until})
    return new or lease.holder == holder


def release(name: str, holder: str) -> None:
    """Let the next one take it at once."""
    Lease.objects.filter(name=name, holder=holder).delete()
