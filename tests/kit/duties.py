"""What the contract of every device asks of each role."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typst

from drivers.cabinet.device import ModbusCabinet
from drivers.cancel import Cancel, Deadline
from drivers.code_scanner.device import SerialCodeScanner
from drivers.document_camera.device import VideoDocumentCamera
from drivers.document_camera.sheet import Sheet
from drivers.document_printer.device import IppPrinter
from drivers.errors import Timeout
from drivers.face_camera.device import VideoFaceCamera
from drivers.faults import Role
from drivers.id_card.device import SamVReader
from drivers.lights import Flash, Light
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.mouth import ReplyNoise
from drivers.social_card.device import PcscReader
from drivers.ups.device import MegatecUps
from drivers.video.mjpeg_server import Trouble
from kit.receipts import one_line

PATIENCE_S = 60.0  # a loaded machine starts a process slowly


@dataclass(frozen=True)
class Duty:
    """What the contract of every device asks of one role.

    `wait` is an operation that lasts until its deadline while nothing happens: with a device that `waits`, always, with
    others as long as the device is silent, see `silence`. `untouched` says whether a device shows no trace of somebody
    who only looked at it. `use` is what the status leaves out, where it does not go all the way to the device.
    `answer_s` is how long the driver gives a silent device before it says so: an operation may last so much longer.
    """

    driver: Callable[..., Any]
    wait: Callable[[Any, float, Cancel], object]
    waits: bool
    silence: Callable[..., object]
    untouched: Callable[[Any], bool] = lambda _far_end: True
    use: Callable[[Any], object] | None = None
    answer_s: float = 0.0


def _trouble(stream: Trouble) -> Callable[..., object]:
    return lambda camera, on: camera.set_trouble(stream if on else Trouble.NONE)


def _patiently(see: Callable[..., object]) -> object:
    """A camera is given two seconds to deliver its first picture; a loaded machine may draw it later."""
    deadline = Deadline(PATIENCE_S)
    while True:
        try:
            return see(timeout_s=deadline.left_s, cancel=Cancel())
        except Timeout:
            if deadline.passed:
                raise


def _mute(far_end: Any, *, on: bool) -> None:
    far_end.set_mute(mute=on)


def _hang(far_end: Any, *, on: bool) -> None:
    if on:
        far_end.hang()
    else:
        far_end.resume()


@functools.cache
def one_page_pdf() -> bytes:
    return typst.compile(b'#set page("a4")\nOne page')


def _print_document(printer: IppPrinter, timeout_s: float, cancel: Cancel) -> object:
    return printer.print(
        one_page_pdf(), job_name="a job", pages=1, timeout_s=timeout_s, cancel=cancel, trouble=lambda _fault: None
    )


DUTIES: dict[Role, Duty] = {
    Role.ID_CARD: Duty(
        SamVReader,
        lambda reader, timeout_s, cancel: reader.read(timeout_s=timeout_s, cancel=cancel),
        waits=True,
        silence=_hang,
        answer_s=2.4,  # six rates, in case that it came back at another one
    ),
    Role.SOCIAL_CARD: Duty(
        PcscReader,
        lambda reader, timeout_s, cancel: reader.read(timeout_s=timeout_s, cancel=cancel),
        waits=True,
        silence=lambda reader, on: reader.hang_service() if on else reader.resume_service(),
        answer_s=3.0,
    ),
    Role.RECEIPT_PRINTER: Duty(
        EscPosPrinter,
        lambda printer, timeout_s, cancel: printer.print(one_line("凭条"), timeout_s=timeout_s, cancel=cancel),
        waits=False,
        silence=lambda printer, on: printer.spoil_replies(ReplyNoise(instead=b"" if on else None)),
        untouched=lambda printer: not printer.receipts,
    ),
    Role.DOCUMENT_PRINTER: Duty(
        IppPrinter, _print_document, waits=False, silence=_hang, untouched=lambda printer: not printer.documents
    ),
    Role.FACE_CAMERA: Duty(
        VideoFaceCamera,
        lambda camera, timeout_s, cancel: camera.newest_frame(
            after_s=time.monotonic() + 60.0, timeout_s=timeout_s, cancel=cancel
        ),
        waits=True,
        silence=_trouble(Trouble.STALLED),
        use=lambda camera: _patiently(camera.newest_frame),
    ),
    Role.CODE_SCANNER: Duty(
        SerialCodeScanner,
        lambda scanner, timeout_s, cancel: scanner.scan(timeout_s=timeout_s, cancel=cancel),
        waits=True,
        silence=_mute,
        untouched=lambda scanner: scanner.lit == ("continuous" in scanner.url),
    ),
    Role.DOCUMENT_CAMERA: Duty(
        VideoDocumentCamera,
        lambda camera, timeout_s, cancel: camera.page(Sheet.A4, timeout_s=timeout_s, cancel=cancel),
        waits=True,
        silence=_trouble(Trouble.STALLED),
        use=lambda camera: _patiently(camera.still),
    ),
    Role.CABINET: Duty(
        ModbusCabinet,
        lambda board, timeout_s, cancel: board.read(timeout_s=timeout_s, cancel=cancel),
        waits=False,
        silence=_mute,
        untouched=lambda board: {board.light(light) for light in Light} == {(Flash.OFF, None)},
    ),
    Role.UPS: Duty(
        MegatecUps,
        lambda ups, timeout_s, cancel: ups.read(timeout_s=timeout_s, cancel=cancel),
        waits=False,
        silence=_mute,
        untouched=lambda ups: not ups.reading.shutting_down and not ups.reading.testing,
    ),
}
