"""What a machine hands in that was replaced: what residents did there, and nothing about the machine itself.

Its key has ended for everything else, and where it stood another one stands now. So its alarms of devices, and its
answers to commands, would be taken for the other one's: they are answered, for its outbox to become empty, and passed
over. Alarms of a doubtful document or of money are about a resident, and stay.
"""

from typing import Any

from django.db import transaction
from django.db.models import F

from kiosk.central.alarms.service import ABOUT_ONE_THING
from kiosk.central.audit import service as audit
from kiosk.central.fleet.models import TerminalKey
from kiosk.central.intake.service import take_in_all
from kiosk.protocol.api import ItemResult

_OF_THE_MACHINE = frozenset({"alarm", "command"})


@transaction.atomic
def take_in_late(key: TerminalKey, items: list[dict[str, Any]], clock_offset_s: int) -> list[ItemResult]:
    """Take a batch in under a key that has ended, with its trace: both or neither."""
    wanted = [not _of_the_machine(item) for item in items]
    taken = iter(
        take_in_all(key.terminal, [item for item, want in zip(items, wanted, strict=True) if want], clock_offset_s)
    )
    results = [
        next(taken) if want else ItemResult(id=str(item.get("id", "")), status="accepted")
        for item, want in zip(items, wanted, strict=True)
    ]
    new = sum(want and one.status != "duplicate" for one, want in zip(results, wanted, strict=True))
    if new:
        TerminalKey.objects.filter(pk=key.pk).update(late_records=F("late_records") + new)
        said = f"{key.fingerprint}: {new} records, {wanted.count(False)} of the machine passed over"
        audit.record(f"terminal:{key.terminal_id}", "terminal.late_records", key.terminal, said)
    return results


def _of_the_machine(item: dict[str, Any]) -> bool:
    """What is no record at all is none of the machine: the intake keeps it as a dead letter."""
    record = item.get("record")
    if not isinstance(record, dict) or record.get("kind") not in _OF_THE_MACHINE:
        return False
    return record["kind"] != "alarm" or record.get("code") not in ABOUT_ONE_THING
