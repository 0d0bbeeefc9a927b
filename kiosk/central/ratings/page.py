"""The page of one redress: what the resident said, what is to be done next, all that was done, and the buttons."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from kiosk.central.alarms.sources import speaker_name
from kiosk.central.audit.service import user_of
from kiosk.central.intake.models import Transaction
from kiosk.central.ratings.acting import ACTS, may
from kiosk.central.ratings.forms import RedressForm
from kiosk.central.ratings.models import Redress
from kiosk.central.ratings.naming import title_of
from kiosk.central.ratings.redressing import RATES_AGAIN, NotNow
from kiosk.central.ratings.rules import rules
from kiosk.central.ratings.standing import NEXT, standing_of

State = Redress.State
FIRST_ACTS: dict[str, tuple[str, ...]] = {
    State.OPEN: ("assign",),
    State.ASSIGNED: ("reply",),
    State.REPLIED: ("call_back",),
    State.CALLED_BACK: ("re_rate",),
}
"""What is shown open in each state; the rest is folded up."""


def page(
    request: HttpRequest, redress: Redress, context: dict[str, Any], refused: RedressForm | None = None
) -> TemplateResponse:
    """Show it; `refused` is a form with mistakes, shown in place of an empty one."""
    user, forms, events = request.user, {}, list(redress.events.all())
    if isinstance(user, User):
        offered = {name: act for name, act in ACTS.items() if act.offered(redress, user) and _sensible(name, redress)}
        forms = {name: (act, _form(act.form, redress, refused)) for name, act in offered.items()}
    first = [name for name in FIRST_ACTS.get(redress.state, ()) if name in forms]
    shown = {
        "title": title_of(redress),
        "redress": redress,
        "rating": redress.rating,
        "second": redress.second_rating,
        "department": rules().department_name(redress.department),
        "standing": standing_of(redress, timezone.now()),
        "next": NEXT.get(redress.state, ""),
        "events": [(event, speaker_name(event.who)) for event in events],
        "words_ended": redress.closed_at is not None and not any(event.text for event in events),
        "tries": rules().call_back.most_tries,
        "first": [(name, *forms[name]) for name in first],
        "more": [(name, *pair) for name, pair in forms.items() if name not in first],
        "case": Transaction.objects.filter(pk=redress.rating.transaction_id).exists(),
        "may_take": "assign" in forms and redress.owner_id != user.pk and redress.state in (State.OPEN, State.ASSIGNED),
    }
    return TemplateResponse(request, "ratings/redress.html", {**context, **shown})


def answer(request: HttpRequest, redress: Redress, context: dict[str, Any]) -> HttpResponse:
    """Do what a button says, and show the page again; with mistakes in it, the form as it was filled in.

    Raises:
        PermissionDenied: whoever asks may not do this.
    """
    user, name = request.user, request.POST.get("act", "")
    taken = name == "take"
    act = ACTS.get("assign" if taken else name)
    if act is None or not isinstance(user, User) or not may(user, redress, owners=act.owners):
        raise PermissionDenied
    form = act.form({"owner": user.pk} if taken else request.POST, redresses=(redress,))
    if not form.is_valid():
        if taken:
            messages.warning(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return page(request, redress, context, form)
    try:
        act.deed(redress, form.cleaned_data, user_of(request), timezone.now())
    except NotNow as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, str(act.done))
    return HttpResponseRedirect(request.path)


def _sensible(name: str, redress: Redress) -> bool:
    """Leave out a second rating that could only be refused: nobody was reached, or the case has one."""
    return name != "re_rate" or (redress.result in RATES_AGAIN and redress.second_rating is None)


def _form(form: type[RedressForm], redress: Redress, refused: RedressForm | None) -> RedressForm:
    return refused if isinstance(refused, form) else form(redresses=(redress,))
