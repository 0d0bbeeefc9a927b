"""QR and barcode scanners on a serial line or a USB port that looks like one (CDC).

One code per `scan`. The line must be quiet before the window lights up, so that neither a whole code nor the tail of
one that somebody showed earlier is taken for the resident's. A scanner that reads all the time repeats a code for as
long as it lies there: the code that was delivered last is passed over until it has been away for `repeat_s`.
"""

import contextlib
import hashlib
import os
import time

from drivers.cancel import Cancel, Deadline
from drivers.code_scanner.dialect import ANSWER_LIMIT, DIALECTS, Report, Verdict, read_report
from drivers.code_scanner.framing import LONGEST, CodeFramer, Overlong, Terminator
from drivers.code_scanner.role import ScannedCode
from drivers.errors import Cancelled, DeviceError, ProtocolError, Refused, Timeout
from drivers.faults import Fault, Role
from drivers.status import DeviceState, DeviceStatus
from drivers.transport import Pipe, open_pipe
from drivers.transport.line_url import one_of, parse_line_url
from drivers.transport.pty_line import BITS_PER_BYTE

EXAMPLE = "serial:/dev/ttyACM0?baud=115200&dialect=newland&terminator=cr"
_WRITE_TIMEOUT_S = 0.2
_QUIET_S = 0.05  # USB bridges batch for up to 16 ms; 9600 baud brings a byte each ms
_GAP_S = 0.25  # silence within a code after which it is given up
_SPARE_S = 0.5  # that one code may take longer than its bytes need on the wire
_LIGHT_S = 2.0  # scanners put their light out by themselves, some after 3 s; until then it is asked for again
_DRAIN_TIMEOUT_S = 2.0
_LAST_OF_A_CODE = (b"", b"\r", b"\n")
_STATES = {Fault.OFFLINE: DeviceState.OFFLINE, Fault.BUSY: DeviceState.DEVICE_BUSY}


