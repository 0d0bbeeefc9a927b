"""A path as people and programs read it: one line an event, and a scenario that `kiosk flow test` plays."""

from typing import Any

import yaml

from drivers.faults import Role
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    CardRead,
    CardRemoved,
    Changed,
    CodeScanned,
    CodeSent,
    Composed,
    DeviceFailed,
    DeviceHeldUp,
    DocumentLeftLying,
    DocumentPrinted,
    DocumentTaken,
    DraftFetched,
    DraftKept,
    DraftRefused,
    Event,
    FaceGuided,
    FaceRefused,
    FaceSeen,
    FaceVerified,
    Identified,
    KeptForLater,
    Left,
    MailKept,
    NoFaceInPhoto,
    NotIdentified,
    PageTaken,
    Paid,
    PartSkipped,
    PaymentClosed,
    PaymentHeldUp,
    PaymentOffered,
    ReceiptPrinted,
    Retried,
    SheetLifted,
    SheetsOut,
    Submitted,
    TimerFired,
    Touched,
    VerifierMissing,
    WentBack,
    WentOn,
    WorkFailed,
)
from kiosk.protocol.faults import IdentityFault
from kiosk.protocol.personal import revealed

_SAYS: dict[type[Event], dict[str, str]] = {
    WentBack: {"tap": "back"},
    Left: {"tap": "leave"},
    Retried: {"tap": "retry"},
    WentOn: {"tap": "go_on"},
    KeptForLater: {"tap": "keep"},
    PartSkipped: {"tap": "skip"},
    Touched: {"tap": "touch"},
    ReceiptPrinted: {"then": "receipt"},
    PaymentOffered: {"payment": "offered"},
    Paid: {"payment": "paid"},
    PaymentClosed: {"payment": "closed"},
    CardRemoved: {"then": "card_removed"},
    FaceVerified: {"face": "VERIFIED"},
    FaceSeen: {"face": "SEEN"},
    VerifierMissing: {"face": "NO_VERIFIER"},
    NoFaceInPhoto: {"face": "NO_PHOTO"},
    PageTaken: {"then": "page"},
    SheetLifted: {"then": "sheet_lifted"},
    DocumentTaken: {"then": "document_taken"},
    DocumentLeftLying: {"then": "document_left_lying"},
    MailKept: {"then": "mail_kept"},
    WorkFailed: {"then": "work_failed"},
}


def do(event: Event) -> dict[str, Any]:  # noqa: C901, PLR0912 - one arm an event
    """Return `event` as the `do` of a scenario's line, see `kiosk.engine.scenario`."""
    match event:
        case Submitted(value=value):
            return {"submit": revealed(value)}
        case Changed(step=step, field=field):
            return {"change": f"{step}.{field}" if field else step}
        case CardRead(card=card, role=Role.SOCIAL_CARD):
            return {"social_card": {name: part for name, part in card.reveal().items() if part}}
        case CodeScanned(code=code):
            return {"scanned": code.reveal()}
        case CodeSent(phone=phone):
            return {"code_sent": phone.reveal()}
        case Identified(person=person):
            return {"person": revealed(person)}
        case NotIdentified(fault=IdentityFault.WRONG, left=left):
            return {"wrong_code": left}
        case NotIdentified(fault=fault):
            return {"not_identified": fault.value}
        case CardRead(card=card):
            return {"card": {name: part for name, part in card.reveal().items() if part}}
        case FaceGuided(guide=guide):
            hint = {"hint": guide.hint.value} if guide.hint else {}
            return {"guided": {"task": guide.task.value, "done": guide.done, "of": guide.of, **hint}}
        case FaceRefused(reason=reason):
            return {"face": reason.value}
        case CardRemoved(role=Role.SOCIAL_CARD):
            return {"then": "social_card_removed"}
        case CallDone(data=data):
            return {"reply": revealed(data)}
        case CallRefused(code=code):
            return {"refuse": code}
        case CallFailed(fault=fault):
            return {"unreachable": fault.value}
        case PaymentHeldUp(fault=fault):
            return {"payment_held_up": fault.value} if fault else {"payment": "asked_again"}
        case Composed(pages=pages):
            return {"composed": pages}
        case DocumentPrinted(sheets=sheets):
            return {"printed": sheets}
        case SheetsOut(sheets=sheets):
            return {"sheets_out": sheets}
        case DraftKept(sent=sent):
            return {"draft": "sent" if sent else "waits"}
        case DraftFetched(kept=kept, version=version):
            return {"fetched": {"version": version, "kept": revealed(kept)}}
        case DraftRefused(fault=fault):
            return {"draft_refused": fault.value}
        case DeviceFailed(role=role, fault=fault):
            return {"fail": {"role": role.value, "fault": fault.value}}
        case DeviceHeldUp(role=Role.DOCUMENT_CAMERA, fault=None):
            return {"then": "page_found"}
        case DeviceHeldUp(fault=None):
            return {"then": "mended"}
        case DeviceHeldUp(role=role, fault=fault):
            return {"held_up": {"role": role.value, "fault": fault.value if fault else ""}}
        case TimerFired(timer=timer):
            return {"timer": timer.value}
        case _:
            return dict(_SAYS[type(event)])


def line(event: Event) -> str:
    """Return `event` on one line."""
    (said,) = do(event).items()
    name, value = said
    return f"{name}: {_flow_style(value)}"


def scenario(name: str, today: str, path: tuple[Event, ...], after: tuple[str, ...]) -> str:
    """Return the file below `scenarios/` that walks `path`; `after` names the step that each event leads to.

    Where an event cannot be carried out, `after` is shorter: the scenario fails there until the flow is mended.
    """
    lines = [f"name: {_flow_style(name)}", f'today: "{today}"', "lines:" if path else "lines: []"]
    for number, event in enumerate(path):
        lines.append(f"  - do: {_flow_style(do(event))}")
        if number < len(after):
            lines.append(f"    expect: {{step: {after[number]}}}")
    return "\n".join(lines) + "\n"


def _flow_style(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")
