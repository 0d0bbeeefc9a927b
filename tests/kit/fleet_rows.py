"""Many terminals in central's database at once, as heartbeats would have left them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from kiosk.central.fleet.models import Desired, LastState, Terminal
from kiosk.central.rollout.models import ReleaseReport

DEVICES = {"id_card": "online", "document_printer": "online"}


def add_terminals(
    number: int, *, running: int = 1, devices: dict[str, str] | None = None, engine: int = 1
) -> list[str]:
    """Add approved terminals `T0001`, … that run a release and were heard of just now; returns their ids."""
    start, now = Terminal.objects.count(), timezone.now()
    ids = [f"T{start + one:04d}" for one in range(1, number + 1)]
    Terminal.objects.bulk_create(Terminal(terminal_id=pk, state="approved") for pk in ids)
    LastState.objects.bulk_create(
        LastState(
            terminal_id=pk,
            seen_at=now,
            interval_s=3600,
            software="1",
            engine=engine,
            release_seq=running,
            devices=DEVICES if devices is None else devices,
            screen_since=now,
        )
        for pk in ids
    )
    return ids


def told(seq: int) -> list[str]:
    return sorted(Desired.objects.filter(release_seq=seq).values_list("terminal_id", flat=True))


def obey(ids: Iterable[str], seq: int, state: str = "activated", *, at: datetime | None = None) -> None:
    """Let terminals take a release, or fail to."""
    ids, at = list(ids), at or timezone.now()
    if state != "failed":
        LastState.objects.filter(terminal_id__in=ids).update(release_seq=seq)
    for pk in ids:
        ReleaseReport.objects.update_or_create(terminal_id=pk, defaults={"seq": seq, "state": state, "at": at})
