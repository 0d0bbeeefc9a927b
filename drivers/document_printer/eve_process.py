"""One ippeveprinter on a bus of its own: started, watched and ended."""

import contextlib
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.children import Children
from drivers.document_printer import eve_command
from drivers.document_printer.client import IppClient
from drivers.document_printer.private_bus import start_private_bus
from drivers.errors import DeviceError, Unavailable

_START_S = 8.0
_ANSWER_S = 1.0
_POLL_S = 0.02
_NAME = "Document printer"


class EveProcess:
    """The process on `port`, with its files and the socket of the print commands (`mechanics`) in `folder`.

    Args:
        client: asks it whether it is up.
    """

    def __init__(self, folder: Path, port: int, client: IppClient) -> None:
        self._folder, self._port, self._client = folder, port, client
        self._children = Children()
        self._process: subprocess.Popen[bytes] | None = None
        self._environment: dict[str, str] = {}
        self.hung = False

    @property
    def mechanics_socket(self) -> Path:
        return self._folder / "mechanics"

    @property
    def running(self) -> bool:
        """True while it runs and answers."""
        return self._process is not None and not self.hung

    @property
    def plugged_in(self) -> bool:
        return self._process is not None

    def start(self, life: int) -> None:
        """Switch it on for its life of that number; the bus is started with the first time.

        Raises:
            Unavailable: something that it needs is not installed or does not work; the text names it.
        """
        if not self._environment:
            self._environment = start_private_bus(self._children, self._folder)
        _check_free(self._port)
        # Without a listener for IPv6 ippeveprinter gives up, and not every machine knows localhost by IPv6.
        self._write_command(life)
        if not self._came_up("-n", "localhost") and not self._came_up():
            raise Unavailable(f"ippeveprinter does not come up: {self._complaint()}")

    def kill(self) -> None:
        """Cut the power."""
        if self._process:
            self._children.kill(self._process)
            self._process, self.hung = None, False

    def freeze(self, *, frozen: bool) -> None:
        """Let it stand still with its connections open, or go on."""
        if self._process is None:
            raise RuntimeError("the printer is not plugged in")
        self.hung = frozen
        self._process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def close(self) -> None:
        """End it and its bus."""
        self._process, self.hung = None, False
        self._children.close()

    def _came_up(self, *options: str) -> bool:
        spool = self._folder / "spool"
        spool.mkdir(exist_ok=True)
        words = ["ippeveprinter", "-r", "off", *options, "-p", str(self._port), "-d", str(spool)]
        words += ["-f", "application/pdf", "-c", str(self._command), "-K", str(self._folder), "--no-web-forms", _NAME]
        self._process = self._children.start(words, environment=self._environment, log=self._folder / "printer.log")
        deadline, never = Deadline(_START_S), Cancel()
        while self._process.poll() is None:
            with contextlib.suppress(DeviceError):
                self._client.printer(timeout_s=_ANSWER_S, cancel=never)
                return True
            if deadline.passed:
                break
            never.pause(_POLL_S, "start")
        self.kill()
        return False

    @property
    def _command(self) -> Path:
        return self._folder / "print"

    def _write_command(self, life: int) -> None:
        """Write the print command: ippeveprinter starts one program, without arguments of ours."""
        words = [sys.executable, "-I", eve_command.__file__, str(self.mechanics_socket), str(life)]
        self._command.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$1"\n', "utf-8")
        self._command.chmod(0o700)

    def _complaint(self) -> str:
        lines = (self._folder / "printer.log").read_text("utf-8", "replace").splitlines()
        telling = [line for line in lines if not re.match("Ignored Avahi", line)]
        return telling[-1] if telling else "it says nothing"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_free(port: int) -> None:
    """Raise `Unavailable` for a taken port: whoever answers there would be taken for the printer that was started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Unavailable(f"port {port} of the emulated printer: {error.strerror}") from error
