"""A whole terminal in this process, its glass, and a finger on it: real devices' threads, real QML, real touches."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication

from kiosk.app.terminal import TerminalApp
from kiosk.engine.session import Troubled, Working
from kiosk.settings import Settings
from kiosk.walk import scene
from kiosk.walk.finger import Finger
from kiosk.walk.runner import Walk
from kit.own_clock import own_clock

_LOOK_S = 0.005


@dataclass(frozen=True)
class Here:
    """What is on the glass, and what the session is doing."""

    screen: str
    doing: str = ""
    trouble: str = ""


def here(terminal: TerminalApp) -> Here:
    screens = scene.screens(terminal.shell.window)
    screen = screens[0] if len(screens) == 1 else ""
    match terminal.conductor.session and terminal.conductor.session.state:
        case Working(doing=doing, held_up=held_up):
            return Here(screen, doing.value, held_up.code if held_up else "")
        case Troubled(trouble=trouble):
            return Here(screen, trouble=trouble.code)
        case _:
            return Here(screen)


def words_on(terminal: TerminalApp) -> str:
    """Return all that can be read on the glass."""
    items = scene.shown(terminal.shell.window.contentItem())
    return "\n".join(str(item.property("text")) for item in items if item.property("text"))


class Glass:
    """One running terminal. Only inside its methods does the terminal's main thread live on."""

    def __init__(self, settings: Settings) -> None:
        began = own_clock()
        self.terminal = TerminalApp(settings)
        self._finger = Finger(self.terminal.shell.window)
        self.terminal.start()
        self.pump()
        self.started_s = own_clock() - began
        self.longest_s = 0.0
        """The longest that the main thread was at one thing since this was last set to 0."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.terminal.stop()
        self.pump()

    def pump(self) -> None:
        """Let Qt do all that it has to do now."""
        began = own_clock()
        QGuiApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.longest_s = max(getattr(self, "longest_s", 0.0), own_clock() - began)

    def until(self, holds: Callable[[], object], what: str, timeout_s: float = 60.0) -> None:
        """Let the terminal live until `holds()`."""
        ends_at, pause = time.monotonic() + timeout_s, threading.Event()
        self.pump()
        while not holds():
            assert time.monotonic() < ends_at, f"waited {timeout_s} s for {what}; {self.here}: {self.words!r}"
            pause.wait(_LOOK_S)
            self.pump()

    def do(self, walk: Walk[None]) -> None:
        for until in walk:
            self.until(until.holds, until.what, until.timeout_s)

    def touch(self, *names: str) -> None:
        for name in names:
            self.do(self._finger.touch(name))

    def wake(self) -> None:
        """Touch the attract screen, from wherever nobody is being served."""
        self.until(lambda: self.enabled("screen_attract") or self.enabled("screen_home"), "a terminal that greets")
        if self.here.screen == "attract":
            self.do(self._finger.tap(scene.centre(self.terminal.shell.window.contentItem())))
        self.see("home")

    def see(self, screen: str, *, doing: str = "", trouble: str = "", timeout_s: float = 15.0) -> None:
        """Wait until that is what is on the glass."""
        wanted = Here(screen, doing, trouble)
        self.until(lambda: self.here == wanted, f"{wanted}", timeout_s)

    @property
    def here(self) -> Here:
        return here(self.terminal)

    @property
    def words(self) -> str:
        return words_on(self.terminal)

    def enabled(self, name: str) -> bool:
        item = scene.named(self.terminal.shell.window, name)
        return item is not None and item.isEnabled()

    @property
    def transaction_id(self) -> str:
        session = self.terminal.conductor.session
        assert session is not None
        return session.id
