"""The terminal as a process: its Qt application, its signals, its exit code."""

import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.app.core_dumps import forbid_core_dumps
from kiosk.app.logs import log_to
from kiosk.app.terminal import TerminalApp
from kiosk.app.unhandled import unhandled_logged
from kiosk.devices.running import running
from kiosk.settings import Settings


def run_terminal(
    settings: Settings, *, headless: bool = False, on_ready: Callable[[TerminalApp], None] | None = None
) -> int:
    """Run the terminal until it is closed; return its exit code.

    `on_ready` is called on the Qt thread once the window is shown; it may end the run with `QGuiApplication.exit`.

    Raises:
        RunsAlready: another terminal keeps its state in the same folder.
    """
    with running(settings.state_dir):
        return _run(settings, headless=headless, on_ready=on_ready)


def _run(settings: Settings, *, headless: bool, on_ready: Callable[[TerminalApp], None] | None) -> int:
    if headless:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ.setdefault("QT_QUICK_BACKEND", "software")
    log_to(settings.state_dir / "log")
    forbid_core_dumps()
    application = QGuiApplication(sys.argv[:1])
    terminal = TerminalApp(settings)
    _quit_on_signals(application)
    with unhandled_logged():
        terminal.start()
        print("terminal ready", flush=True)  # noqa: T201 - whoever started it waits for this line
        if on_ready is not None:
            QTimer.singleShot(0, terminal.shell.window, lambda: on_ready(terminal))
        code = application.exec()
        terminal.stop()
    return code


def _quit_on_signals(application: QGuiApplication) -> None:
    """Quit on SIGTERM and SIGINT; the timer lets Python look at signals while Qt waits."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.quit())
    ticker = QTimer(application)
    ticker.timeout.connect(lambda: None)
    ticker.start(200)
