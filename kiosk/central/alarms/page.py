"""The page of one alarm: what it is, what to do, all that happened, and the buttons."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext

from kiosk.central.alarms import muting
from kiosk.central.alarms.acting import ACTS
from kiosk.central.alarms.forms import AssignForm, ClearForm, CommentForm, MuteForm
from kiosk.central.alarms.letter import detail_of, where
from kiosk.central.alarms.models import Alarm
from kiosk.central.alarms.service import NotCleared
from kiosk.central.alarms.severity import SEVERITY_NAMES, Severity
from kiosk.central.alarms.sources import source_name, speaker_name
from kiosk.central.alarms.standing import standing_of
from kiosk.central.alarms.table import table
from kiosk.central.audit.service import user_of


def page(request: HttpRequest, alarm: Alarm, context: dict[str, Any], *, may_act: bool) -> TemplateResponse:
    """Show the alarm; the forms only to whoever may act."""
    meaning, severity = table().meaning(alarm.source, alarm.code), Severity(alarm.severity)
    muted = muting.standing(timezone.now()).filter(terminal=alarm.terminal).first() if alarm.terminal else None
    shown = {
        "title": str(meaning.name),
        "alarm": alarm,
        "meaning": meaning,
        "detail": detail_of(alarm),
        "severity": severity.name.lower(),
        "severity_name": SEVERITY_NAMES[severity],
        "source": source_name(alarm.source),
        "where": where(alarm),
        "standing": standing_of(alarm, muted=muted is not None),
        "muted": muted,
        "events": [(event, speaker_name(event.who)) for event in alarm.events.all()],
        "notices": alarm.notices.all(),
        "parts": alarm.parts.select_related("terminal__place").order_by("cleared_at", "terminal"),
    }
    forms = {
        "assign": AssignForm(alarms=(alarm,), initial={"owner": alarm.owner}),
        "comment": CommentForm(alarms=(alarm,)),
        "mute": MuteForm(alarms=(alarm,)) if alarm.terminal else None,
        "clear": ClearForm.of(alarm),
    }
    return TemplateResponse(
        request, "alarms/alarm.html", {**context, **shown, "forms": forms if may_act else {}, "may_act": may_act}
    )


def answer(request: HttpRequest, alarm: Alarm, *, may_act: bool) -> HttpResponse:
    """Do what a button says, and show the page again.

    Raises:
        PermissionDenied: whoever asks may only look.
    """
    act = ACTS.get(request.POST.get("act", ""))
    if not may_act or act is None:
        raise PermissionDenied
    form = act.form(request.POST, alarms=(alarm,)) if act.form else None
    if form is not None and not form.is_valid():
        said = "; ".join(f"{form[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
        messages.error(request, said)
        return HttpResponseRedirect(request.path)
    try:
        done = act.deed(alarm, form.cleaned_data if form else {}, user_of(request), timezone.now())
    except NotCleared as refusal:
        messages.error(request, str(refusal))
    else:
        words = act.done % {"done": 1} if done else gettext("无需改动")
        messages.add_message(request, messages.SUCCESS if done else messages.INFO, words)
    return HttpResponseRedirect(request.path)
