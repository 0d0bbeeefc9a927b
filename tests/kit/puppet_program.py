"""A terminal as its own process, moved from outside: `python -m kit.puppet_program terminal.yaml`.

Reads one JSON command a line: {"touch": NAME}, {"wake": true}, {"look": true}, {"let_pass": TIMER}, {"defect": true},
{"hold": [WORDS BACKWARDS]}, {"mark": true}. Answers each with one JSON line that says what is on the glass, beginning
with "> ", once the touch is done. Ends when its input ends.
"""

import json
import os
import random
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from drivers.cancel import Cancel
from drivers.faults import Role
from drivers.id_card.role import Picture
from drivers.video.frame import Frame
from kiosk.app.process import run_terminal
from kiosk.app.terminal import TerminalApp
from kiosk.engine.events import Timer, TimerFired
from kiosk.engine.photo import CardPhoto
from kiosk.settings import load_settings
from kiosk.walk import scene
from kiosk.walk.errors import WalkError
from kiosk.walk.finger import Finger
from kiosk.walk.runner import Runner
from kit.glass import here, words_on
from kit.memory_marks import marks
from kit.memory_search import held


def _photo(_wlt: bytes, _cancel: Cancel) -> Picture:
    """The demo's cards have none: a picture of noise stands for it."""
    return Picture(102, 126, random.Random(1).randbytes(102 * 126 * 3))


class Looking:
    """Compares faces and never comes to a verdict."""

    def begin(self, _photo: CardPhoto, **_policy: str) -> "Looking":
        return self

    def look(self, _frame: Frame) -> None:
        return None

    def close(self) -> None:
        """Nothing was kept."""


def _defect() -> Any:
    raise ZeroDivisionError("as a defect would")


class Puppet(QObject):
    """Obeys what comes in on stdin, on the terminal's main thread."""

    _commanded = Signal(str)

    def __init__(self, terminal: TerminalApp) -> None:
        super().__init__()
        self._terminal, self._window = terminal, terminal.shell.window
        terminal.hands._verifier = Looking()
        terminal.hands._hosts[Role.ID_CARD]._device._picture = _photo
        self._finger = Finger(self._window)
        self._runner: Runner | None = None
        self._commanded.connect(self._obey, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, name="strings", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._commanded.emit(line)
        self._commanded.emit("{}")

    def _obey(self, line: str) -> None:
        match json.loads(line):
            case {"touch": str(name)}:
                self._run(self._finger.touch(name))
            case {"wake": True}:
                self._run(self._finger.tap(scene.centre(self._window.contentItem())))
            case {"look": True}:
                self._answer()
            case {"let_pass": str(timer)}:
                self._terminal.conductor.post(TimerFired(Timer(timer)))
                self._answer()
            case {"defect": True}:
                conductor = self._terminal.conductor
                conductor._take(_defect, conductor.session.id if conductor.session else "")
                self._answer()
            case {"hold": [*backwards]}:
                self._answer(held=held(backwards, self._window))
            case {"mark": True}:
                self._answer(marks=marks(self._terminal))
            case _:
                QGuiApplication.quit()

    def _run(self, walk: Any) -> None:
        self._runner = Runner(walk, self._answer)
        self._runner.start()

    def _answer(self, error: WalkError | None = None, **found: Any) -> None:
        session, glass = self._terminal.conductor.session, here(self._terminal)
        told = {
            "error": str(error) if error else "",
            "screen": glass.screen,
            "doing": glass.doing,
            "trouble": glass.trouble,
            "transaction": session.id if session else "",
            "enabled": [name for name in scene.names(self._window) if scene.named(self._window, name).isEnabled()],
            "words": words_on(self._terminal),
            "outbox_left": self._terminal.ledger.outbox_left(),
            "held": [],
            "marks": {},
            **found,
        }
        _say(f"> {json.dumps(told)}\n".encode())


def _say(line: bytes) -> None:
    """Write to the standard output, past its buffer, where it would stand until more was told than then."""
    while line:
        line = line[os.write(sys.stdout.fileno(), line) :]


def main() -> int:
    """Run the terminal whose settings the command line names, as a puppet."""
    puppets: list[Puppet] = []
    return run_terminal(
        load_settings([Path(sys.argv[1])]),
        headless=True,
        on_ready=lambda terminal: puppets.append(Puppet(terminal)),
    )


if __name__ == "__main__":
    sys.exit(main())
