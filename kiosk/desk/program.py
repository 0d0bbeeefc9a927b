"""The virtual hardware desk as a program: devices, control connection, announcements, and the window."""

import contextlib
import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from drivers.wires import announce
from kiosk.desk.cards import load_persons
from kiosk.desk.control import Control
from kiosk.desk.state import DEVICES_FILE, READY
from kiosk.desk.whereabouts import Whereabouts
from kiosk.desk.workbench import Workbench

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(directory: Path, *, port: int, receipt_width_dots: int, headless: bool, as_json: bool) -> int:
    """Run the desk until it is told to end, or its window is closed; return the exit code."""
    if not headless and not any(os.environ.get(name) for name in _DISPLAYS):
        _say("This machine has no display. `kiosk desk --headless` is a desk for `kiosk desk VERB`, see --help.")
        return 1
    signal.signal(signal.SIGTERM, _leave)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say(f"A desk runs already in {directory}; stop it, or give --directory DIR.")
            return 1
        return _run(directory, port, receipt_width_dots, headless=headless, as_json=as_json)


def _run(directory: Path, port: int, receipt_width_dots: int, *, headless: bool, as_json: bool) -> int:
    bench = Workbench(directory, load_persons(), receipt_width_dots=receipt_width_dots)
    try:
        control = Control(bench, port=port)
    except OSError as error:
        _say(f"Port {port} cannot be used: {error.strerror}")
        return 1
    try:
        bench.start()
        control.start()
        with _announced(bench, control):
            _say_what_is_missing(bench)
            _say_ready(directory, control, bench, as_json=as_json)
            return _until_told() if headless else _show(bench)
    finally:
        control.stop()
        bench.stop()


@contextlib.contextmanager
def _announced(bench: Workbench, control: Control) -> Iterator[None]:
    """Let `kiosk device probe` find the wires and `kiosk desk VERB` the desk; it works without, too."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(announce("desk", bench.addresses.values()))
            whereabouts = Whereabouts(control.url)
            stack.callback(whereabouts.withdraw)
        except OSError as error:
            _say(f"The desk is not announced: {error}")
        yield


def _say_what_is_missing(bench: Workbench) -> None:
    for station in bench.stations.each():
        if not station.available:
            _say(f"{station.role} is not on the desk: {station.why}")


def _say_ready(directory: Path, control: Control, bench: Workbench, *, as_json: bool) -> None:
    addresses = {"control": control.url, "devices": str(directory / DEVICES_FILE)} | bench.addresses
    print(json.dumps(addresses) if as_json else READY + control.url, flush=True)  # noqa: T201 - awaited by others


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - a command's words to people


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _until_told() -> int:
    threading.Event().wait()  # SIGTERM and SIGINT raise here
    return 0


def _show(bench: Workbench) -> int:
    from kiosk.desk.window import show

    return show(bench)
