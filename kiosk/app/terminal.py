"""Puts a terminal together, starts it, and takes it apart again."""

import logging
import secrets
import time

from drivers.status import DeviceStatus
from kiosk import ENGINE_VERSION, __version__
from kiosk.app.candidacy import Candidacy
from kiosk.app.face_watch import FaceWatch
from kiosk.app.front import Front
from kiosk.app.ledger_watch import LedgerWatch
from kiosk.app.opening import open_devices, open_ledger, settle
from kiosk.app.presence_watch import PresenceWatch
from kiosk.app.remote import Parts, Remote
from kiosk.app.updating import Updating
from kiosk.conductor import Conductor
from kiosk.devices.health import HealthWatch, faults_of
from kiosk.devices.roll_call import RollBook
from kiosk.documents.binder import Binder
from kiosk.faces.verifier import FaceVerifier
from kiosk.garbage import GarbageClock
from kiosk.ledger.clock import Clock, SystemClock
from kiosk.ledger.errors import LedgerError
from kiosk.ledger.room import Limits, Room
from kiosk.place import Place
from kiosk.protocol.api import Heartbeat, HeartbeatReply
from kiosk.protocol.identifiers import uuid7
from kiosk.protocol.records import AlarmRecord
from kiosk.settings import Settings
from kiosk.shell.mailbox import Mailbox
from kiosk.shell.timers import QtTimers
from kiosk.shell.window import ShellWindow
from kiosk.sync.client import PlatformClient
from kiosk.sync.clock_watch import ClockWatch
from kiosk.sync.configuration import ConfigurationStore
from kiosk.sync.departments import PlatformDepartments
from kiosk.sync.drafts import PlatformDrafts
from kiosk.sync.flow_store import FlowStore
from kiosk.sync.heart import Heart, Standing
from kiosk.sync.identities import PlatformIdentities
from kiosk.sync.identity import Identity
from kiosk.sync.link import Link
from kiosk.sync.outbox import OutboxSender
from kiosk.sync.payments import PlatformPayments
from kiosk.sync.settling import PaymentSettler
from kiosk.sync.worker import Worker
from kiosk.trace_ring import TraceRing
from kiosk.witness import Witness

_log = logging.getLogger(__name__)


