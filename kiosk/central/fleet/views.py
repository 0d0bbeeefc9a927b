"""The terminals' side of the fleet: join, and say how one is."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kiosk.central.commands import service as commands
from kiosk.central.configuration import reports
from kiosk.central.fleet.heartbeat import issue_interval_s, take_in
from kiosk.central.fleet.joining import EnrolmentRefused, enrol, raw_key
from kiosk.central.fleet.models import Desired, Terminal
from kiosk.central.fleet.signed import check_signature, refused, signed
from kiosk.central.flow_files import timestamp_version
from kiosk.central.replies import BadRequest, parsed, reply
from kiosk.protocol.api import EnrolReply, EnrolRequest, Heartbeat, HeartbeatReply
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
    return reply(
        EnrolReply(
            terminal_id=terminal.terminal_id,
            key_id=terminal.key_id,
            fingerprint=terminal.fingerprint,
            state="approved" if terminal.state == State.APPROVED else "pending",
        )
    )


@require_POST
@signed(states=(State.PENDING, State.APPROVED, State.REVOKED))
def heartbeat(request: HttpRequest, terminal: Terminal) -> HttpResponse:
    """Heartbeat → HeartbeatReply. A revoked terminal learns that it is, and leaves no trace."""
    said = parsed(request, Heartbeat)
    desired: Desired | None = getattr(terminal, "desired", None)
    interval_s, orders = issue_interval_s(), []
    if terminal.state != State.REVOKED:
        take_in(terminal, said, interval_s)
        reports.note(terminal, said)
    if desired is not None and desired.commands_waiting and terminal.state == State.APPROVED:
        orders = commands.deliver(terminal, timezone.now())
    return reply(
        HeartbeatReply.model_validate(
            {
                "state": terminal.state,
                "server_time": int(time.time()),
                "next_in_s": interval_s,
                "timestamp_version": timestamp_version(settings.FLOWS_DIR),
                "out_of_service": terminal.out_of_service or terminal.state == State.REVOKED,
                "commands": orders,
                **reports.told(desired, said),
            }
        )
    )
