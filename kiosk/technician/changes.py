"""What happened at a device, in the event words of XFS4IoT with the technician's codes. Pure."""

import json
from dataclasses import dataclass
from datetime import datetime

from drivers.happenings import Happening, happenings
from kiosk.devices.roll_call import DeviceLine
from kiosk.technician.ailments import Ailment, ailments
from kiosk.technician.layout import one_line, paragraph


@dataclass(frozen=True)
class Change:
    """What is new. `events` is empty for the first word about a device; `detail` is, where it is the same as before."""

    at: datetime
    line: DeviceLine
    events: tuple[Happening, ...]
    new: tuple[Ailment, ...]
    mended: tuple[Ailment, ...]
    detail: str


def change_of(before: DeviceLine | None, after: DeviceLine, at: datetime) -> Change:
    """Return what is new in `after`; before None, everything is."""
    had = tuple(ailments(before)) if before else ()
    has = tuple(ailments(after))
    return Change(
        at,
        after,
        happenings(before.status, after.status) if before else (),
        tuple(ill for ill in has if ill not in had),
        tuple(ill for ill in had if ill not in has),
        "" if before and before.detail == after.detail else after.detail,
    )


def change_text(change: Change, *, within: int) -> str:
    """Return a change as a person reads it: time, role, event, state, codes; the detail where something is new."""
    line = change.line
    events = ", ".join(change.events) or "status"
    words = [f"{change.at.astimezone():%H:%M:%S}  {line.role:16}  {events}: {line.state}"]
    words += [f"{'!' if ill.keeps else '~'} {ill.code} {ill.what}" for ill in change.new]
    words += [f"mended {ill.code} {ill.what}" for ill in change.mended]
    words += [one_line(change.detail)] if change.detail else []
    return "\n".join(paragraph("; ".join(words), indent=0, within=within))


def change_json(change: Change) -> str:
    """Return a change as one line of JSON."""
    return json.dumps(
        {
            "at": change.at.isoformat(),
            "events": [event.value for event in change.events],
            "new": [ill.code for ill in change.new],
            "mended": [ill.code for ill in change.mended],
            "ready": change.line.ready,
            "device": change.line.model_dump(mode="json", exclude={"since"}),
        },
    )
