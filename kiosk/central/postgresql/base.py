"""The backend that `ENGINE` names: Django looks for `DatabaseWrapper` in a module `base`.

Django asks each kept connection at the begin of each request whether it still lives: a way to the server and back, as
long as the one question of a heartbeat. A connection that was at work a moment ago is not asked. When the server has
gone since then, the request fails as those do that were under way; the next one finds out.
"""

import time

from django.db.backends.postgresql import base

_FRESH_S = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks those that have rested."""

    _at_work = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Called before each statement outside of a transaction; does something once a request."""
        now = time.monotonic()
        if now - self._at_work < _FRESH_S:
            self.health_check_done = True
        self._at_work = now
        super().close_if_health_check_failed()

    def close(self) -> None:
        super().close()
        self._at_work = float("-inf")
