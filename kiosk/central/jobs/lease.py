"""Taking, renewing and giving back a lease: one conditional UPDATE each, so of any number of takers one succeeds."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kiosk.central.jobs.models import Lease


def new_holder() -> str:
    """Return a name that no other process ever had: host, process, and eight signs of chance."""
    return f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"


@transaction.atomic
def take(job: str, holder: str, now: datetime, for_s: float) -> bool:
    """Take or renew the lease of `job`; False while somebody else has it."""
    lease, _new = Lease.objects.get_or_create(job=job, defaults={"until": now})
    free = Q(until__lte=now) | Q(holder=holder)
    if lease.holder and _is_gone(lease.holder):
        free |= Q(holder=lease.holder)
    mine = Lease.objects.filter(free, job=job)
    return mine.update(holder=holder, until=now + timedelta(seconds=for_s)) == 1


def give_back(job: str, holder: str, now: datetime) -> None:
    """Let somebody else have it at once."""
    Lease.objects.filter(job=job, holder=holder).update(holder="", until=now)


def note(job: str, holder: str, now: datetime, error: str = "") -> None:
    """Keep how the last run ended. Of a row of failures the first one's time stands."""
    mine = Lease.objects.filter(job=job, holder=holder)
    if error:
        mine.filter(failing_since__isnull=True).update(failing_since=now)
        mine.update(ran_at=now, error=error[:80])
    else:
        mine.update(ran_at=now, failing_since=None, error="")


def _host() -> str:
    return socket.gethostname()[:60]


def _is_gone(holder: str) -> bool:
    """Whether the holder was a process of this machine that is there no more: then nobody need wait for its lease."""
    host, pid, _chance = holder.rsplit(":", 2)
    if host != _host():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
