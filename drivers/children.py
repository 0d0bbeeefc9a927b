"""Programs that must not outlive this process."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from drivers.errors import Unavailable

_SYSTEM_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"  # ippeveprinter lies in sbin, which a user's PATH lacks
_DYING_S = 5.0
_PACKAGES = {
    "ippeveprinter": "cups-ipp-utils",
    "cupsd": "cups-daemon",
    "dbus-daemon": "dbus",
    "setpriv": "util-linux",
    "unshare": "util-linux",
}


class Children:
    """Starts programs which the kernel kills when this process ends, however it ends.

    Linux ties that promise (PR_SET_PDEATHSIG) to the thread that forked, so one thread starts them all and stays.
    """

    def __init__(self) -> None:
        self._forker = ThreadPoolExecutor(1, thread_name_prefix="forker")
        self._running: list[subprocess.Popen[bytes]] = []

    def start(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        stdin: int = subprocess.DEVNULL,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start `command` with its standard output piped and its standard error in `log`; `pass_fds` stay open in it.

        `stdin` may be `subprocess.PIPE` for a program that is told things while it runs.

        Raises:
            Unavailable: the program is not installed; the text names its Debian package.
        """
        words = [program("setpriv"), "--pdeathsig", "KILL", program(command[0]), *command[1:]]
        with log.open("wb") as errors:
            child = self._forker.submit(
                subprocess.Popen,
                words,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **environment},
                pass_fds=pass_fds,
            ).result()
        self._running.append(child)
        return child

    def kill(self, child: subprocess.Popen[bytes]) -> None:
        """End `child` at once, stopped or not, and forget it."""
        with contextlib.suppress(ValueError):
            self._running.remove(child)
        child.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # it hangs in a driver of the kernel's: out of reach
            child.wait(_DYING_S)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not flushed to a dead child
                    pipe.close()

    def close(self) -> None:
        """End them all."""
        for child in reversed(self._running.copy()):
            self.kill(child)
        self._forker.shutdown()


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        Unavailable: it is not installed.
    """
    found = shutil.which(name) or shutil.which(name, path=_SYSTEM_PATH)
    if found is None:
        raise Unavailable(f"{name} is not installed (Debian package {_PACKAGES.get(name, name)})")
    return found
