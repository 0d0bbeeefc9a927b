"""One `kiosk flow …` as a child: slow to others, ended with this process, without anything that central knows."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_HOUSE = Path(__file__).resolve().parents[3]
_OURS = "KIOSK_CENTRAL_"


class Child:
    """Started with `start`, asked with `poll`, ended with `stop`. Its answer lies in `out`, its complaints in `err`.

    Start it from a thread that lives as long as the process does: the kernel ties the child to that thread.
    """

    def __init__(self, words: Sequence[str], home: Path, *, timeout_s: float, program: Sequence[str] = ()) -> None:
        self.out, self.err = home / "answer", home / "complaints"
        self._began = time.monotonic()
        self._timeout_s = timeout_s
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self._process = subprocess.Popen(
                [*_kept_low(), *(program or (sys.executable, "-m", "kiosk", "flow")), *words],
                cwd=_HOUSE,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    @property
    def took_s(self) -> float:
        return round(time.monotonic() - self._began, 2)

    def poll(self) -> int | None:
        """Return its exit code, None while it runs; it is stopped when its time is over, see `late`."""
        code = self._process.poll()
        if code is None and self.late:
            self.stop()
            return self._process.returncode
        return code

    @property
    def late(self) -> bool:
        return self.took_s > self._timeout_s

    def stop(self) -> None:
        """End it and whatever it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _kept_low() -> list[str]:
    """Return the words by which it takes what is left of the processors and dies with us (Debian has both programs)."""
    words = []
    if nice := shutil.which("nice"):
        words += [nice, "-n", "15"]
    if setpriv := shutil.which("setpriv"):
        words += [setpriv, "--pdeathsig", "KILL", "--"]
    return words


def _environment(home: Path) -> dict[str, str]:
    """Return ours without central's own: passwords are none of its business. What it keeps goes beside its folder."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith((_OURS, "DJANGO_"))}
    kept = {"XDG_CACHE_HOME": str(home.parent / "cache"), "PYTHONPATH": str(_HOUSE)}
    return {**ours, **kept, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
