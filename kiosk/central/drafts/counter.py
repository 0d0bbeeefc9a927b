"""The counter: a resident shows the code, staff see what it stands for. Each look at what was entered is recorded."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from pydantic import ValidationError

from kiosk.central.audit import service as audit
from kiosk.central.drafts.models import Draft
from kiosk.protocol.draft import Draft as Kept
from kiosk.protocol.personal import revealed
from kiosk.protocol.resume_code import DraftDamaged, draft_id, opened, read_code


@dataclass(frozen=True)
class Entered:
    """One thing that was entered: the step, the field, and its value in words."""

    step: str
    field: str
    value: str


def looked_up(typed: str, drafts: QuerySet[Draft]) -> Draft | None:
    """Return that of `drafts` whose code it is; None when there is none, or none that can be one."""
    code = read_code(typed)
    return drafts.filter(pk=draft_id(code)).select_related("terminal", "taken_terminal").first() if code else None


@transaction.atomic
def entered(draft: Draft, typed: str, who: str) -> list[Entered] | None:
    """Return what was entered, and record that `who` looked; None when it is forgotten already."""
    code = read_code(typed)
    if code is None or not draft.sealed:
        return None
    audit.record(who, "draft.read", draft, draft.service)
    try:
        kept = Kept.model_validate_json(opened(code, base64.b64decode(draft.sealed, validate=True)))
    except (DraftDamaged, ValidationError, binascii.Error):
        return None
    return [
        Entered(step, name, _words(value))
        for step, fields in revealed(kept.kept).items()
        for name, value in fields.items()
    ]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "；".join(f"{name}: {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "、".join(map(_words, value))
    return "" if value is None else str(value)
