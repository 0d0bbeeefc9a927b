"""A Chinese receipt of forty lines: its time on a slow line, and its bytes as text against its bytes as a picture."""

import tempfile
import time
from pathlib import Path

from PIL import ImageChops

from drivers.cancel import Cancel
from drivers.receipt_printer.device import EscPosPrinter
from drivers.receipt_printer.emulator import EscPosEmulator
from drivers.receipt_printer.raster import raster_graphics
from drivers.receipt_printer.role import Pair, Receipt, Rule, TextLine
from drivers.receipt_printer.serial_port import SerialPort
from drivers.receipt_printer.wire import receipt_wire_s
from kiosk.bench.ratio import Ratio, median

_BAUD = 19200
_WIDTH_DOTS = 576
_TIMEOUT_S = 60.0
_LINES = 40


def receipt() -> Receipt:
    """Return forty lines as they stand on real receipts: labels, values, rules, a few sentences."""
    parts: list[TextLine | Pair | Rule] = [TextLine("武汉市政务服务自助终端", bold=True), Rule()]
    while len(parts) < _LINES:
        parts += [
            Pair("办理事项", "住房公积金缴存明细打印"),
            Pair("缴存基数（元）", "24,150.00"),
            TextLine("本凭条仅供核对，不作为报销凭证使用。如有疑问请拨打服务热线。"),
        ]
    return Receipt(tuple(parts[:_LINES]))


def measure(runs: int) -> list[Ratio]:
    """Print it `runs` times over a serial line at 19200 baud, status questions and confirmation included."""
    with tempfile.TemporaryDirectory() as folder:
        emulator = EscPosEmulator(width_dots=_WIDTH_DOTS, port=SerialPort(Path(folder, "printer"), baud=_BAUD))
        emulator.start()
        printer = EscPosPrinter(emulator.url, width_dots=_WIDTH_DOTS)
        try:
            times_s = [_printed_s(printer) for _ in range(runs)]
            printed, *_ = emulator.receipts
            emulator.take()
            printer.print(receipt(), timeout_s=_TIMEOUT_S, cancel=Cancel())
            text_bytes = len(emulator.worked_off)
        finally:
            printer.close()
            emulator.stop()
    wire_s = receipt_wire_s(text_bytes, _BAUD)
    picture_bytes = len(raster_graphics(ImageChops.invert(printed.convert("L")).convert("1")))
    peer = f"wire time of its {text_bytes} bytes at {_BAUD} baud"
    return [
        Ratio(f"receipt of {_LINES} lines", "median", median(times_s) * 1e3, peer, wire_s * 1e3, "ms", runs),
        Ratio("the same as a picture", "size", picture_bytes, "its bytes as text", text_bytes, "bytes", 1),
    ]


def _printed_s(printer: EscPosPrinter) -> float:
    began = time.perf_counter()
    printer.print(receipt(), timeout_s=_TIMEOUT_S, cancel=Cancel())
    return time.perf_counter() - began
