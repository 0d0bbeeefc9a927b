"""A terminal started on a disk that was mounted read-only since its last run, which is then mounted as before.

`unshare --mount python -m kit.read_only_program FOLDER`; prints what it said of itself, a line of JSON each time.
"""

import json
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.app.process import run_terminal
from kiosk.app.terminal import TerminalApp
from kiosk.settings import Settings

NOWHERE = "http://127.0.0.1:9"
_LOOK_MS = 50


class Look:
    """Mount it as before once nothing could be recorded, and end once something can."""

    def __init__(self, terminal: TerminalApp, place: Path) -> None:
        self._terminal, self._place = terminal, place
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)
        self._say()

    def _look(self) -> None:
        if self._terminal.room.lack is None:
            self._say()
            QGuiApplication.exit(0)

    def _say(self) -> None:
        print(json.dumps({"lack": self._terminal.room.lack}), flush=True)
        if self._terminal.room.lack is not None:
            subprocess.run(["mount", "-o", "remount,rw", str(self._place)], check=True)


def main(place: Path) -> int:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(place)], check=True)
    program = [sys.executable, "-m", "kit.read_only_program", str(place), "the run before"]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    looks: list[Look] = []
    return run_terminal(settings(place), headless=True, on_ready=lambda terminal: looks.append(Look(terminal, place)))


def settings(place: Path) -> Settings:
    platform = {"url": NOWHERE, "public_url": NOWHERE, "trusted_root": place / "root.json"}
    screen, ledger = {"full_screen": False}, {"min_free_mib": 1}
    told = {"state_dir": place / "state", "devices": {}, "platform": platform, "screen": screen, "ledger": ledger}
    return Settings.model_validate(told)


if __name__ == "__main__":
    where = Path(sys.argv[1])
    if len(sys.argv) > 2:
        sys.exit(run_terminal(settings(where), headless=True, on_ready=lambda _: QGuiApplication.exit(0)))
    sys.exit(main(where))