class TerminalApp:
    """Everything of one terminal. Starting never waits for central or for a device."""

    def __init__(self, settings: Settings) -> None:
        state = settings.state_dir
        state.mkdir(parents=True, exist_ok=True)
        clock, self.settings = SystemClock(), settings
        self.mailbox = Mailbox()
        self.identity = Identity.load(state / "identity.json")
        self.ledger = open_ledger(state, self.identity, clock)
        self.room = Room(self.ledger, state, Limits(settings.ledger.min_free_mib, settings.ledger.most_unsent))
        settle(self.ledger)
        self.room.look()
        self._outbox_left = 0
        self.link = Link()
        self.client = PlatformClient(settings.platform, self.identity, clock)
        self.outbox = OutboxSender(self.ledger, self.client)
        self.store = FlowStore(state / "flows", self._report)
        self.binder = Binder()
        self.watch = HealthWatch(self._report)
        self.roll_book = RollBook(state, {one.role: one.url for one in settings.devices.each()})
        self.face_watch = FaceWatch(settings.faces.models, report=self._report, changed=self._faces_changed)
        self.verifier = FaceVerifier(
            settings.faces.models, usable=lambda: self.face_watch.usable, failed=self.face_watch.fail
        )
        verifier = self.verifier if settings.devices.face_camera else None
        self.hands = open_devices(settings, self.identity, self._device_changed, verifier)
        self.departments = PlatformDepartments(self.client, self.link, lambda: self.heart.nudge())  # noqa: PLW0108 - made later
        self.identities = PlatformIdentities(self.client, self.link, lambda: self.heart.nudge())  # noqa: PLW0108 - made later
        self.payments = PlatformPayments(self.client, self.link, lambda: self.heart.nudge())  # noqa: PLW0108 - made later
        self.drafts = PlatformDrafts(self.client, self.link)
        self.settler = PaymentSettler(self.ledger, self.client, self.outbox.nudge)
        self.conductor = self._conductor(clock)
        self.front = self._front(clock)
        self.updating = Updating(
            settings.platform,
            state / "updates",
            self.store,
            self._report,
            on_staged=lambda: self.mailbox.deliver(self.front.take_staged),
            devices=lambda: [role.value for role in self.hands.statuses()],
            changed=lambda: self.heart.nudge(),  # noqa: PLW0108 - made later
        )
        self.clock_watch = ClockWatch(state / "clock-wrong", self._report)
        self.heart = self._heart()
        self.configuration = ConfigurationStore(state / "configuration.json")
        self.ledger_watch = LedgerWatch(self.ledger, self.room, changed=self._room_changed)
        self._workers: tuple[Worker, ...] = (self.heart, self.outbox, self.ledger_watch, self.settler)
        self.link.subscribe(self._linked)
        self.conductor.subscribe(self.outbox.nudge)
        self.conductor.subscribe(self.ledger_watch.glance)
        self.presence = self._presence()
        self.front.take_staged()
        self.shell = ShellWindow(self.front, settings.screen)
        self.remote = self._remote()
        self._workers += self.remote.workers
        if settings.devices.face_camera:
            self._workers += (self.face_watch,)
        self.garbage = GarbageClock(also=self.shell.window.engine().collectGarbage)
        self.conductor.subscribe(self._served)

    def _conductor(self, clock: Clock) -> Conductor:
        settings = self.settings
        return Conductor(
            ledger=self.ledger,
            binder=self.binder,
            hands=self.hands,
            departments=self.departments,
            payments=self.payments,
            drafts=self.drafts,
            identities=self.identities,
            timers=QtTimers(),
            deliver=self.mailbox.deliver,
            clock=clock,
            place=Place(
                lambda: self.identity.terminal_id, settings.place, settings.hotline, settings.platform.public_url
            ),
            witness=Witness(TraceRing(settings.state_dir).keep, settings.traces),
        )

    def _front(self, clock: Clock) -> Front:
        return Front(
            settings=self.settings,
            conductor=self.conductor,
            binder=self.binder,
            store=self.store,
            link=self.link,
            devices=self.hands,
            clock=clock,
            new_id=lambda: uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10)),
            terminal_id=lambda: self.identity.terminal_id,
            lack=lambda: self.room.lack,
            drafts=self.drafts,
            deliver=self.mailbox.deliver,
            overlooked=lambda: self.presence is not None and self.presence.overlooked,
            touched=lambda: self.presence.touch() if self.presence is not None else None,
            candidacy=Candidacy(self.identity, lambda code: self.heart.enter(code)),  # noqa: PLW0108 - made later
        )

    def _presence(self) -> PresenceWatch | None:
        watching = self.settings.faces.watching
        if watching is None or self.settings.devices.face_camera is None:
            return None
        watch = PresenceWatch(
            self.hands,
            watching,
            session=lambda: self.conductor.session,
            post=self.conductor.post,
            deliver=self.mailbox.deliver,
            changed=self.front.changed,
        )
        self.conductor.subscribe(watch.follow)
        self._workers += (watch,)
        return watch

    def _heart(self) -> Heart:
        return Heart(
            self.client,
            self.identity,
            self.link,
            code=self.settings.platform.enrolment_code,
            model="kiosk",
            key_days=self.settings.platform.key_days,
            say=self._heartbeat,
            on_standing=self._standing,
            on_orders=self._heard,
            on_flows=lambda version, desired: self.updating.hear(version, desired, self.client.now()),
        )

    def _remote(self) -> Remote:
        parts = Parts(
            settings=self.settings,
            front=self.front,
            shell=self.shell,
            hands=self.hands,
            ledger=self.ledger,
            deliver=self.mailbox.deliver,
            now=self.client.now,
            refresh=self._refresh,
            tell=self.outbox.nudge,
            services=lambda: len(self.store.flows()),
        )
        return Remote(parts, self.configuration)

    def start(self) -> None:
        """Start the threads and show the window."""
        self.roll_book.open()
        self.hands.start()
        self.updating.worker.start()
        for worker in self._workers:
            worker.start()
        self.shell.show()

    def stop(self) -> None:
        """Stop everything; what is not yet sent stays in the outbox."""
        self.shell.close()
        for worker in self._workers:
            worker.stop()
        self.updating.worker.stop()
        self.departments.close()
        self.identities.close()
        self.payments.close_all()
        self.drafts.close()
        self.hands.stop()
        self.verifier.close()
        self.roll_book.close()
        for part in (self.binder, self.updating.updater, self.client, self.ledger):
            part.close()
        self.garbage.stop()

    def _served(self) -> None:
        """Let nothing of whoever has gone wait for the collector."""
        if self.conductor.session is None:
            self.garbage.sweep()
            self.remote.take_up()

    # From other threads: each hands its news to the Qt thread and returns at once

    def _report(self, alarm: AlarmRecord) -> None:
        """Keep an alarm and send it soon. A ledger that cannot write must not end the thread that noticed something."""
        try:
            self.ledger.alarm(alarm)
        except LedgerError as error:
            _log.error("alarm %s %s could not be kept: %s", alarm.source, alarm.code, error)
            return
        self.outbox.nudge()

    def _device_changed(self, status: DeviceStatus) -> None:
        self.watch.told(status)
        self.roll_book.told(status)
        self.mailbox.deliver(self.front.changed)

    def _room_changed(self) -> None:
        self.mailbox.deliver(self.front.changed)
        self.heart.nudge()

    def _faces_changed(self) -> None:
        self.mailbox.deliver(self.front.changed)

    def _heard(self, reply: HeartbeatReply) -> None:
        self.clock_watch.look(self.client.clock_offset_s)
        self.remote.hear(reply)

    def _standing(self, standing: Standing) -> None:
        self.mailbox.deliver(lambda: self.front.stand(standing))

    def _linked(self, online: bool) -> None:  # noqa: FBT001 - the link's listeners take it so
        # A call may find central gone long before the next heartbeat; ask at once whether it is.
        for worker in (self.outbox, self.settler) if online else (self.heart,):
            worker.nudge()
        self.mailbox.deliver(self.front.changed)

    def _refresh(self) -> None:
        self.updating.worker.fetch_now()
        self.heart.nudge()

    def _heartbeat(self) -> Heartbeat:
        statuses = self.hands.statuses()
        session = self.conductor.session
        lack, configuration = self.room.lack, self.configuration.report
        return Heartbeat(
            software=__version__,
            engine=ENGINE_VERSION,
            **self.updating.watch.fields(),
            devices={role.value: status.state.value for role, status in statuses.items()},
            faults={role.value: _names(status) for role, status in statuses.items() if faults_of(status)}
            | ({"ledger": [lack.value]} if lack else {}),
            screen=f"{session.flow.step(session.step_id).kind}/{session.step_id}" if session else "",
            outbox_left=self._count_outbox(),
            configuration_revision=configuration.revision,
            configuration_refused=configuration.refused,
            configuration_problem=configuration.problem,
        )

    def _count_outbox(self) -> int:
        """Return how much is left, or was when it could last be counted: no ledger may stop the heart."""
        try:
            self._outbox_left = self.ledger.outbox_left()
        except LedgerError as error:
            _log.error("the outbox cannot be counted: %s", error)
        return self._outbox_left


def _names(status: DeviceStatus) -> list[str]:
    return sorted(fault.value for fault in faults_of(status))
