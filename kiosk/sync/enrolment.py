"""How a machine becomes a terminal: by the code of its settings, or by one that a technician enters at its screen."""

from kiosk.sync.client import PlatformClient
from kiosk.sync.identity import Identity


class Enrolment:
    """`enter` from any thread, all else on the heart's. A code is asked for until the platform has answered."""

    def __init__(self, client: PlatformClient, identity: Identity, *, code: str, model: str) -> None:
        self._client, self._identity, self._model = client, identity, model
        self._wanted = (code, 0)
        self._tried = 0

    @property
    def tried(self) -> int:
        """How many codes had been entered at the screen when the last one was tried."""
        return self._tried

    def enter(self, code: str) -> None:
        """Take this code from now on, with the next try."""
        self._wanted = (code, self._wanted[1] + 1)

    def join(self) -> bool:
        """Turn the code into a place in the fleet; False when there is none.

        Raises:
            PlatformError: not answered, or refused.
            IdentityError: the answer cannot be kept; the same code gives the same again.
        """
        code, self._tried = self._wanted
        if not code:
            return False
        reply = self._client.enrol(code, self._model)
        self._identity.adopt(reply.terminal_id, reply.key_id, reply.machine)
        return True

    def refused(self) -> None:
        """Ask no more for a code that was entered and refused; one entered meanwhile stays."""
        if self._tried and self._wanted[1] == self._tried:
            self._wanted = ("", self._tried)
