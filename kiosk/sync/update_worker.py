"""When flows are updated: when central says that something changed, once a day in any case, again after a failure.

The same thread tries what was activated, so that neither a resident nor the heart waits for that.
"""

import random
import threading
import time
from collections.abc import Callable

from kiosk.sync.release_watch import ReleaseWatch
from kiosk.sync.updates import FlowUpdater, Refreshed


class UpdateWorker(threading.Thread):
    """The thread that refreshes. It touches nothing that a session uses; `on_staged` tells the shell that flows wait.

    Args:
        updater: what to call; nobody else calls it.
        on_staged: called in this thread after a release was staged; the shell activates it when no session runs.
        watch: hears of each refresh, and tests what was activated; `try_out` asks it to.
        every_s: the daily refresh, in case no heartbeat brings news. All waits vary by a tenth, so that terminals that
            were switched on together do not come together.
        first_s: the first refresh if no heartbeat comes before.
        retry_s: the wait while central cannot be reached, and the first after a refusal.
        retry_most_s: up to here the wait doubles while the same thing is refused again and again.
    """

    def __init__(
        self,
        updater: FlowUpdater,
        on_staged: Callable[[], None],
        watch: ReleaseWatch | None = None,
        *,
        every_s: float = 86_400.0,
        first_s: float = 300.0,
        retry_s: float = 30.0,
        retry_most_s: float = 3_600.0,
    ) -> None:
        super().__init__(name="flow-updates", daemon=True)
        self._updater = updater
        self._on_staged = on_staged
        self._watch = watch
        self._every_s, self._first_s = every_s, first_s
        self._retry_s, self._retry_most_s = retry_s, retry_most_s
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._asked = self._heard = False
        self._wanted = self._reached = (0, 0)
        self._failures = 0
        self._retry_at = 0.0

    def wake(self, timestamp_version: int, desired: int = 0) -> None:
        """Say where central's repository is and what to run, as each heartbeat's reply does; costs nothing if known.

        Any thread. `desired`: a release_seq, 0 for what is meant for all.
        """
        told = (timestamp_version, desired)
        with self._lock:
            known = self._covers(told)
            tried = desired == self._wanted[1] and timestamp_version <= self._wanted[0]
            if known or (tried and time.monotonic() < self._retry_at):
                return
            self._wanted, self._heard = told, True
        self._bell.set()

    def try_out(self) -> None:
        """Test what was activated; returns at once. Any thread."""
        self._bell.set()

    def fetch_now(self) -> None:
        """Refresh whatever is known. Any thread."""
        with self._lock:
            self._asked = True
        self._bell.set()

    def stop(self, timeout_s: float = 20.0) -> bool:
        """End the thread, and a refresh that is under way; returns whether it ended in time. Any thread."""
        self._stopping.set()
        self._bell.set()
        self._updater.cancel()
        if self.is_alive():
            self.join(timeout_s)
        return not self.is_alive()

    def run(self) -> None:
        """Wait, refresh and test until `stop`."""
        wait_s = self._first_s
        while True:
            rung = self._bell.wait(wait_s * random.uniform(0.9, 1.1))
            self._bell.clear()
            if self._stopping.is_set():
                self._updater.close()
                return
            if self._watch:
                self._watch.test()
            with self._lock:
                desired, nothing_new = self._wanted[1] if self._heard else None, self._covers(self._wanted)
                asked, self._asked = self._asked, False
            if rung and nothing_new and not asked:
                continue  # it rang for a test, or for what the refresh meanwhile brought
            wait_s = self._settle(self._updater.refresh(desired), desired)

    def _covers(self, told: tuple[int, int]) -> bool:
        """Whether that much was reached. Versions only rise; what central wants may be something else each time."""
        return told[0] <= self._reached[0] and told[1] == self._reached[1]

    def _settle(self, outcome: Refreshed, desired: int | None = None) -> float:
        """Note what came of a refresh; returns the seconds until the next one."""
        if self._watch:
            self._watch.note(desired or 0, self._updater.refusal)
        if outcome is Refreshed.STAGED:
            self._on_staged()
        with self._lock:
            if outcome in {Refreshed.STAGED, Refreshed.CURRENT}:
                self._reached = (self._updater.timestamp_version(), -1 if desired is None else desired)
                self._failures, self._retry_at = 0, 0.0
                return self._every_s
            if outcome is not Refreshed.REFUSED:
                self._failures = 0
            wait_s = min(self._retry_s * 2.0**self._failures, self._retry_most_s)
            self._failures = min(self._failures + 1, 20)
            self._retry_at = time.monotonic() + wait_s
            return wait_s
