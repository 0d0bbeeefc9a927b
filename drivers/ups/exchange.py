"""One command, one line back: the UPS's serial line, opened when needed, asked again where bytes were damaged."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

from drivers.cancel import Cancel, Deadline
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused, Timeout
from drivers.faults import Fault
from drivers.transport import Pipe, open_pipe
from drivers.ups.megatec import END, LONGEST, accepts, refuses

_ATTEMPTS = 3
_LINE_S = 1.0  # how long one line may take in all: the longest needs 0.4 s at 2400 baud
_GAP_S = 0.25  # silence within a line after which it is given up
_DENIAL_S = 0.3  # how long a UPS may take to echo a command that it does not know
_WRITE_TIMEOUT_S = 0.5
_QUIET_S = 0.05
_DRAIN_TIMEOUT_S = 1.0

T = TypeVar("T")


class MegatecLink:
    """The line to a UPS. Opens itself; closes itself on any trouble. Used by one thread at a time.

    The answer to a command that was cancelled may arrive at the next one; it is then a damaged answer, which is asked
    for again, or a reading that is a moment old.
    """

    def __init__(self, pipe_url: str, *, answer_timeout_s: float = 1.0) -> None:
        self._pipe_url, self._answer_timeout_s = pipe_url, answer_timeout_s
        self._pipe: Pipe | None = None

    def ask(self, command: bytes, understand: Callable[[bytes], T], deadline: Deadline, cancel: Cancel) -> T:
        """Send `command` and return what `understand` makes of the answer; it raises ValueError for nonsense.

        Raises:
            Unavailable, Timeout, Cancelled; ProtocolError: three answers in a row made no sense, or the UPS does not
            know the command.
        """
        with self._opened(cancel) as pipe:
            trouble = ""
            for _ in range(_ATTEMPTS):
                self._send(pipe, command, cancel)
                wait_s = min(self._answer_timeout_s, deadline.left_s)
                first = pipe.read_exactly(1, timeout_s=wait_s, cancel=cancel)
                try:
                    return understand(_line(pipe, first, cancel))
                except ValueError as error:
                    trouble = str(error)
                    _drain(pipe, cancel)
                if deadline.passed:
                    break
            raise ProtocolError(f"{command.decode()}: {trouble}")

    def tell(self, command: bytes, cancel: Cancel) -> None:
        """Send `command`, which is carried out in silence.

        Raises:
            Refused: HARDWARE_ERROR, the UPS says that it does not do that. And what `ask` raises.
        """
        with self._opened(cancel) as pipe:
            self._send(pipe, command, cancel)
            try:
                line = _line(pipe, pipe.read_exactly(1, timeout_s=_DENIAL_S, cancel=cancel), cancel)
            except Timeout:
                return
            except ValueError as error:
                raise ProtocolError(f"{command.decode()}: {error}") from None
            if refuses(line, command):
                raise Refused(Fault.HARDWARE_ERROR, f"the UPS does not do {command.decode()}")
            if not accepts(line):
                raise ProtocolError(f"{command.decode()}: neither accepted nor refused")

    def flush(self, cancel: Cancel) -> None:
        """End whatever the UPS has heard so far and drop what it says to that."""
        with self._opened(cancel) as pipe:
            pipe.write(END, timeout_s=_WRITE_TIMEOUT_S, cancel=cancel)
            _drain(pipe, cancel)

    def close(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    @contextlib.contextmanager
    def _opened(self, cancel: Cancel) -> Iterator[Pipe]:
        cancel.check("ask the UPS")
        try:
            if self._pipe is None:
                self._pipe = open_pipe(self._pipe_url)
            yield self._pipe
        except Cancelled:
            raise
        except DeviceError:
            self.close()
            raise

    @staticmethod
    def _send(pipe: Pipe, command: bytes, cancel: Cancel) -> None:
        pipe.read_available()
        pipe.write(command + END, timeout_s=_WRITE_TIMEOUT_S, cancel=cancel)


def _line(pipe: Pipe, first: bytes, cancel: Cancel) -> bytes:
    """Read on to the CR.

    Raises:
        ValueError: the line fell silent, or there is no end.
    """
    line, deadline = first, Deadline(_LINE_S)
    while not line.endswith(END):
        if len(line) > LONGEST or deadline.passed:
            raise ValueError(f"{len(line)} bytes and no end")
        try:
            line += pipe.read_exactly(1, timeout_s=_GAP_S, cancel=cancel)
        except Timeout:
            raise ValueError(f"the line fell silent after {len(line)} bytes") from None
    return line[:-1].strip(b"\n\0 ")


def _drain(pipe: Pipe, cancel: Cancel) -> None:
    """Throw away what still arrives until the line is quiet."""
    deadline = Deadline(_DRAIN_TIMEOUT_S)
    with contextlib.suppress(Timeout):
        while not deadline.passed:
            pipe.read_exactly(1, timeout_s=_QUIET_S, cancel=cancel)
            pipe.read_available()