class SerialCodeScanner:
    """A `CodeScanner` at `url`, such as `serial:/dev/ttyACM0?baud=115200&dialect=newland&terminator=cr`.

    Opens the line at the first call. `repeat_s`: see above; only for scanners without a trigger. `answer_timeout_s`
    bounds the answer to the query.

    Raises:
        ValueError: `url` cannot be used; the message says what to write.
    """

    def __init__(self, url: str, *, repeat_s: float = 3.0, answer_timeout_s: float = 1.0) -> None:
        line = parse_line_url(
            url, "serial", baud=115200, options={"dialect": "newland", "terminator": "cr"}, example=EXAMPLE
        )
        self._dialect = DIALECTS[one_of(url, line.options["dialect"], "dialect", DIALECTS)]
        self._terminator = Terminator(one_of(url, line.options["terminator"], "terminator", list(Terminator)))
        self._pipe_url, self._repeat_s, self._answer_timeout_s = line.pipe_url, repeat_s, answer_timeout_s
        self._longest_s = LONGEST * BITS_PER_BYTE / line.baud + _SPARE_S
        self._gap_s = _QUIET_S if self._terminator is Terminator.GAP else _GAP_S
        self._pipe: Pipe | None = None
        self._salt = os.urandom(16)  # of the last code only a fingerprint is kept, which nobody else can make
        self._last_seen: tuple[bytes, float] | None = None

    def status(self) -> DeviceStatus:
        try:
            return DeviceStatus(Role.CODE_SCANNER, DeviceState.ONLINE, detail=self._presence(Cancel()))
        except DeviceError as error:
            self.close()
            state = _STATES.get(error.fault, DeviceState.HARDWARE_ERROR)
            return DeviceStatus(Role.CODE_SCANNER, state, frozenset({error.fault}), detail=error.detail)

    def scan(self, *, timeout_s: float, cancel: Cancel) -> ScannedCode:
        cancel.check("scan a code")
        try:
            return self._scan(Deadline(timeout_s), timeout_s, cancel)
        except (Cancelled, Refused):
            raise
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    def report(self, cancel: Cancel) -> Report:
        """Ask the scanner for itself; `status` without the words.

        Raises:
            Timeout: silence. ProtocolError: an answer without an end. And what `Pipe` raises.
        """
        pipe, got = self._opened(), b""
        _await_quiet(pipe, _DRAIN_TIMEOUT_S, cancel)
        pipe.write(self._dialect.query, timeout_s=_WRITE_TIMEOUT_S, cancel=cancel)
        deadline = Deadline(self._answer_timeout_s)
        while (report := read_report(self._dialect, got)) is None:
            if len(got) > ANSWER_LIMIT or (got and deadline.passed):
                raise ProtocolError(f"{self._dialect.name} query: {len(got)} bytes and no end of an answer")
            if deadline.passed:
                raise Timeout(f"{self._dialect.name} query: no answer in {self._answer_timeout_s} s")
            with contextlib.suppress(Timeout):
                got += pipe.read_exactly(1, timeout_s=deadline.left_s, cancel=cancel) + pipe.read_available()
        return report

    def _presence(self, cancel: Cancel) -> str:
        if not self._dialect.triggered:
            self._opened().read_available()
            return "reads all the time and cannot be asked: all that is known is that its port is there"
        report = self.report(cancel)
        if report.verdict is not Verdict.ACK:
            return f"answers, but does not know the {self._dialect.name} query ({report.verdict.name})"
        return report.product

    def _opened(self) -> Pipe:
        if self._pipe is None:
            self._pipe = open_pipe(self._pipe_url)
        return self._pipe

    def _scan(self, deadline: Deadline, timeout_s: float, cancel: Cancel) -> ScannedCode:
        pipe = self._opened()
        _await_quiet(pipe, min(_DRAIN_TIMEOUT_S, deadline.left_s + _GAP_S), cancel)
        try:
            while True:
                self._light(pipe, self._dialect.trigger_on, cancel)
                code = self._next_code(pipe, min(deadline.left_s, _LIGHT_S), cancel)
                if code is not None and not self._is_repeat(code):
                    return ScannedCode(code)
                if deadline.passed:
                    raise Refused(Fault.NO_CODE, f"in {timeout_s} s")
        finally:
            with contextlib.suppress(DeviceError):  # a line that is gone has no light either
                self._light(pipe, self._dialect.trigger_off, Cancel())

    def _light(self, pipe: Pipe, command: bytes, cancel: Cancel) -> None:
        if self._dialect.triggered:
            pipe.write(command, timeout_s=_WRITE_TIMEOUT_S, cancel=cancel)

    def _next_code(self, pipe: Pipe, timeout_s: float, cancel: Cancel) -> bytes | None:
        """Return the next code, None when none begins within `timeout_s`.

        Raises:
            ProtocolError: one began and did not end as codes do.
        """
        framer, deadline, gap_s = CodeFramer(self._terminator), Deadline(timeout_s), self._gap_s
        while True:
            begun = framer.begun
            try:
                data = pipe.read_exactly(1, timeout_s=gap_s if begun else deadline.left_s, cancel=cancel)
            except Timeout:
                if not begun:
                    return None
                code = framer.silence()
                if code is None and framer.begun:
                    raise ProtocolError("the line fell silent in the middle of a code") from None
            else:
                code = _fed(framer, data + pipe.read_available())
            if code is not None:
                return code
            if framer.begun and not begun:
                deadline = Deadline(self._longest_s)
            elif deadline.passed and framer.begun:
                raise ProtocolError(f"a code that takes longer than {self._longest_s:.1f} s")

    def _is_repeat(self, code: bytes) -> bool:
        """Whether this is the code delivered last, lying there still; remember it either way."""
        if self._dialect.triggered:
            return False
        mark, now = hashlib.blake2b(code, key=self._salt).digest(), time.monotonic()
        last, self._last_seen = self._last_seen, (mark, now)
        return last is not None and last[0] == mark and now - last[1] < self._repeat_s


def _fed(framer: CodeFramer, data: bytes) -> bytes | None:
    try:
        return framer.feed(data)
    except Overlong:
        raise ProtocolError(f"more than {LONGEST} bytes and no end of a code") from None


def _await_quiet(pipe: Pipe, timeout_s: float, cancel: Cancel) -> None:
    """Throw away what arrived and what still arrives until nothing does.

    Raises:
        ProtocolError: something goes on arriving.
    """
    deadline, last = Deadline(timeout_s), pipe.read_available()[-1:]
    while True:
        # What ends like a code is one; anything else may be the head of one that was cut.
        quiet_s = _QUIET_S if last in _LAST_OF_A_CODE else _GAP_S
        try:
            last = pipe.read_exactly(1, timeout_s=quiet_s, cancel=cancel)
        except Timeout:
            return
        last = (last + pipe.read_available())[-1:]
        if deadline.passed:
            raise ProtocolError("the line never falls silent")
