"""The demo's three programs in their order: what can start at the same time does.

desk ──────────────────────────┐
central serve ─────────────────┼─→ terminal
central ceremony → publish ────┘
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import yaml

from kiosk.central.publishing.cli import EXAMINED
from kiosk.demo.program import HOUSE, Program, ProgramError
from kiosk.desk.state import DEVICES_FILE
from kiosk.desk.state import READY as DESK_READY

CENTRAL_READY = "Central platform ready at "
PLACE = "示范街道政务服务中心"
_START_TIMEOUT_S = 60.0
_PUBLISH_TIMEOUT_S = 240.0  # every path of every flow is walked, by machines that are busy too
_LOOK_S = 0.1
_CODE_BYTES = 5


@dataclass(frozen=True)
class Screen:
    """`width_px` by `height_px` as the terminal sees it; `scale` shrinks its window on a desktop."""

    width_px: int = 1080
    height_px: int = 1920
    language: str = "zh"
    elder: bool = False
    scale: float | None = None


class Stage:
    """Central and the desk, and the settings by which a terminal finds them. `state` keeps everything."""

    def __init__(
        self, state: Path, *, headless: bool, central_port: int = 0, say: Callable[[str], None] = lambda _words: None
    ) -> None:
        """`say` is told what takes long, for whoever waits."""
        self._state, self._headless, self._port, self._say = state, headless, central_port, say
        self.log_dir = state / "log"
        self.log_dir.mkdir(parents=True, exist_ok=True)
        self._lock: IO[str] = (state / "lock").open("w")
        self._programs: list[Program] = []
        self.central_url = self.desk_url = ""

    def set_up(self) -> None:
        """Start central and the desk and publish the flows.

        Raises:
            ProgramError: another demo runs in the same folder, or a program did not come up.
        """
        self._take_lock()
        desk = self._start("desk", self._desk_words())
        central = self._start("central", self._central_words())
        self._publish()
        self.desk_url = desk.wait_ready(DESK_READY, _START_TIMEOUT_S)
        self.central_url = central.wait_ready(CENTRAL_READY, _START_TIMEOUT_S)

    def settings_file(self, screen: Screen) -> Path:
        """Write what this terminal must know beyond config/default.yaml and config/demo.yaml."""
        file = self._state / "terminal.yaml"
        settings: dict[str, Any] = {
            "state_dir": str(self._state / "terminal"),
            "devices": json.loads((self._state / "desk" / DEVICES_FILE).read_text("utf-8")),
            "platform": {
                "url": self.central_url,
                "public_url": self.central_url,
                "enrolment_code": self._enrolment_code(),
                "trusted_root": str(self._trusted_root),
            },
            "screen": {
                "width_px": screen.width_px,
                "height_px": screen.height_px,
                "language": screen.language,
                "elder": screen.elder,
            },
        }
        _write_private(file, yaml.safe_dump(settings, allow_unicode=True, sort_keys=False))
        return file

    def terminal(self, words: Sequence[str], screen: Screen, *, quiet: bool) -> Program:
        """Start the terminal with `words` of the `kiosk` command, which take `--config`."""
        files = [HOUSE / "config" / "default.yaml", HOUSE / "config" / "demo.yaml", self.settings_file(screen)]
        config = [word for file in files for word in ("--config", str(file))]
        return self._start("terminal", [*words, *config], env=self._screen_env(screen), quiet=quiet)

    def wait_for_end(self, program: Program, timeout_s: float | None) -> int:
        """Wait until `program` ends and return its exit code; the others must go on running meanwhile."""
        ends_at = None if timeout_s is None else time.monotonic() + timeout_s
        while (code := program.poll()) is None:
            for other in self._programs:
                if other is not program and (other_code := other.poll()) is not None:
                    if other.name == "desk" and other_code == 0:
                        return 0  # somebody closed the desk's window
                    raise ProgramError(other.told(f"ended with exit code {other_code}"))
            if ends_at is not None and time.monotonic() > ends_at:
                raise ProgramError(program.told(f"had not ended after {timeout_s:.0f} s"))
            time.sleep(_LOOK_S)
        return code

    def stop(self) -> None:
        """Stop every program, the last first."""
        for program in reversed(self._programs):
            program.stop()
        self._programs.clear()
        self._lock.close()

    def _start(
        self, name: str, words: Sequence[str], *, env: dict[str, str] | None = None, quiet: bool = True
    ) -> Program:
        program = Program(name, words, self.log_dir, env=env, quiet=quiet)
        self._programs.append(program)
        program.start()
        return program

    def _desk_words(self) -> list[str]:
        words = ["desk", "--directory", str(self._state / "desk")]
        return [*words, "--headless"] if self._headless else words

    def _central_words(self) -> list[str]:
        words = ["central", "serve", "--demo", "--data", str(self._central), "--flows-dir", str(self._repository)]
        words += ["--host", "127.0.0.1", "--port", str(self._port)]
        return [*words, "--enrolment-code", self._enrolment_code(), "--place", PLACE]

    def _publish(self) -> None:
        self._say("Publishing the services: each is checked, and every path of it walked, once on each machine.")
        where = ["--repository", str(self._repository), "--keys", str(self._central / "keys")]
        departments = [word for name in _departments() for word in ("--department", name)]
        steps = {
            "ceremony": ["ceremony", *departments, "--trusted-root", str(self._trusted_root)],
            "publish": ["publish", str(HOUSE / "flows")],
        }
        for name, words in steps.items():
            program = Program(name, ["central", *words, *where], self.log_dir)
            program.start()
            program.finish(_PUBLISH_TIMEOUT_S, sign=EXAMINED, heard=self._say)

    def _enrolment_code(self) -> str:
        file = self._state / "enrolment-code"
        if not file.is_file():
            _write_private(file, secrets.token_hex(_CODE_BYTES).upper())
        return file.read_text("ascii")

    def _screen_env(self, screen: Screen) -> dict[str, str]:
        if self._headless:
            return {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
        return {"QT_SCALE_FACTOR": str(screen.scale)} if screen.scale is not None else {}

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ProgramError(f"A demo is running already in {self._state}; stop it, or give --state DIR.") from None

    @property
    def _central(self) -> Path:
        return self._state / "central"

    @property
    def _repository(self) -> Path:
        return self._central / "flows"

    @property
    def _trusted_root(self) -> Path:
        return self._state / "trusted-root.json"


def _departments() -> list[str]:
    return sorted({file.parents[1].name for file in (HOUSE / "flows").glob("*/*/flow.yaml")})


def _write_private(file: Path, content: str) -> None:
    """Write a file that only its owner may read."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(content)
