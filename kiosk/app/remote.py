"""What central may have this terminal do: take a configuration, and carry commands out, both between two sessions.

And what it lets the terminal know: what became of documents that were doubtful.
"""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from kiosk.app import remote_acts
from kiosk.app.front import Front
from kiosk.devices.hands import DeviceHands
from kiosk.ledger.command_book import Answer
from kiosk.ledger.ledger import Ledger
from kiosk.ports import Deliver
from kiosk.protocol.api import HeartbeatReply
from kiosk.protocol.commands import CommandKind
from kiosk.protocol.configuration import Configuration
from kiosk.protocol.records import CommandState
from kiosk.settings import Settings
from kiosk.settings.terminal import Screen
from kiosk.shell.window import ShellWindow
from kiosk.sync.commands import CommandWorker
from kiosk.sync.configuration import ConfigurationStore
from kiosk.sync.rulings import RulingWorker
from kiosk.sync.worker import Worker

START_AGAIN = 77
"""The exit code that lets the program start itself anew."""

_OF_THE_SCREEN = ("language", "other_language", "elder", "home_idle_s")


@dataclass(frozen=True)
class Parts:
    """What the commands reach. `refresh` fetches flows and beats the heart; `tell` sends the outbox soon."""

    settings: Settings
    front: Front
    shell: ShellWindow
    hands: DeviceHands
    ledger: Ledger
    deliver: Deliver
    now: Callable[[], int]
    refresh: Callable[[], None]
    tell: Callable[[], None]
    services: Callable[[], int]


class Remote:
    """Made and started on the Qt thread."""

    def __init__(self, parts: Parts, store: ConfigurationStore) -> None:
        self._parts, self._store = parts, store
        self.worker = CommandWorker(
            parts.ledger.commands,
            self._acts(),
            now=parts.now,
            claim=lambda: self._on_qt(self._claim),
            let_go=lambda: parts.deliver(lambda: parts.front.hold(held=False)),
            told=parts.tell,
        )
        self._rulings = RulingWorker(parts.ledger.rulings, parts.tell)
        self._use()

    @property
    def workers(self) -> tuple[Worker, ...]:
        """What is to be started and stopped."""
        return (self.worker, self._rulings)

    def hear(self, reply: HeartbeatReply) -> None:
        """Take what a heartbeat's reply says. On the heart's thread; returns at once."""
        if reply.configuration is not None:
            self._store.offer(reply.configuration_revision, reply.configuration)
            self._parts.deliver(self.take_up)
        if reply.commands:
            self.worker.hear(reply.commands)
        if reply.rulings:
            self._rulings.hear(reply.rulings)

    def take_up(self) -> None:
        """Use a configuration that waits, unless somebody is at the terminal. On the Qt thread."""
        if self._parts.front.session is None and self._store.take_up():
            self._use()

    def _use(self) -> None:
        configuration = self._store.active
        self._parts.front.configure(configuration)
        self._parts.shell.model.configure(screen_settings(self._parts.settings.screen, configuration))
        logging.getLogger().setLevel(configuration.log_level or "INFO")

    def _acts(self) -> dict[CommandKind, Callable[[], Answer | None]]:
        parts = self._parts
        deliver = parts.deliver
        serving = functools.partial(remote_acts.serving, deliver, parts.front)
        return {
            CommandKind.REFRESH: self._refresh,
            CommandKind.OUT_OF_SERVICE: lambda: serving(wanted=False),
            CommandKind.IN_SERVICE: lambda: serving(wanted=True),
            CommandKind.COLLECT_LOGS: lambda: remote_acts.collect_logs(_log_folder(parts.settings)),
            CommandKind.SCREENSHOT: lambda: remote_acts.screenshot(deliver, parts.shell),
            CommandKind.SELF_TEST: lambda: remote_acts.self_test(parts.hands, parts.ledger, parts.services),
            CommandKind.RESTART_PROGRAM: self._restart,
            CommandKind.RESTART_MACHINE: lambda: remote_acts.reboot(parts.settings.remote.reboot_command),
        }

    def _refresh(self) -> Answer:
        self._parts.refresh()
        return Answer(CommandState.DONE, "flows are being fetched, and the configuration is asked for")

    def _restart(self) -> None:
        self._parts.deliver(lambda: QGuiApplication.exit(START_AGAIN))

    def _claim(self) -> bool:
        """Let nobody begin, if nobody is there. On the Qt thread, the only one that begins sessions."""
        if not self._parts.shell.model.unattended:
            return False
        self._parts.front.hold(held=True)
        return True

    def _on_qt(self, work: Callable[[], bool]) -> bool:
        try:
            return remote_acts.on_qt(self._parts.deliver, work)
        except TimeoutError:
            return False


def screen_settings(installed: Screen, configuration: Configuration) -> Screen:
    """Return the installed settings of the screen with what is set from afar in their place."""
    given = {name: value for name in _OF_THE_SCREEN if (value := getattr(configuration, name)) is not None}
    return installed.model_copy(update=given)


def _log_folder(settings: Settings) -> Path:
    return settings.state_dir / "log"
