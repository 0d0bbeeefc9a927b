"""A program of the demo as a child process: it says when it is ready, keeps a log, and never outlives its parent."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
_LOOK_S = 0.05
_STOP_S = 10.0
_TAIL_LINES = 25


class ProgramError(Exception):
    """A program of the demo did not do its part; the text holds the tail of its log."""


class Program:
    """`kiosk WORDS…` as a child. Started from the main thread only: the kernel ties the child to that thread."""

    def __init__(
        self,
        name: str,
        words: Sequence[str],
        log_dir: Path,
        *,
        env: Mapping[str, str] | None = None,
        quiet: bool = True,
    ) -> None:
        """`quiet`: its stderr goes to the log as well, not to ours."""
        self.name = name
        self.log = log_dir / f"{name}.log"
        self._words, self._env, self._quiet = list(words), {**os.environ, **(env or {})}, quiet
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*dies_with_parent(), sys.executable, "-m", "kiosk", *self._words],
                cwd=HOUSE,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT if self._quiet else None,
                start_new_session=True,  # Ctrl-C reaches the parent alone, which stops the children in order
            )

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.poll() if self._process is not None else None

    def wait_ready(self, sign: str, timeout_s: float) -> str:
        """Wait until it says a line that begins with `sign`; return the rest of that line.

        Raises:
            ProgramError: it ended, or said nothing of the kind in time.
        """
        ends_at = time.monotonic() + timeout_s
        while True:
            ended = self.poll() is not None  # asked first: what it said before it ended is then in the log
            for line in self._lines():
                if line.startswith(sign):
                    return line.removeprefix(sign)
            if ended:
                raise ProgramError(self.told(f"ended with exit code {self.poll()} before it was ready"))
            if time.monotonic() > ends_at:
                raise ProgramError(self.told(f"was not ready after {timeout_s:.0f} s"))
            time.sleep(_LOOK_S)

    def wait(self, timeout_s: float) -> int:
        """Wait for its end and return its exit code."""
        assert self._process is not None, "started"
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise ProgramError(self.told(f"had not ended after {timeout_s:.0f} s")) from None

    def finish(self, timeout_s: float, *, sign: str = "", heard: Callable[[str], None] | None = None) -> None:
        """Wait for its end; anything but exit code 0 is an error. `heard` gets each line that begins with `sign`."""
        ends_at, told, running = time.monotonic() + timeout_s, 0, heard is not None
        while running and heard is not None:
            running = self.poll() is None and time.monotonic() < ends_at  # asked first: then nothing is missed
            lines = [line for line in self._lines() if line.startswith(sign)]
            for line in lines[told:]:
                heard(line)
            told = len(lines)
            time.sleep(_LOOK_S if running else 0)
        if self.wait(max(0.0, ends_at - time.monotonic())) != 0:
            raise ProgramError(self.told(f"ended with exit code {self.poll()}"))

    def stop(self) -> None:
        """Ask it to end, insist when it does not; stopping twice is allowed."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_S)
        # What it may have left behind in its group, and itself if it did not listen.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def told(self, what: str) -> str:
        """Say `what` of the program, with the end of its log."""
        tail = "\n".join(f"  {line}" for line in self._lines()[-_TAIL_LINES:]) or "  (it said nothing)"
        return f"The program '{self.name}' {what}. The end of {self.log}:\n{tail}"

    def _lines(self) -> list[str]:
        return self.log.read_text("utf-8", "replace").splitlines()


def dies_with_parent() -> list[str]:
    """Return the words that let the kernel end the child when this process is killed (util-linux, on every Debian)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
