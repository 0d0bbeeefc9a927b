"""What heartbeats tell terminals about their configuration, and what terminals say of it."""

from enum import StrEnum
from typing import Any

from kiosk.central.configuration.models import Report
from kiosk.central.fleet.models import Desired, Terminal
from kiosk.protocol.api import Heartbeat

EXCHANGED = {"configuration_revision", "configuration_refused", "configuration_problem"}
"""The fields of a heartbeat that are kept here."""


class Agreement(StrEnum):
    """Whether a terminal runs what it is told to."""

    SAME = "same"
    WAITING = "waiting"
    REFUSED = "refused"


def told(desired: Desired | None, said: Heartbeat) -> dict[str, Any]:
    """Return the reply's fields. The configuration itself comes when another runs, until it is refused."""
    named = desired.configuration_revision if desired else ""
    runs = named in {said.configuration_revision, said.configuration_refused or None}
    configuration = None if runs else (desired.configuration if desired else {})
    return {"configuration_revision": named, "configuration": configuration}


def note(terminal: Terminal, said: Heartbeat) -> None:
    """Keep what is new in what a terminal says of its configuration."""
    report: Report | None = getattr(terminal, "configuration_report", None)
    now = (said.configuration_revision, said.configuration_refused, said.configuration_problem)
    before = (report.revision, report.refused, report.problem) if report else ("", "", "")
    if now != before:
        values = dict(zip(("revision", "refused", "problem"), now, strict=True))
        Report.objects.update_or_create(terminal=terminal, defaults=values)


def agreement(desired: Desired | None, report: Report | None) -> Agreement:
    """Return how it stands between what is wanted and what runs."""
    wanted = desired.configuration_revision if desired else ""
    if wanted == (report.revision if report else ""):
        return Agreement.SAME
    return Agreement.REFUSED if report and report.refused == wanted else Agreement.WAITING
