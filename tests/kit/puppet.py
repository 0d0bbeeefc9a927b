"""A terminal in a process of its own, to be moved, killed and started again."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.demo.program import HOUSE
from kiosk.desk.client import DeskClient
from kit.journey import THEME, TILE

_ANSWERS_S = 120.0
_LOOK_S = 0.05
_GONE = ""


class Gone(AssertionError):  # noqa: N818 - what it is
    """The process died by itself."""


@dataclass(frozen=True)
class Told:
    """What the puppet says of itself."""

    error: str
    screen: str
    doing: str
    trouble: str
    transaction: str
    enabled: list[str]
    words: str
    outbox_left: int
    held: list[str]
    marks: dict[str, str]


class Puppet:
    """`settings` and everything in the terminal's state folder stay; processes come and go."""

    def __init__(self, settings: Path, log: Path, env: dict[str, str]) -> None:
        self._settings, self._log, self._env = settings, log, {**os.environ, **env, "PYTHONPATH": "tests"}
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def start(self, program: str = "kit.puppet_program", **env: str) -> None:
        words = [sys.executable, "-m", program, str(self._settings)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                words,
                cwd=HOUSE,
                env=self._env | env,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self._process, self._lines), daemon=True)
        self._reader.start()

    def kill(self) -> None:
        """SIGKILL: as a power cut, but for the disk's own cache."""
        self._end(lambda process: process.kill())

    def stop(self) -> int:
        """End it as an administrator would."""
        return self._end(lambda process: process.terminate())

    def touch(self, *names: str) -> None:
        for name in names:
            self._ask({"touch": name})

    def look(self) -> Told:
        return self._ask({"look": True})

    def until(
        self, holds: Callable[[Told], object], what: str, timeout_s: float = 20.0, *, every_s: float = _LOOK_S
    ) -> Told:
        """Look until it holds."""
        ends_at, pause = time.monotonic() + timeout_s, threading.Event()
        while not holds(told := self.look()):
            assert time.monotonic() < ends_at, f"waited {timeout_s} s for {what}; {told}"
            pause.wait(every_s)
        return told

    def let_pass(self, timer: str) -> None:
        """Let one of the session's clocks run out at once."""
        self._ask({"let_pass": timer})

    def defect(self) -> None:
        """Let the session meet a defect."""
        self._ask({"defect": True})

    def held(self, words: list[str]) -> list[str]:
        """Return where the process holds one of these words."""
        return self._ask({"hold": [word[::-1] for word in words]}).held

    def marks(self) -> dict[str, bytes]:
        """Return some bytes of each picture that it holds, by what that is."""
        return {name: bytes.fromhex(mark)[::-1] for name, mark in self._ask({"mark": True}).marks.items()}

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def see(self, screen: str, *, doing: str = "", trouble: str = "") -> Told:
        """Wait for exactly that."""
        wanted = (screen, doing, trouble)
        return self.until(lambda told: (told.screen, told.doing, told.trouble) == wanted, f"{wanted}")

    def wake(self) -> None:
        """Touch the attract screen, from wherever nobody is being served."""
        greeting = {"screen_attract", "screen_home"}
        told = self.until(lambda told: greeting & set(told.enabled), "a terminal that greets")
        if told.screen == "attract":
            self._ask({"wake": True})
        self.see("home")

    def to_home(self) -> None:
        """Come to a terminal that offers the service."""
        self.to_tile(TILE, THEME)

    def to_tile(self, tile: str, theme: str) -> None:
        """Come to a home screen that offers the service of that tile, by way of its theme where there are many."""
        self.wake()
        told = self.until(lambda told: {tile, theme} & set(told.enabled), "the service to be offered")
        if tile not in told.enabled:
            self.touch(theme)
        self.until(lambda told: tile in told.enabled, "the service to be offered")

    def to_review(self, desk: DeskClient, person: int = 1) -> str:
        """Come to the preview of the statement; return the transaction's id."""
        desk.lift()
        self.to_home()
        self.touch(TILE, "consent")
        self.see("identify", doing="reading_card")
        desk.place(person)
        self.see("form")
        self.touch("preset_this_year")
        return self.see("review").transaction

    def rate_and_go(self, desk: DeskClient) -> None:
        self.see("rate")
        self.touch("rate_5", "submit_rating")
        self.see("end")
        desk.lift()
        self.touch("taken")
        self.see("attract")

    def _ask(self, command: dict[str, object]) -> Told:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=_ANSWERS_S)
        except BrokenPipeError:
            line = _GONE
        except queue.Empty:
            raise AssertionError(f"no answer to {command}; see {self._log}:\n{self._log.read_text()[-3000:]}") from None
        if line == _GONE:
            raise Gone(f"it died before it answered {command}")
        told = Told(**json.loads(line))
        assert not told.error, f"{command}: {told}"
        return told

    def _end(self, how: Callable[[subprocess.Popen[str]], None]) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        how(process)
        code = process.wait(_ANSWERS_S)
        self._reader.join(_ANSWERS_S)
        for end in (process.stdin, process.stdout):
            assert end is not None
            with contextlib.suppress(BrokenPipeError):
                end.close()
        return code

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: "queue.Queue[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("> "):
                lines.put(line[2:])
        lines.put(_GONE)
