"""A receipt as one ESC/POS job.

Text goes out as text, because the wire is slow: `FS &` once, then ASCII and GBK bytes as they are. A character outside
GBK is drawn: in a line of normal size with `ESC *`, which may stand among text; a line of double size becomes a raster
as a whole, because `ESC *` cannot be 48 dots high. QR codes are python-escpos'.
"""

import qrcode
from escpos.escpos import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_8BIT_BYTE, QRData

from drivers.errors import Refused
from drivers.faults import Fault
from drivers.receipt_printer.encoding import Form, split_runs, text_columns
from drivers.receipt_printer.layout import COLUMN_DOTS, clean, columns_of, pair_lines, wrap
from drivers.receipt_printer.raster import CELL_DOTS, GlyphPen, column_graphics, embolden, raster_graphics
from drivers.receipt_printer.role import Align, Feed, Pair, QrCode, Receipt, Rule, TextLine

CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the cutter, then cut
_INITIALISE = b"\x1b@\x1b2\x1c&"  # defaults, 1/6 inch lines, Hanzi mode
_ALIGN = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}
# GS ! sizes ASCII on every printer and Hanzi on most; FS ! sizes Hanzi on the rest.
_SIZE = {1: b"\x1d!\x00\x1c!\x00", 2: b"\x1d!\x11\x1c!\x0c"}
_BOLD = {False: b"\x1bE\x00", True: b"\x1bE\x01"}
_LEADING = {1: b"", 2: b"\x1bJ\x0a"}  # a double line fills its 48 dots; the 1/6 inch leaves a normal one room
_FEED_LIMIT = 255
_QUIET_MODULES = 4  # white on each side of a QR code, ISO/IEC 18004
_MODULE_DOTS_LIMIT = 16


def compose(receipt: Receipt, width_dots: int, pen: GlyphPen) -> bytes:
    """Return the whole job, from initialisation to cut, for a paper that is `width_dots` wide (a multiple of 24).

    Raises:
        Refused: JOB_REFUSED, a QR code holds more than the paper or the standard allows.
    """
    setter = _Typesetter(width_dots, pen)
    return _INITIALISE + b"".join(setter.part(part) for part in receipt.parts) + CUT


class _Typesetter:
    def __init__(self, width_dots: int, pen: GlyphPen) -> None:
        self._width_dots, self._pen = width_dots, pen
        self._columns = columns_of(width_dots)

    def part(self, part: TextLine | Pair | QrCode | Rule | Feed) -> bytes:
        match part:
            case TextLine():
                lines = wrap(clean(part.text), self._columns // part.scale)
                return b"".join(self._line(line, part.align, bold=part.bold, scale=part.scale) for line in lines)
            case Pair():
                lines = pair_lines(clean(part.label), clean(part.value), self._columns)
                return b"".join(self._line(line, Align.LEFT, bold=part.bold, scale=1) for line in lines)
            case Rule():
                return self._line("─" * (self._columns // 2), Align.LEFT, bold=False, scale=1)
            case QrCode():
                return self._qr_code(part)
            case Feed():
                return b"\x1bd" + bytes([min(part.lines, _FEED_LIMIT)])

    def _line(self, line: str, align: Align, *, bold: bool, scale: int) -> bytes:
        runs = split_runs(line)
        if scale > 1 and any(run.form is Form.DRAWN for run in runs):
            picture = self._picture(line, align, bold=bold, scale=scale)
            return _ALIGN[Align.LEFT] + raster_graphics(picture) + _LEADING[scale]
        body = bytearray()
        for run in runs:
            if run.form is Form.DRAWN:
                bitmap = self._pen.draw(run.text, run.columns)
                body += column_graphics(embolden(bitmap) if bold else bitmap)
            else:
                body += run.wire_bytes
        return _ALIGN[align] + _BOLD[bold] + _SIZE[scale] + bytes(body) + b"\n" + _LEADING[scale]

    def _picture(self, line: str, align: Align, *, bold: bool, scale: int) -> Image.Image:
        """The line as a bitmap of the paper's width, `scale` cells high."""
        picture = Image.new("1", (self._width_dots, CELL_DOTS * scale))
        free = self._width_dots - text_columns(line) * COLUMN_DOTS * scale
        x = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align]
        for run in split_runs(line):
            for cluster in (run.text,) if run.form is Form.DRAWN else run.text:
                glyph = self._pen.draw(cluster, text_columns(cluster), height_dots=CELL_DOTS * scale)
                picture.paste(glyph, (x, 0))
                x += glyph.width
        return embolden(picture) if bold else picture

    def _qr_code(self, code: QrCode) -> bytes:
        modules = _qr_modules(code.data) + 2 * _QUIET_MODULES
        module_dots = min(code.module_dots, self._width_dots // modules, _MODULE_DOTS_LIMIT)
        if module_dots < 1:
            raise Refused(Fault.JOB_REFUSED, f"a QR code of {modules} modules is wider than the paper")
        quiet = b"\x1bJ" + bytes([_QUIET_MODULES * module_dots])
        printer = Dummy()
        printer.qr(code.data, ec=QR_ECLEVEL_M, size=module_dots, native=True)
        return _ALIGN[Align.CENTER] + quiet + bytes(printer.output) + quiet + _ALIGN[Align.LEFT]


def _qr_modules(data: str) -> int:
    """Modules on each side of the symbol for `data`, at error correction M and as bytes, which is the widest."""
    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    symbol.add_data(QRData(data.encode(), mode=MODE_8BIT_BYTE))
    try:
        symbol.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise Refused(Fault.JOB_REFUSED, f"a QR code cannot hold {len(data.encode())} bytes") from error
    return int(symbol.modules_count)
