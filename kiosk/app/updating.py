"""Flow updates as the terminal has them: the updater, the thread it works in, and what central hears of it."""

from collections.abc import Callable, Collection
from pathlib import Path

from kiosk.settings import Platform
from kiosk.sync.flow_store import FlowStore, Report
from kiosk.sync.release_watch import ReleaseWatch
from kiosk.sync.update_worker import UpdateWorker
from kiosk.sync.updates import FlowUpdater


class Updating:
    """Three parts that know one another: `updater` fetches, `worker` calls it, `watch` says what became of it.

    Args:
        platform: where central is.
        state_dir: a folder that outlives updates of the program.
        store: where the flows go.
        report: takes alarms.
        on_staged: called in the worker's thread when flows wait.
        devices: gives the roles that this terminal has.
        changed: called when central should hear something new; returns at once.
    """

    def __init__(
        self,
        platform: Platform,
        state_dir: Path,
        store: FlowStore,
        report: Report,
        *,
        on_staged: Callable[[], None],
        devices: Callable[[], Collection[str]],
        changed: Callable[[], None],
    ) -> None:
        self.updater = FlowUpdater(platform, state_dir=state_dir, store=store, report=report)
        self.watch = ReleaseWatch(store, state_dir / "tested.json", devices=devices, changed=changed)
        self.worker = UpdateWorker(self.updater, on_staged, self.watch)
        store.subscribe(self.worker.try_out)

    def hear(self, timestamp_version: int, desired_release: int, central_unix_s: int) -> None:
        """Take what a heartbeat's reply says of flows, and central's time."""
        self.updater.note_server_time(central_unix_s)
        self.worker.wake(timestamp_version, desired_release)
