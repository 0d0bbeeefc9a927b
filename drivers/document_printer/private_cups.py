"""A print server of our own: CUPS' cupsd with one queue, in a folder, for the desk, the demo and the tests.

Runs as root and as any user, uses neither the machine's cupsd nor its queues, listens on no network, dies with this
process. The queue leads to an IPP Everywhere printer, as `lpadmin -m everywhere` makes it.

What it does not simulate: accounts and passwords, TLS between terminal and print server, discovery, several queues,
a print server on another machine, a server that is killed with a backend at work (that one would go on alone). Run by
root its filters run as the user lp, as they do in the street.
"""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from drivers.cancel import Cancel, Deadline
from drivers.children import Children, program
from drivers.document_printer.address import address_of
from drivers.document_printer.client import IppClient, IppRefused
from drivers.errors import DeviceError, Unavailable

_START_S = 10.0
_TOOL_S = 20.0
_ANSWER_S = 1.0
_POLL_S = 0.02
_FILES = """\
ServerRoot {folder}/etc
StateDir {folder}/state
CacheDir {folder}/cache
RequestRoot {folder}/spool
TempDir {folder}/tmp
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
Sandboxing relaxed
"""
_CONFIGURATION = """\
Listen {folder}/socket
LogLevel warn
Browsing Off
WebInterface No
DefaultAuthType Basic
DefaultPaperSize A4
PreserveJobHistory Yes
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  <Limit Create-Job Print-Job Print-URI Validate-Job>
    Order deny,allow
  </Limit>
  <Limit Send-Document Send-URI Hold-Job Release-Job Restart-Job Set-Job-Attributes Cancel-My-Jobs Close-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit Cancel-Job CUPS-Authenticate-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""


class PrivateCups:
    """Control methods may be called from one thread at a time; each takes effect before it returns.

    Args:
        device: where the queue leads, such as `ipp://127.0.0.1:8631/ipp/print`.
        queue: its name.
        error_policy: what the queue does when its printer fails, in CUPS' words; its own default is stop-printer.
        driver: `everywhere`, or `raw` for documents that pass as they are, to whatever device.
    """

    def __init__(
        self, device: str, *, queue: str = "documents", error_policy: str = "abort-job", driver: str = "everywhere"
    ) -> None:
        self._device, self._queue = device, queue
        self._error_policy, self._driver = error_policy, driver
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._children = Children()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What the driver opens; another one after each start."""
        return f"cups:{self._queue}?socket={self._socket}"

    def start(self) -> None:
        """Start the server and make its queue; the printer that it leads to has to be there.

        Raises:
            Unavailable: something that it needs is not installed or does not work; the text names it.
        """
        if self._folder is not None:
            raise RuntimeError("the print server runs already")
        self._folder = tempfile.TemporaryDirectory(prefix="cups-", ignore_cleanup_errors=True)
        self._children = Children()
        try:
            self._lay_out()
            self._run()
            self._make_queue()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop it and leave nothing behind; stopping twice is allowed."""
        self._end()
        self._children.close()
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def unplug(self) -> None:
        """Stop the server as the machine's service manager does: it ends its backends and forgets no job."""
        self._end()

    def replug(self) -> None:
        """Start it again, with the queue and the jobs that it had."""
        if self._process is None:
            self._run()

    def hang(self) -> None:
        """Let it stand still with its connections open."""
        self._running.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._running.send_signal(signal.SIGCONT)

    def pause(self, *, paused: bool = True) -> None:
        """Stop the queue, which still takes jobs, or let it go on."""
        self._tool("cupsdisable" if paused else "cupsenable", self._queue)

    def reject(self, *, rejecting: bool = True) -> None:
        """Let the queue take no more jobs, or take them again."""
        self._tool("cupsreject" if rejecting else "cupsaccept", self._queue)

    @property
    def _path(self) -> Path:
        if self._folder is None:
            raise RuntimeError("the print server was not started")
        return Path(self._folder.name)

    @property
    def _socket(self) -> Path:
        return self._path / "socket"

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the print server does not run")
        return self._process

    def _lay_out(self) -> None:
        self._path.chmod(0o711)  # its filters run as another user
        for name in ("etc", "state", "cache", "spool", "tmp"):
            (self._path / name).mkdir()
        (self._path / "tmp").chmod(0o1777)
        (self._path / "files.conf").write_text(_FILES.format(folder=self._path), "utf-8")
        (self._path / "cupsd.conf").write_text(_CONFIGURATION.format(folder=self._path), "utf-8")

    def _run(self) -> None:
        words = ["cupsd", "-f", "-c", str(self._path / "cupsd.conf"), "-s", str(self._path / "files.conf")]
        self._process = self._children.start(words, environment={}, log=self._path / "cupsd.log")
        if not self._until(self._answers):
            raise Unavailable(f"cupsd does not come up: {self._complaint()}")

    def _answers(self) -> bool:
        try:
            IppClient(address_of(self.url), user="desk").queues(timeout_s=_ANSWER_S, cancel=Cancel())
        except IppRefused:
            return True  # it has no queue yet
        except DeviceError:
            return False
        return True

    def _make_queue(self) -> None:
        words = ["lpadmin", "-p", self._queue, "-E", "-v", self._device, "-m", self._driver]
        self._tool(*words, "-o", f"printer-error-policy={self._error_policy}")
        client = IppClient(address_of(self.url), user="desk")

        def there() -> bool:
            """True once cupsd has asked the printer and made the queue's PPD, which it does after its answer."""
            with contextlib.suppress(DeviceError):
                model = client.describe(timeout_s=_ANSWER_S, cancel=Cancel()).model
                return self._driver == "raw" or "IPP Everywhere" in model
            return False

        if not self._until(there):
            raise Unavailable(f"cupsd has no queue: {self._complaint()}")

    def _until(self, condition: Callable[[], bool]) -> bool:
        """Wait for `condition`; False when the server ends before or takes too long."""
        deadline, never = Deadline(_START_S), Cancel()
        while not condition():
            if deadline.passed or self._running.poll() is not None:
                return False
            never.pause(_POLL_S, "start")
        return True

    def _end(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()  # so that it ends its backends
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_TOOL_S)
            self._children.kill(self._process)
            self._process = None

    def _tool(self, name: str, *words: str) -> None:
        """Run one of CUPS' own programs against this server.

        Raises:
            Unavailable: it is not installed, or says that it failed.
        """
        environment = {**os.environ, "CUPS_SERVER": str(self._socket), "LC_ALL": "C"}
        done = subprocess.run(
            [program(name), *words], env=environment, capture_output=True, timeout=_TOOL_S, check=False
        )
        if done.returncode:
            raise Unavailable(f"{name} failed: {done.stderr.decode('utf-8', 'replace').strip()}")

    def _complaint(self) -> str:
        for name in ("cupsd.log", "error.log"):
            with contextlib.suppress(OSError):
                lines = (self._path / name).read_text("utf-8", "replace").splitlines()
                if lines:
                    return lines[-1]
        return "it says nothing"
