"""The terminals' side of the fleet: join, and say how one is."""

import time
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kiosk.central.commands import service as commands
from kiosk.central.configuration import reports as configuration
from kiosk.central.fleet import keys
from kiosk.central.fleet.heartbeat import issue_interval_s, take_in
from kiosk.central.fleet.joining import EnrolmentRefused, canonical, enrol, raw_key, seat_of
from kiosk.central.fleet.models import Desired, Terminal, TerminalKey
from kiosk.central.fleet.signed import check_signature, refused, signed, signed_with_key
from kiosk.central.flow_files import timestamp_version
from kiosk.central.replies import BadRequest, parsed, reply
from kiosk.central.rollout import pace, reports
from kiosk.central.rulings import service as rulings
from kiosk.protocol.api import EnrolReply, EnrolRequest, Heartbeat, HeartbeatReply, KeyReply, RotateKey
from kiosk.protocol.signing import SignatureRefused

State = Terminal.State


@csrf_exempt
@require_POST
def enrolment(request: HttpRequest) -> HttpResponse:
    """EnrolRequest → EnrolReply. Signed with the key that it brings: whoever sends it holds the private half."""
    try:
        wish = parsed(request, EnrolRequest)
        check_signature(request, raw_key(wish.public_key))
        terminal = enrol(wish)
    except BadRequest as bad:
        return bad.reply()
    except (SignatureRefused, EnrolmentRefused) as refusal:
        return refused(str(refusal))
    if terminal.state == State.REVOKED:
        return refused("terminal is revoked")
    key = TerminalKey.objects.get(terminal=terminal, public_key=canonical(wish.public_key))
    return reply(
        EnrolReply(
            terminal_id=terminal.terminal_id,
            key_id=key.key_id,
            fingerprint=key.fingerprint,
            state="approved" if terminal.state == State.APPROVED else "pending",
            machine=terminal.machine,
        )
    )


@require_POST
@signed_with_key
def rotation(request: HttpRequest, present: TerminalKey) -> HttpResponse:
    """RotateKey → KeyReply. 409: this very request was taken before; 400: it cannot be the next key."""
    wish = parsed(request, RotateKey)
    try:
        key = keys.rotate(present, wish)
    except keys.Repeated as refusal:
        return refused(str(refusal), HTTPStatus.CONFLICT)
    except keys.KeyRefused as refusal:
        raise BadRequest(str(refusal)) from None
    return reply(KeyReply(key_id=key.key_id, fingerprint=key.fingerprint))


@require_POST
@signed(states=(State.PENDING, State.APPROVED, State.REVOKED))
def heartbeat(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """Heartbeat → HeartbeatReply. A revoked terminal learns that it is, and leaves no trace."""
    said = parsed(request, Heartbeat)
    desired: Desired | None = getattr(terminal, "desired", None)
    interval_s = issue_interval_s(pace.bounds_s())
    if terminal.state != State.REVOKED:
        take_in(terminal, said, interval_s)
        reports.note(terminal, said)
        configuration.note(terminal, said)
    hears = desired if terminal.state == State.APPROVED else None
    orders = commands.deliver(terminal, timezone.now()) if hears and hears.commands_waiting else []
    return reply(
        HeartbeatReply.model_validate(
            {
                "state": terminal.state,
                "server_time": int(time.time()),
                "next_in_s": interval_s,
                "timestamp_version": timestamp_version(settings.FLOWS_DIR),
                "desired_release": desired.release_seq if desired else 0,
                "out_of_service": terminal.out_of_service or terminal.state == State.REVOKED,
                "seat": seat_of(terminal) if terminal.state == State.PENDING else None,
                "rotate_key": desired is not None and desired.rotate_key,
                "commands": orders,
                "rulings": rulings.deliver(terminal) if hears and hears.rulings_waiting else [],
                **configuration.told(desired, said),
            }
        )
    )
