"""How the terminal comes to a new key by itself: when its key is old, or when the platform asks.

    next key on disk → told to the platform → signed with → the platform took it → previous key dropped

A power cut between any two of these leaves a terminal that holds both keys, of which the platform knows one at least.
It signs with the one; when that is refused it turns to the other, until one is taken.
"""

import logging

from kiosk.sync.client import PlatformClient
from kiosk.sync.errors import PlatformError
from kiosk.sync.identity import Identity

_DAY_S = 86_400
_log = logging.getLogger(__name__)


class KeyChange:
    """Called by the heart, on its thread. `after_days`: how old a key grows."""

    def __init__(self, client: PlatformClient, identity: Identity, *, after_days: int) -> None:
        self._client, self._identity, self._after_s = client, identity, after_days * _DAY_S

    def taken(self, *, asked: bool) -> None:
        """The platform took a heartbeat; `asked`: it wants a new key.

        Raises:
            IdentityError: the disk would not take a step; it is tried again after the next heartbeat.
        """
        identity = self._identity
        identity.settle()
        if not identity.made_at:
            identity.date(self._client.now())
        if asked or identity.next_key is not None or self._client.now() - identity.made_at > self._after_s:
            self._bring()

    def refused(self) -> None:
        """The platform does not know the key: it may know the other.

        Raises:
            IdentityError: the disk would not take the step.
        """
        self._identity.turn(self._client.now())

    def _bring(self) -> None:
        try:
            self._client.rotate_key(self._identity.prepare())
        except PlatformError as error:
            _log.warning("key: stays the old one for now: %s", error)
            return
        self._identity.turn(self._client.now())
