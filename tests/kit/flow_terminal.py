"""A terminal as far as flow updates go, over a real disk, against whatever server stands in central's place."""

from typing import TYPE_CHECKING

import requests

from kiosk.settings import Platform
from kiosk.sync.clock_floor import ClockFloor
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.updates import FlowUpdater, Refreshed
from kit.flow_repository import PublishedFlows, Site

if TYPE_CHECKING:
    from kiosk.protocol.records import AlarmRecord


class FlowTerminal:
    """`begin` is its start, with a new updater over the same disk. `desired`: what central last named."""

    def __init__(self, place: PublishedFlows, site: Site) -> None:
        self.platform = Platform(
            url=site.url, public_url=site.url, connect_timeout_s=2, read_timeout_s=2, trusted_root=place.root
        )
        self.disk = place.place / "terminal"
        self.alarms: list[AlarmRecord] = []
        self.desired = 0
        self.session = requests.Session()
        self.session.trust_env = False
        self.floor = ClockFloor(self.disk / "server-time", place.time)
        self.begin()

    def begin(self, *, read_timeout_s: float = 2, file_timeout_s: float = 5) -> None:
        self.store = FlowStore(self.disk / "flows", self.alarms.append)
        self.updater = FlowUpdater(
            self.platform.model_copy(update={"read_timeout_s": read_timeout_s}),
            state_dir=self.disk / "updates",
            store=self.store,
            report=self.alarms.append,
            session=self.session,
            floor=self.floor,
            file_timeout_s=file_timeout_s,
        )

    def update(self, desired: int | None = None) -> Refreshed:
        """Take what central names, as with a heartbeat, and put it to use; nobody is at the terminal."""
        if desired is not None:
            self.desired = desired
        outcome = self.updater.refresh(self.desired)
        self.store.activate()
        return outcome

    @property
    def words(self) -> dict[str, str]:
        return {service: package.text("en", "summary") for service, package in self.store.flows().items()}

    @property
    def complaints(self) -> list[str]:
        return [alarm.detail for alarm in self.alarms if not alarm.cleared]


def assert_refused(terminal: FlowTerminal, about: str) -> None:
    """The update is refused, reported once however often it is tried, and the old flow goes on serving."""
    before, seq = len(terminal.complaints), terminal.store.release_seq
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.update() is Refreshed.REFUSED
    assert terminal.words["housing/fund"] == "first"
    assert terminal.store.release_seq == seq
    assert len(terminal.complaints) == before + 1, terminal.complaints
    assert about in terminal.complaints[-1]
    assert about in terminal.updater.refusal
    assert all(alarm.code == "PACKAGE_REFUSED" for alarm in terminal.alarms)
