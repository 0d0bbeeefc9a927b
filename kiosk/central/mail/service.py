"""The way of a mail or short message, from a terminal's record to the end of its sending.

    waiting → sending → sent
       ↑         ↓ ↘ refused, given up: the server or gateway says no for good, or too often "not now"
       └─────────┘  ↘ doubtful: nobody knows whether the server took it; never sent again by itself

A mail is `sending`, on disk, before the first byte goes to the server, and what a crash leaves there is doubtful: so an
id is sent once.
"""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from kiosk.central.fleet.models import Terminal
from kiosk.central.mail.models import Delivery
from kiosk.protocol.records import MailRecord

PAUSES_S = (60, 300, 1800, 7200, 21600, 43200)
"""Between tries. Two thirds of a day in all: a server that was down over night has had its chance."""
_AT_ONCE = 20

State = Delivery.State


def accept(terminal: Terminal, record: MailRecord, at: datetime) -> None:
    """Take a mail in; the same id again changes nothing."""
    Delivery.objects.get_or_create(
        mail_id=record.mail_id,
        defaults={
            "terminal": terminal,
            "transaction_id": record.transaction_id,
            "service": record.service,
            "language": record.language,
            "way": record.way,
            "address": record.address.reveal(),
            "subject": record.subject,
            "lines": [line.model_dump() for line in record.lines.reveal()],
            "asked_at": at,
            "due_at": min(at, timezone.now()),  # a clock that is ahead keeps nobody waiting
        },
    )


def due(now: datetime) -> QuerySet[Delivery]:
    """Return what is to be sent now, the oldest first."""
    return Delivery.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at")[:_AT_ONCE]


def take(delivery: Delivery) -> bool:
    """Claim a mail for one try; False when somebody else has it."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    return waiting.update(state=State.SENDING, tries=F("tries") + 1) == 1


def put_off(delivery: Delivery, now: datetime, error: str) -> None:
    """Not now: try again after a longer pause, or give up."""
    tries = Delivery.objects.values_list("tries", flat=True).get(pk=delivery.pk)
    if tries > len(PAUSES_S):
        end(delivery, State.GIVEN_UP, error)
        return
    again = {"state": State.WAITING, "due_at": now + timedelta(seconds=PAUSES_S[tries - 1]), "error": error[:200]}
    Delivery.objects.filter(pk=delivery.pk).update(**again)


def end(delivery: Delivery, state: Delivery.State, error: str = "") -> None:
    """End its way: whom it was for and what it said is erased."""
    gone = {"address": "", "subject": "", "lines": []}
    Delivery.objects.filter(pk=delivery.pk).update(state=state, error=error[:200], **gone)


def erase_before(moment: datetime) -> int:
    """Give up what was asked for before that moment and never went, as where no mail server is named; it is erased."""
    left = list(Delivery.objects.filter(state=State.WAITING, asked_at__lt=moment))
    for delivery in left:
        end(delivery, State.GIVEN_UP, delivery.error or "nobody took it in time")
    return len(left)


def settle() -> int:
    """End what a crash left at the server, before the first try of this process; return how many there were."""
    left = list(Delivery.objects.filter(state=State.SENDING))
    for delivery in left:
        end(delivery, State.DOUBTFUL, "interrupted while it was sent")
    return len(left)
