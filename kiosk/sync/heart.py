"""The heartbeat: enrols, tells central how the terminal is, and learns whether it may serve and what is new."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from kiosk.protocol.api import Heartbeat, HeartbeatReply, Seat
from kiosk.sync.backoff import Backoff
from kiosk.sync.client import PlatformClient
from kiosk.sync.enrolment import Enrolment
from kiosk.sync.errors import PlatformError, PlatformRefused
from kiosk.sync.identity import Identity, IdentityError
from kiosk.sync.key_change import KeyChange
from kiosk.sync.link import Link
from kiosk.sync.worker import Worker

_SHORTEST_S, _LONGEST_S = 1.0, 3600.0  # between these the platform's `next_in_s` is followed
_log = logging.getLogger(__name__)


class Membership(StrEnum):
    """What this machine is in the fleet, as it last heard."""

    UNKNOWN = "unknown"  # not heard since the start
    NOT_ENROLLED = "not_enrolled"  # no code, or one that was refused
    PENDING = "pending"  # enrolled; staff compare the fingerprints
    APPROVED = "approved"
    REVOKED = "revoked"
    NOT_KNOWN_THERE = "not_known_there"  # enrolled, and the platform refuses the key


class JoinTrouble(StrEnum):
    """Why a code did not let this machine join."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"  # it is tried again by itself


@dataclass(frozen=True)
class Standing:
    """What central thinks of this terminal. `detail` is the platform's word for a refusal, for technicians.

    `tried`: how many of the codes entered at the screen had been when this was heard; `trouble`: why the last one did
    not help. `seat`: where it will stand, while staff have not approved it.
    """

    membership: Membership = Membership.UNKNOWN
    out_of_service: bool = False
    detail: str = ""
    trouble: JoinTrouble | None = None
    tried: int = 0
    seat: Seat | None = None


class Heart(Worker):
    """One beat at the interval that the platform gives; after a failure sooner, with back-off, and never later.

    Args of the constructor:
        key_days: after so many days the terminal changes its key by itself.
        say: supplies the body; called on this thread before each beat and returns at once.
        on_standing: hears each change of `Standing`.
        on_flows: hears the version of the flow repository's timestamp and the release to run, first and then when
            either changed; nothing needs to be fetched in between.
        on_orders: hears each reply, for what it says of configuration and commands.
    Listeners are called on this thread and return at once.
    """

    def __init__(
        self,
        client: PlatformClient,
        identity: Identity,
        link: Link,
        *,
        code: str,
        model: str,
        say: Callable[[], Heartbeat],
        on_standing: Callable[[Standing], None],
        on_flows: Callable[[int, int], None],
        on_orders: Callable[[HeartbeatReply], None] = lambda _reply: None,
        key_days: int = 365,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__("heart")
        self._client, self._identity, self._link = client, identity, link
        self._enrolment = Enrolment(client, identity, code=code, model=model)
        self._say = say
        self._on_standing, self._on_flows = on_standing, on_flows
        self._key_change = KeyChange(client, identity, after_days=key_days)
        self._on_orders = on_orders
        self._backoff = backoff or Backoff()
        self._standing = Standing()
        self._flows: tuple[int, int] | None = None
        self._interval_s = _LONGEST_S

    @property
    def standing(self) -> Standing:
        """What was last heard; it stays while the platform is out of reach."""
        return self._standing

    def enter(self, code: str) -> None:
        """Join with this code, soon; what comes of it is heard as a `Standing`. From any thread."""
        self._enrolment.enter(code)
        self.nudge()

    def work(self) -> float:
        """Beat once; return the seconds until the next beat."""
        try:
            wait_s = self._beat()
        except PlatformRefused as error:
            self._link.set(online=True)
            self._heard_refusal(error)
        except PlatformError as error:
            _log.info("heart: %s: %s", type(error).__name__, error)
            self._link.set(online=False)
            if self._enrolment.tried and not self._identity.enrolled:
                self._stand(self._not_enrolled(str(error), JoinTrouble.UNREACHABLE))
        except IdentityError as error:
            _log.error("heart: %s", error)
        else:
            self._backoff.reset()
            return wait_s
        return min(self._backoff.next_s(), self._interval_s)

    def _beat(self) -> float:
        if not self._identity.enrolled and not self._enrol():
            return _LONGEST_S
        reply = self._client.heartbeat(self._say())
        self._link.set(online=True)
        self._stand(Standing(Membership(reply.state), reply.out_of_service, seat=reply.seat))
        self._tell_flows(reply)
        self._key_change.taken(asked=reply.rotate_key and reply.state == "approved")
        self._on_orders(reply)
        self._interval_s = min(max(_SHORTEST_S, reply.next_in_s), _LONGEST_S)
        return self._interval_s

    def _enrol(self) -> bool:
        joined = self._enrolment.join()
        if not joined and self._standing.membership is not Membership.NOT_ENROLLED:
            self._stand(self._not_enrolled("no enrolment code is set"))
        return joined

    def _not_enrolled(self, detail: str, trouble: JoinTrouble | None = None) -> Standing:
        return Standing(Membership.NOT_ENROLLED, detail=detail, trouble=trouble, tried=self._enrolment.tried)

    def _refused(self, error: PlatformRefused) -> None:
        _log.warning("heart: refused: %s", error)
        if error.status == HTTPStatus.UNAUTHORIZED and self._identity.changing:
            self._key_change.refused()
        elif not self._identity.enrolled:
            self._stand(self._not_enrolled(str(error), JoinTrouble.REFUSED))
            self._enrolment.refused()
        elif error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            self._stand(Standing(Membership.NOT_KNOWN_THERE, detail=str(error)))

    def _heard_refusal(self, error: PlatformRefused) -> None:
        try:
            self._refused(error)
        except IdentityError as trouble:
            _log.error("heart: %s", trouble)

    def _stand(self, standing: Standing) -> None:
        if standing != self._standing:
            self._standing = standing
            self._on_standing(standing)

    def _tell_flows(self, reply: HeartbeatReply) -> None:
        flows = (reply.timestamp_version, reply.desired_release)
        if flows != self._flows:
            self._flows = flows
            self._on_flows(*flows)
