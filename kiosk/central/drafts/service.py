"""Keeps drafts, gives each out once, and forgets what is in them when nobody can want it any more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from kiosk.central.drafts.models import Draft
from kiosk.central.fleet.models import Terminal
from kiosk.protocol.api import DraftTake, DraftView
from kiosk.protocol.records import DraftRecord

_LONGEST = timedelta(days=8)  # a terminal's clock may be wrong; nothing is kept for longer than a flow may say
_REPLY_MAY_BE_LOST = timedelta(hours=1)
MOST_WRONG_PERSONS = 5


class DraftContradicts(Exception):  # noqa: N818 - reads as what happened
    """Another draft has this id."""


def keep(terminal: Terminal, record: DraftRecord) -> None:
    """Keep it; twice is once.

    Raises:
        DraftContradicts: the id stands for another one.
    """
    forget()
    expires_at = min(datetime.fromisoformat(record.expires_at), timezone.now() + _LONGEST)
    fields = record.model_dump(exclude={"kind", "draft_id", "expires_at"})
    made, new = Draft.objects.get_or_create(
        draft_id=record.draft_id, defaults={"terminal": terminal, "expires_at": expires_at, **fields}
    )
    if not new and (made.terminal_id, made.transaction_id) != (terminal.pk, record.transaction_id):
        raise DraftContradicts("another session has this draft")


def find(draft_id: str) -> DraftView:
    """Return what is there to continue."""
    draft = Draft.objects.filter(pk=draft_id).first()
    return _view(draft, "there") if draft is not None else DraftView(state="unknown")


@transaction.atomic
def take(terminal: Terminal, wish: DraftTake) -> DraftView:
    """Give the draft to the person whose it is, once; the same transaction of the same terminal may ask again."""
    forget()
    draft = Draft.objects.select_for_update().filter(pk=wish.draft_id).first()
    if draft is None:
        return DraftView(state="unknown")
    mine = (draft.taken_by, draft.taken_terminal_id) == (wish.transaction_id, terminal.pk)
    view = _view(draft, "given", mine=mine)
    if view.state != "given":
        return view
    if draft.person != wish.person:
        Draft.objects.filter(pk=draft.pk).update(wrong_persons=F("wrong_persons") + 1)
        return _view(draft, "other_person", mine=mine)
    if not mine:
        given = {"taken_by": wish.transaction_id, "taken_terminal": terminal, "taken_at": timezone.now()}
        if Draft.objects.filter(pk=draft.pk, taken_by="").update(**given) != 1:
            return _view(draft, "used")
    return view.model_copy(update={"sealed": draft.sealed})


def forget() -> None:
    """Drop what is sealed in drafts that have expired, or were given out and surely arrived."""
    now = timezone.now()
    gone = Q(expires_at__lte=now) | Q(taken_at__lte=now - _REPLY_MAY_BE_LOST)
    Draft.objects.filter(gone).exclude(sealed="").update(sealed="")


def erase_before(moment: datetime) -> int:
    """Erase also the proof of the person in drafts that expired before that moment."""
    forget()
    return Draft.objects.filter(expires_at__lt=moment).exclude(person="", sealed="").update(person="", sealed="")


def _view(draft: Draft, state: str, *, mine: bool = False) -> DraftView:
    if draft.expired:
        state = "expired"
    elif (draft.taken_by and not mine) or draft.wrong_persons >= MOST_WRONG_PERSONS:
        state = "used"
    return DraftView.model_validate({"state": state, "service": draft.service, "flow_version": draft.flow_version})
