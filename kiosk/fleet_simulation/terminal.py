"""One terminal of a simulated fleet: heartbeat, flow updates, activation and self-test, and what it reports."""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from kiosk import ENGINE_VERSION, __version__
from kiosk.fleet_simulation.cable import Cable, CabledAdapter, CabledWire
from kiosk.fleet_simulation.cases import Cases, Put
from kiosk.fleet_simulation.tally import Tally
from kiosk.ledger.clock import SystemClock
from kiosk.ledger.ledger import Ledger
from kiosk.protocol.api import Heartbeat, HeartbeatReply
from kiosk.protocol.records import AlarmRecord
from kiosk.settings import Platform
from kiosk.sync.client import PlatformClient
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.heart import Heart, Standing
from kiosk.sync.identity import Identity
from kiosk.sync.link import Link
from kiosk.sync.outbox import OutboxSender
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
    """`beat`, `update` and `report` are called by whoever has time; each blocks for as long as the network takes.

    Args:
        home: its disk.
        platform: where central is; the enrolment code makes it join with its first beat.
        on_activated: hears of each release that was put to use and tested.
        devices: what it says of its devices, XFS state by role.
        cable: what it is connected by.
        tally: hears of each exchange.
    """

    def __init__(
        self,
        home: Path,
        platform: Platform,
        *,
        on_activated: Callable[[Activated], None] = lambda _: None,
        devices: Mapping[str, str] = DEVICES,
        cable: Cable | None = None,
        tally: Tally | None = None,
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        cable, tally = cable or Cable(), tally or Tally()
        self._home, self._devices, self._on_activated = home, dict(devices), on_activated
        self._wanted: tuple[int, int] | None = None
        self.alarms: list[AlarmRecord] = []
        self.standing = Standing()
        self.heard_at: float | None = None
        """When central last answered a heartbeat, by `time.monotonic()`."""
        self.records: Records | None = None
        self.identity = Identity.load(home / "identity.json")
        wire = CabledWire(cable, tally, connect_timeout_s=platform.connect_timeout_s)
        self.client = PlatformClient(platform, self.identity, SystemClock(), wire)
        self.store = FlowStore(home / "flows", self.alarms.append)
        session = requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, CabledAdapter(cable, tally))
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
            on_orders=self._hear,
        )

    def keep_records(self, cases_a_day: float) -> None:
        """Give it a ledger, and so many residents a day that come at random. Before the first `report`."""
        self.records = Records(self._home, self.client, self.identity, cases_a_day)

    def report(self) -> float | None:
        """Serve whoever is there, and hand in one batch; return the seconds until there is more to do, None: never."""
        return None if self.records is None else self.records.work()

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
        """Give connections and files back."""
        self.updater.close()
        self.client.close()
        if self.records is not None:
            self.records.ledger.close()

    def _say(self) -> Heartbeat:
        return Heartbeat(
            software=__version__,
            engine=ENGINE_VERSION,
            **self.watch.fields(),
            devices=self._devices,
            outbox_left=0 if self.records is None else self.records.ledger.outbox_left(),
        )

    def _hear(self, _reply: HeartbeatReply) -> None:
        self.heard_at = time.monotonic()

    def _stand(self, standing: Standing) -> None:
        self.standing = standing

    def _flows(self, timestamp_version: int, desired_release: int) -> None:
        if timestamp_version or desired_release:
            self._wanted = (timestamp_version, desired_release)


class Records:
    """A terminal's ledger, the residents who fill it, and the sender that empties it."""

    def __init__(self, home: Path, client: PlatformClient, identity: Identity, cases_a_day: float) -> None:
        self.ledger = Ledger(
            home / "ledger.sqlite3", secrets.token_bytes(32), lambda: identity.terminal_id, SystemClock()
        )
        self.ledger.recover()
        self._cases = Cases(self.ledger)
        self._lock = threading.Lock()
        self._sender = OutboxSender(self.ledger, client)
        self._mean_s = 86400 / cases_a_day if cases_a_day else None
        self._next_at = self._drawn()

    def work(self) -> float:
        """Serve, if somebody is there; send; return the seconds until either is due again."""
        with self._lock:
            if time.monotonic() >= self._next_at:
                self._cases.serve()
                self._next_at = self._drawn()
        wait_s = self._sender.work()
        return min(wait_s, max(0.0, self._next_at - time.monotonic()))

    @property
    def put(self) -> Put:
        """What central must hold in the end."""
        return self._cases.put

    def hold(self, count: int) -> None:
        """Let `count` records wait, as after a long time without a network."""
        with self._lock:
            self._cases.leave(count)

    def close_doors(self) -> None:
        """No more residents come."""
        with self._lock:
            self._mean_s, self._next_at = None, float("inf")

    def _drawn(self) -> float:
        """Draw when the next resident comes: a Poisson process."""
        return time.monotonic() + random.expovariate(1 / self._mean_s) if self._mean_s else float("inf")
