"""What central's commands do at this terminal. Each runs on the commands' thread; what is Qt's is done on Qt's."""

import base64
import gzip
import subprocess
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from drivers.status import DeviceStatus
from kiosk.app.front import Front
from kiosk.devices.hands import DeviceHands
from kiosk.ledger.command_book import Answer
from kiosk.ledger.ledger import Ledger
from kiosk.ports import Deliver
from kiosk.protocol.commands import MOST_ATTACHED_BYTES
from kiosk.protocol.records import CommandState
from kiosk.shell.window import ShellWindow

T = TypeVar("T")
_QT_S = 3.0
_DEVICES_S = 20.0
_REBOOT_S = 20.0
_GOING_DOWN_S = 180.0
_MOST_LOG_BYTES = 4_000_000
_PICTURE_WIDTH_PX = 720
DONE, FAILED, REFUSED = CommandState.DONE, CommandState.FAILED, CommandState.REFUSED


def on_qt(deliver: Deliver, work: Callable[[], T]) -> T:
    """Do `work` on the Qt thread and wait for it; TimeoutError when Qt has no time for it, and then it is not done."""
    promise: Future[T] = Future()

    def do() -> None:
        if not promise.set_running_or_notify_cancel():
            return
        try:
            promise.set_result(work())
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            promise.set_exception(error)

    deliver(do)
    try:
        return promise.result(_QT_S)
    except NotInTime:
        if promise.cancel():
            raise
        return promise.result(_QT_S)  # it had just begun


def collect_logs(folder: Path) -> Answer:
    """Pack the newest lines as they are: nothing personal is ever handed to a logger."""
    files = sorted(folder.glob("terminal.log*"), key=lambda file: file.stat().st_mtime)
    lines = b"".join(file.read_bytes() for file in files)[-_MOST_LOG_BYTES:]
    if not lines:
        return Answer(FAILED, "there is no log file: the disk took no writes when the program started")
    packed = gzip.compress(lines)
    while len(packed) > MOST_ATTACHED_BYTES:
        lines = lines[len(lines) // 2 :]
        packed = gzip.compress(lines)
    text = f"the newest {len(lines)} bytes of the log"
    return Answer(DONE, text, "terminal.log.gz", base64.b64encode(packed).decode())


def screenshot(deliver: Deliver, shell: ShellWindow) -> Answer:
    """Take a picture of a screen on which nothing personal can be; judged where and when it is grabbed."""
    image = on_qt(deliver, lambda: shell.window.grabWindow() if shell.model.impersonal else None)
    if image is None:
        return Answer(REFUSED, "somebody is at the terminal: only screens on which nothing is personal are pictured")
    packed = _png(image)
    if not 0 < len(packed) <= MOST_ATTACHED_BYTES:
        return Answer(FAILED, f"the picture has {len(packed)} bytes; at most {MOST_ATTACHED_BYTES} are sent")
    return Answer(DONE, f"{image.width()}×{image.height()}", "screen.png", base64.b64encode(packed).decode())


def _png(image: QImage) -> bytes:
    width_px = min(_PICTURE_WIDTH_PX, image.width())
    small = image.scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    small.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def self_test(hands: DeviceHands, ledger: Ledger, services: Callable[[], int]) -> Answer:
    """Ask every device how it is, now; write to the ledger; count what is offered. No paper, no light, no card."""
    statuses = hands.ask_all(timeout_s=_DEVICES_S)
    lines = [_line(role, status) for role, status in statuses.items()]
    well = all(status is not None and status.ready for status in statuses.values())
    writes = ledger.try_writing()
    lines += [f"ledger: {'ok' if writes else 'FAILED, it takes no writes'}", f"services: {services()} loaded"]
    return Answer(DONE if well and writes and services() else FAILED, "\n".join(lines))


def _line(role: str, status: DeviceStatus | None) -> str:
    if status is None:
        return f"{role}: FAILED, no answer within {_DEVICES_S:.0f} s"
    ails = ", ".join(sorted([*status.faults, *status.thresholds]))
    return f"{role}: {'ok' if status.ready else 'FAILED'}, {status.state}{f', {ails}' if ails else ''}"


def serving(deliver: Deliver, front: Front, *, wanted: bool) -> Answer:
    """Say whether the terminal does what the same heartbeat told it: take nobody any more, or take people again."""
    paused = on_qt(deliver, lambda: front.paused_by_central)
    if paused is wanted:
        return Answer(FAILED, "central has changed its mind since")
    return Answer(DONE, "people are served" if wanted else "nobody can begin any more; whoever had begun finishes")


def reboot(words: Sequence[str]) -> Answer:
    """Restart the machine by the command that its settings allow; returns only when it did not come to that."""
    if not words:
        return Answer(REFUSED, "restarting the machine is not allowed here: see remote.reboot_command in the settings")
    try:
        done = subprocess.run(list(words), capture_output=True, timeout=_REBOOT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(FAILED, f"{words[0]}: {type(error).__name__}")
    if done.returncode:
        return Answer(FAILED, f"{words[0]} ended with {done.returncode}: {done.stderr[:200].decode(errors='replace')}")
    threading.Event().wait(_GOING_DOWN_S)  # the machine ends this program meanwhile, and the next start answers
    return Answer(FAILED, f"{words[0]} said yes, and {_GOING_DOWN_S:.0f} s later the machine still runs")
