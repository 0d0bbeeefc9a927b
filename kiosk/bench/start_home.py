"""Started by `kiosk bench start`: runs the terminal until the home screen is drawn, says so, and ends."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from kiosk.app.process import run_terminal
from kiosk.app.terminal import TerminalApp
from kiosk.settings import load_settings


def _go_home(terminal: TerminalApp) -> None:
    """Touch the attract screen, and wait for the frame after it."""
    shell = terminal.shell

    def drawn() -> None:
        if shell.model.property("screen") == "home":
            print("shown", flush=True)  # noqa: T201 - the bench waits for this line
            QGuiApplication.exit(0)

    shell.window.frameSwapped.connect(drawn)
    shell.model.enter()


if __name__ == "__main__":
    sys.exit(run_terminal(load_settings([Path(sys.argv[1])]), headless=True, on_ready=_go_home))
