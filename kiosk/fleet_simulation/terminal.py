"""One terminal of a simulated fleet: heartbeat, flow updates, activation and self-test."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from kiosk import ENGINE_VERSION, __version__
from kiosk.ledger.clock import SystemClock
from kiosk.protocol.api import Heartbeat
from kiosk.protocol.records import AlarmRecord
from kiosk.settings import Platform
from kiosk.sync.client import PlatformClient
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.heart import Heart, Standing
from kiosk.sync.identity import Identity
from kiosk.sync.link import Link
from kiosk.sync.release_watch import ReleaseWatch
from kiosk.sync.updates import FlowUpdater, Refreshed

_log = logging.getLogger(__name__)
_RETRY_S = 5.0
DEVICES = {
    "id_card": "online",
    "receipt_printer": "online",
    "document_printer": "online",
    "face_camera": "online",
    "code_scanner": "online",
    "document_camera": "online",
}


@dataclass(frozen=True)
class Activated:
    """A release came into use; `at` by `time.time()`."""

    terminal_id: str
    release_seq: int
    state: str
    at: float


class SimulatedTerminal:
    """`beat` and `update` are called by whoever has time; each blocks for as long as the network takes.

    Args:
        home: its disk.
        platform: where central is; the enrolment code makes it join with its first beat.
        on_activated: hears of each release that was put to use and tested.
        devices: what it says of its devices, XFS state by role.
    """

    def __init__(
        self,
        home: Path,
        platform: Platform,
        *,
        on_activated: Callable[[Activated], None] = lambda _: None,
        devices: Mapping[str, str] = DEVICES,
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._devices, self._on_activated = dict(devices), on_activated
        self._wanted: tuple[int, int] | None = None
        self.alarms: list[AlarmRecord] = []
        self.standing = Standing()
        self.identity = Identity.load(home / "identity.json")
        self.client = PlatformClient(platform, self.identity, SystemClock())
        self.store = FlowStore(home / "flows", self.alarms.append)
        session = requests.Session()
        session.trust_env = False
        self.updater = FlowUpdater(
            platform, state_dir=home / "updates", store=self.store, report=self.alarms.append, session=session
        )
        self.watch = ReleaseWatch(
            self.store, home / "updates" / "tested.json", devices=lambda: self._devices, changed=lambda: None
        )
        self.heart = Heart(
            self.client,
            self.identity,
            Link(),
            code=platform.enrolment_code,
            model="simulated",
            say=self._say,
            on_standing=self._stand,
            on_flows=self._flows,
        )

    def beat(self) -> float:
        """Send one heartbeat; return the seconds until the next one."""
        return self.heart.work()

    @property
    def due(self) -> bool:
        """Whether central named something new that `update` has not looked at."""
        return self._wanted is not None

    def update(self) -> float | None:
        """Fetch, verify, activate and test what central named; return the seconds until a new try, None when done."""
        wanted = self._wanted
        if wanted is None:
            return None
        before = self.store.release_seq
        self.updater.note_server_time(self.client.now())
        outcome = self.updater.refresh(wanted[1])
        self.store.activate()
        self.watch.note(wanted[1], self.updater.refusal)
        self.watch.test()
        if self.store.release_seq != before:
            _, state, _ = self.watch.said()
            self._on_activated(Activated(self.identity.terminal_id, self.store.release_seq, state, time.time()))
        if outcome in {Refreshed.UNREACHABLE, Refreshed.BUSY}:
            return _RETRY_S
        if self._wanted == wanted:
            self._wanted = None
        return None

    def close(self) -> None:
        """Give the connections back."""
        self.updater.close()
        self.client.close()

    def _say(self) -> Heartbeat:
        return Heartbeat(
            software=__version__,
            engine=ENGINE_VERSION,
            **self.watch.fields(),
            devices=self._devices,
        )

    def _stand(self, standing: Standing) -> None:
        self.standing = standing

    def _flows(self, timestamp_version: int, desired_release: int) -> None:
        if timestamp_version or desired_release:
            self._wanted = (timestamp_version, desired_release)
