"""The plug of an emulated serial device: a line that appears and vanishes, and the thread that serves it."""

import contextlib
import os
import select
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.transport.pty_line import PtyLine

_SETTLE_S = 5.0  # how long a control method waits for the thread before it calls that a defect


class PluggedLine:
    """Serves a `PtyLine` while plugged in and powered. Methods may be called from any thread.

    Args:
        serve: runs in the thread with each new line; returns when the line says that the alarm rang.
        link: a path that leads to the pseudo-terminal while it is there, so that its name survives a replug.
            Without it, `port` changes with every replug.
        name: of the thread.
    """

    def __init__(self, serve: Callable[[PtyLine], None], *, link: Path | None, name: str) -> None:
        self._serve, self._link, self._name = serve, link, name
        self._changed = threading.Condition()  # guards everything below
        self._plugged, self._powered, self._running = False, True, False
        self._line: PtyLine | None = None
        self._thread: threading.Thread | None = None
        self._alarm = self._bell = -1

    def start(self) -> None:
        """Plug in and serve until `stop`."""
        if self._thread is not None:
            raise RuntimeError("the emulator runs already")
        self._alarm, self._bell = os.eventfd(0, os.EFD_NONBLOCK), os.eventfd(0, os.EFD_NONBLOCK)
        self._plugged = self._powered = self._running = True
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()
        self._settle()

    def stop(self) -> None:
        """Unplug and end the thread; stopping twice is allowed."""
        if self._thread is None:
            return
        with self._changed:
            self._running = False
        self._settle()
        self._thread.join(_SETTLE_S)
        self._thread = None
        os.close(self._alarm)
        os.close(self._bell)

    @property
    def port(self) -> Path:
        """What the host opens."""
        with self._changed:
            if self._link is not None:
                return self._link
            if self._line is None:
                raise RuntimeError("an unplugged device without a link has no name")
            return self._line.port

    def plug(self, *, plugged: bool) -> None:
        """Pull the cable or plug it in; return when it is so."""
        with self._changed:
            self._plugged = plugged
        self._settle()

    def power(self, *, powered: bool) -> None:
        """Let the device die or live again: without power there is no line."""
        with self._changed:
            self._powered = powered
        self._settle()

    def ring(self) -> None:
        """Let the thread look again at what it has to say."""
        with self._changed:
            if self._running:
                os.eventfd_write(self._bell, 1)

    @property
    def _wanted(self) -> bool:
        return self._plugged and self._powered and self._running

    def _settle(self) -> None:
        """Wake the thread and wait until the line is as wanted; the thread itself need not wait for itself."""
        if self._thread is None:
            raise RuntimeError("the emulator was not started")
        with self._changed:
            if (self._line is not None) == self._wanted and self._running:
                return
            os.eventfd_write(self._alarm, 1)
            if threading.current_thread() is self._thread:
                return
            if not self._changed.wait_for(lambda: (self._line is not None) == self._wanted, _SETTLE_S):
                raise RuntimeError("the emulator's thread does not answer")

    # Everything below runs in the emulator's thread.

    def _run(self) -> None:
        while self._obey():
            if self._line is None:
                select.select([self._alarm], [], [])
            else:
                self._serve(self._line)

    def _obey(self) -> bool:
        """Open or close the line as wanted; False when the thread shall end."""
        with self._changed:
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(self._alarm)
            if self._wanted and self._line is None:
                self._line = PtyLine(self._link, self._alarm, self._bell)
            elif not self._wanted and self._line is not None:
                self._line.close()
                self._line = None
            self._changed.notify_all()
            return self._running
