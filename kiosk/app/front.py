"""What the shell sees of everything below it. Implements `kiosk.shell.stage.Stage`; all on the Qt thread."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from drivers.faults import Role
from kiosk.app.candidacy import Candidacy
from kiosk.app.code_watch import CodeWatch, Scanning
from kiosk.app.resumption import Resumption
from kiosk.conductor import Conductor
from kiosk.documents.binder import Binder
from kiosk.engine.availability import CLOSED, equipped, hindrance, terminal_hindrance
from kiosk.engine.events import Event
from kiosk.engine.opening import is_open, next_opening
from kiosk.engine.session import Session
from kiosk.engine.trouble import Trouble
from kiosk.ledger.clock import Clock
from kiosk.ledger.room import Lack
from kiosk.live import LivePicture
from kiosk.ports import Deliver
from kiosk.protocol.civil_time import CHINA
from kiosk.protocol.configuration import Configuration
from kiosk.protocol.flow import Flow
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.settings import Settings
from kiosk.shell.stage import Continuing, Joining, ServiceCard, Texts
from kiosk.sync.drafts import PlatformDrafts
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.heart import Membership, Standing
from kiosk.sync.link import Link

_log = logging.getLogger(__name__)
_NOT_SERVING = {
    Membership.REVOKED: "REVOKED",
    Membership.NOT_KNOWN_THERE: "REVOKED",
    Membership.PENDING: "PENDING",
    Membership.NOT_ENROLLED: "NOT_ENROLLED",
}


class Devices(Scanning, Protocol):
    @property
    def verifies(self) -> bool: ...

    def sight(self, role: Role) -> LivePicture | None: ...


class Front:
    """One value object over conductor, flows, link and devices; nothing here blocks."""

    def __init__(
        self,
        *,
        settings: Settings,
        conductor: Conductor,
        binder: Binder,
        store: FlowStore,
        link: Link,
        devices: Devices,
        clock: Clock,
        new_id: Callable[[], str],
        terminal_id: Callable[[], str],
        lack: Callable[[], Lack | None],
        drafts: PlatformDrafts,
        deliver: Deliver,
        candidacy: Candidacy,
        overlooked: Callable[[], bool],
        touched: Callable[[], None],
    ) -> None:
        self._settings, self._conductor, self._binder, self._store = settings, conductor, binder, store
        self._link, self._devices, self._clock = link, devices, clock
        self._new_id, self._terminal_id, self._lack = new_id, terminal_id, lack
        self._candidacy, self._standing = candidacy, Standing()
        self._overlooked, self._touched = overlooked, touched
        self._configuration = Configuration()
        self._held = False
        self._subscribers: list[Callable[[], None]] = []
        self._resumption = Resumption(drafts, store, deliver, self._begin, self.changed)
        self._code_watch = CodeWatch(devices, deliver, self._scanned)
        conductor.subscribe(self._session_changed)

    @property
    def session(self) -> Session | None:
        return self._conductor.session

    @property
    def online(self) -> bool:
        return self._link.online

    @property
    def ready_devices(self) -> Collection[Role]:
        return frozenset(role for role, status in self._devices.statuses().items() if status.ready)

    @property
    def place(self) -> str:
        return self._settings.place

    @property
    def hotline(self) -> str:
        return self._settings.hotline

    @property
    def terminal_id(self) -> str:
        return self._terminal_id()

    @property
    def out_of_service(self) -> Trouble | None:
        """Why nothing at all is offered; None when the terminal serves."""
        if self._conductor.apology is not None:
            return self._conductor.apology
        if self._standing.out_of_service or self._held:
            return Trouble("terminal", "OUT_OF_SERVICE")
        if self._standing.membership in _NOT_SERVING:
            return Trouble("terminal", _NOT_SERVING[self._standing.membership])
        lack = self._lack()
        if lack is not None:
            return Trouble("terminal", lack.value)
        if not self._store.flows():
            return Trouble("terminal", "NO_SERVICES")
        return terminal_hindrance(self._devices.statuses())

    @property
    def overlooked(self) -> bool:
        return self.session is not None and self._overlooked()

    @property
    def joining(self) -> Joining | None:
        return self._candidacy.joining(self._standing, scanning=self._code_watch.at_work)

    def join_with(self, code: str) -> None:
        """Try a one-time code."""
        self._candidacy.enter(code)
        self.changed()

    def _scanned(self, text: str) -> None:
        if self._candidacy.wants_a_code(self._standing):
            if self._candidacy.is_new(text):
                self.join_with(text)
        else:
            self._resumption.look_up_scanned(text)

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Call `changed` after each change of session, services, devices or connection."""
        self._subscribers.append(changed)

    def changed(self) -> None:
        """Tell the shell that something below changed. On the Qt thread."""
        self._code_watch.look()
        for told in self._subscribers:
            told()

    def stand(self, standing: Standing) -> None:
        """Take what central thinks of this terminal. On the Qt thread."""
        self._standing = standing
        self.changed()

    @property
    def paused_by_central(self) -> bool:
        """True when central said that nobody is to be served."""
        return self._standing.out_of_service

    def configure(self, configuration: Configuration) -> None:
        """Take another configuration. Only between two sessions."""
        self._configuration = configuration
        self.changed()

    def hold(self, *, held: bool) -> None:
        """Let nobody begin for a while, or again."""
        self._held = held
        self.changed()

    def take_staged(self) -> None:
        """Activate flows that wait, unless somebody is at the terminal: a session keeps the version it began with.

        A disk that will not take them leaves those in use, and is asked again after the next session.
        """
        if self.session is not None:
            return
        try:
            activated = self._store.activate()
        except OSError as error:
            _log.error("flows wait and cannot be activated: %s", error)
            return
        if activated:
            self.changed()

    def begin(self, service: str) -> None:
        """Start a service that can be offered now; anything else changes nothing."""
        package = self._store.flows().get(service)
        if package is not None and not self._hides(service):
            self._begin(package)

    @property
    def continuing(self) -> Continuing:
        return replace(self._resumption.standing, scanning=self._code_watch.at_work)

    def continue_with(self, typed: str) -> None:
        """Look a code up and begin what it continues."""
        self._resumption.look_up(typed)

    def watch_for_code(self, *, wanted: bool) -> None:
        """Let the scanner read a code to continue with, or no more."""
        self._code_watch.want(wanted=wanted)
        if not wanted:
            self._resumption.forget_scanned()

    def _begin(self, package: FlowPackage, resuming: Personal[str] | None = None) -> Trouble | None:
        trouble = self.out_of_service or self._hindrance(package)
        if trouble is None:
            today = f"{self.now():%Y-%m-%d}"
            self._conductor.begin(package, session_id=self._new_id(), today=today, resuming=resuming)
        return trouble

    def post(self, event: Event) -> None:
        self._touched()
        self._conductor.post(event)

    def now(self) -> datetime:
        """Return the local time."""
        return self._clock.now().astimezone(CHINA)

    def services(self) -> Sequence[ServiceCard]:
        """Return all services that this terminal is equipped for, with what hinders each."""
        statuses, now = self._devices.statuses(), self.now()
        return [
            ServiceCard(service, flow, package.texts, self._hindrance(package), self._opens(flow, now))
            for service, package in sorted(self._store.flows().items())
            if equipped(flow := package.flow, statuses) and not self._hides(service)
        ]

    def texts(self, service: str) -> Texts:
        """Return the words of the flow that the session is pinned to, or of the active one."""
        pinned = self._conductor.package
        if pinned is not None and pinned.flow.service == service:
            return pinned.texts
        return self._store.flows()[service].texts

    def sight(self, role: Role) -> LivePicture | None:
        return self._devices.sight(role)

    def page_png(self, issue_id: str, page: int, width_px: int) -> bytes:
        return self._binder.page_png(issue_id, page, width_px)

    def _hides(self, service: str) -> bool:
        return service in (self._configuration.hidden_services or ())

    def _opens(self, flow: Flow, now: datetime) -> datetime | None:
        """Return when both the place and the service are open; nearly always the later of the two."""
        times = [next_opening(opening, now) for opening in (self._configuration.opening, flow.opening)]
        return max((time for time in times if time is not None), default=None)

    def _hindrance(self, package: FlowPackage) -> Trouble | None:
        if not is_open(self._configuration.opening, self.now()):
            return CLOSED
        devices = self._devices
        here = {"online": self._link.online, "verifies": devices.verifies}
        return hindrance(package.flow, devices.statuses(), now=self.now(), **here)

    def _session_changed(self) -> None:
        self.changed()
        self.take_staged()
