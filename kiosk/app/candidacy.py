"""A machine that is no terminal yet: the codes that a technician enters, and what came of them. On the Qt thread."""

from collections.abc import Callable

from kiosk.shell.stage import Joining
from kiosk.sync.heart import Membership, Standing
from kiosk.sync.identity import Identity

_BEFORE = (Membership.NOT_ENROLLED, Membership.PENDING)


class Candidacy:
    """`try_code` hands a code to the heart, which tells by a `Standing` what came of it."""

    def __init__(self, identity: Identity, try_code: Callable[[str], None]) -> None:
        self._identity, self._try = identity, try_code
        self._entered, self._last = 0, ""

    def enter(self, code: str) -> None:
        """Try this code."""
        self._entered, self._last = self._entered + 1, code
        self._try(code)

    def is_new(self, scanned: str) -> bool:
        """Return whether this was not tried just now: a code lies before the scanner for longer than one reading."""
        return bool(scanned) and scanned != self._last

    def wants_a_code(self, standing: Standing) -> bool:
        return standing.membership is Membership.NOT_ENROLLED

    def joining(self, standing: Standing, *, scanning: bool) -> Joining | None:
        """Return what the technician is told; None once staff have approved the terminal, or shut it out."""
        if standing.membership not in _BEFORE:
            return None
        seat, trouble = standing.seat, standing.trouble
        return Joining(
            fingerprint=self._identity.fingerprint,
            terminal_id=self._identity.terminal_id,
            place=seat.place if seat else "",
            replaces=seat is not None and seat.replaces,
            asking=self.wants_a_code(standing) and standing.tried < self._entered,
            trouble=trouble.value if trouble else "",
            scanning=scanning,
        )
