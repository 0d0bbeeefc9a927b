"""A pcscd of our own with virtual readers, for the desk, the demo and the tests.

The place of pcscd's socket and pid file is compiled in (/run/pcscd), and a second pcscd there would disturb the
machine's. So ours lives in a mount namespace in which /run is a folder of ours: there its socket appears, and clients
find it by `pcscd_socket`. The folder with the USB drivers is covered too, else this pcscd would take real readers
away from the machine's. In a user namespace of its own (unshare --map-root-user) it needs no root where the kernel
allows that; in a chroot it does not, and root goes without. It dies with this process.

The pcscd of Debian 12 is built without polkit; those that have it are told to do without (--disable-polkit).
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.children import Children, program
from drivers.errors import Unavailable

SLOTS = 2  # of a vpcd reader: it is compiled in
READER_NAME = "Social Card Desk Reader"
_SYSTEM_SOCKET = Path("/run/pcscd/pcscd.comm")
_SYSTEM_READER = Path("/etc/reader.conf.d/vpcd")
_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_START_S = 10.0
_POLL_S = 0.01
_ATTEMPTS = 5  # another program may take the ports between our look and vpcd's
_NO_POLKIT = "--disable-polkit"
_NAMESPACES = ("unshare", "--mount", "--map-root-user")
_WITHOUT_USERS = ("unshare", "--mount")
_AS_THEY_ARE = (
    "unshare",
    "--mount",
    "--propagation",
    "unchanged",
)  # what is mounted there stays there if none is shared
_ENTER = """\
mkdir -p "$1/covered/serial" "$1/run"
mount --bind "$2" "$1/covered/serial"
mount --rbind "$1/covered" /usr/lib/pcsc/drivers
mount --bind "$1/run" /run
shift 2
exec "$@" >&2
"""
_CONFIGURATION = """\
FRIENDLYNAME "{name}"
DEVICENAME   /dev/null:{port}
LIBPATH      {driver}
CHANNELID    {port}
"""


class Pcscd:
    """Its socket in `folder` and the ports of its reader stay over restarts. `driver` is vpcd's library."""

    def __init__(self, folder: Path, *, driver: Path = _DRIVER) -> None:
        self._folder, self._driver = folder.absolute(), driver
        self.socket = self._folder / "run" / "pcscd" / "pcscd.comm"
        self.ports: tuple[int, ...] = ()
        """Where each slot of the virtual reader waits for a card; known after `start`.

        vpcd listens on all addresses of the machine: whoever reaches it could lay a card there.
        """
        self._children: Children | None = None
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self, *, with_reader: bool = True) -> None:
        """Start pcscd, with the virtual reader plugged in or without any reader.

        Raises:
            Unavailable: something is not installed, or this machine does not allow it; the text says what.
        """
        if self._daemon is not None:
            raise RuntimeError("this pcscd runs already")
        if _answers(self.socket):
            raise Unavailable(f"another pcscd listens at {self.socket}")
        if not self._driver.exists():
            raise Unavailable(f"{self._driver} is not there (Debian package vsmartcard-vpcd)")
        for _ in range(_ATTEMPTS):
            if self._came_up(with_reader=with_reader):
                return
            self.ports = ()
        raise Unavailable(f"pcscd does not come up: {self._complaint()}")

    def kill(self) -> None:
        """End pcscd at once, as a crash would; ending it twice is allowed."""
        if self._daemon is not None and self._children is not None:
            self._children.kill(self._daemon)
            self._daemon = None

    def freeze(self) -> None:
        """Let pcscd stand still. Returns once it does: it could answer one more request before."""
        pid = self._running().pid
        os.kill(pid, signal.SIGSTOP)
        os.waitid(os.P_PID, pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def thaw(self) -> None:
        """Let it go on."""
        os.kill(self._running().pid, signal.SIGCONT)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._daemon is None:
            raise RuntimeError("this pcscd does not run")
        return self._daemon

    def close(self) -> None:
        """End pcscd and clear its folder up; closing twice is allowed."""
        self.kill()
        if self._children is not None:
            self._children.close()
            self._children = None
        for left in ("run", "readers", "covered"):
            shutil.rmtree(self._folder / left, ignore_errors=True)
        self._log.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # not there, or something of somebody else's in it
            self._folder.rmdir()

    def _came_up(self, *, with_reader: bool) -> bool:
        shutil.rmtree(self._folder / "run", ignore_errors=True)
        readers = self._folder / "readers"
        readers.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.ports = self.ports or _free_ports()
        entry = _CONFIGURATION.format(name=READER_NAME, port=self.ports[0], driver=self._driver) if with_reader else ""
        (readers / "desk").write_text(entry, "ascii")
        self._children = self._children or Children()
        self._daemon = self._children.start(self._command(readers), environment={}, log=self._log)
        deadline = Deadline(_START_S)
        while self._daemon.poll() is None and not deadline.passed:
            if _answers(self.socket):
                if not self._complaint():
                    return True
                break
            Cancel().pause(_POLL_S, "start")
        self.kill()
        return False

    def _command(self, readers: Path) -> list[str]:
        pcscd = program("pcscd")
        words = [*_namespaces(), "sh", "-ec", _ENTER, "sh", str(self._folder)]
        words += [str(self._driver.parent), pcscd, "--foreground", "--error", "--config", str(readers)]
        helped = subprocess.run([pcscd, "--help"], capture_output=True, check=False, timeout=_START_S).stdout
        return [*words, _NO_POLKIT] if _NO_POLKIT.encode() in helped else words

    @property
    def _log(self) -> Path:
        return self._folder / "pcscd.log"

    def _complaint(self) -> str:
        return self._log.read_text("utf-8", "replace").strip()


def _namespaces() -> tuple[str, ...]:
    """Return the command that leads into a mount namespace of one's own, here."""
    ways: list[tuple[str, ...]] = [_NAMESPACES]
    if os.geteuid() == 0:
        ways.append(_WITHOUT_USERS)
        if "shared:" not in Path("/proc/self/mountinfo").read_text("ascii", "replace"):
            ways.append(_AS_THEY_ARE)
    return next((way for way in ways if _works([*way, "true"])), _NAMESPACES)


def _works(words: list[str]) -> bool:
    return subprocess.run(words, capture_output=True, check=False, timeout=_START_S).returncode == 0


def system_ports() -> tuple[int, ...]:
    """Return the ports of the virtual reader in the machine's own pcscd, none when that does not run or has none."""
    if not _answers(_SYSTEM_SOCKET) or not _SYSTEM_READER.exists():
        return ()
    channel = re.search(r"^CHANNELID\s+(\w+)", _SYSTEM_READER.read_text("ascii", "replace"), re.MULTILINE)
    first = int(channel[1], 0) if channel else 0
    return tuple(range(first, first + SLOTS)) if first else ()


def _answers(path: Path) -> bool:
    """Connect; by way of the folder's descriptor, for an address holds no path longer than 107 bytes."""
    with contextlib.ExitStack() as opened, contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_PATH)
        opened.callback(os.close, folder)
        probe = opened.enter_context(socket.socket(socket.AF_UNIX))
        probe.connect(f"/proc/self/fd/{folder}/{path.name}")
        return True
    return False


def _free_ports() -> tuple[int, ...]:
    """Return as many ports in a row as the reader has slots, all of them free a moment ago."""
    while True:
        with contextlib.ExitStack() as held, contextlib.suppress(OSError, OverflowError):
            first = held.enter_context(socket.socket())
            first.bind(("", 0))
            port = int(first.getsockname()[1])
            for following in range(port + 1, port + SLOTS):
                held.enter_context(socket.socket()).bind(("", following))
            return tuple(range(port, port + SLOTS))
