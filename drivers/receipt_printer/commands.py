"""A receipt as one ESC/POS job.

Text goes out as text, because the wire is slow: `FS &` once, then ASCII and GB18030 bytes as they are. What the
printer's font lacks is drawn: in a line of normal size with one `ESC *` for each run of such characters, which may
stand among text; a line of double size becomes a raster as a whole, because `ESC *` cannot be 48 dots high. QR codes
are python-escpos'.
"""

import unicodedata

import qrcode
from escpos.escpos import QR_ECLEVEL_M
from escpos.printer import Dummy
from PIL import Image
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_8BIT_BYTE, QRData

from drivers.errors import Refused
from drivers.faults import Fault
from drivers.receipt_printer.encoding import (
    Charset,
    Form,
    Run,
    cluster_columns,
    split_clusters,
    split_runs,
    text_columns,
)
from drivers.receipt_printer.layout import COLUMN_DOTS, clean, columns_of, pair_lines, wrap
from drivers.receipt_printer.logo import ink_of_logo
from drivers.receipt_printer.raster import CELL_DOTS, GlyphPen, column_graphics, embolden, raster_graphics
from drivers.receipt_printer.role import Align, Feed, Logo, Pair, QrCode, Receipt, ReceiptPart, Rule, TextLine

WATCH = b"\x1da\x0e"  # GS a 14: tell changes of online, error and paper at once
NO_WATCH = b"\x1da\x00"
CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the cutter, then cut
# Defaults, status sent of itself from here on, 1/6 inch lines; Hanzi mode where there are Hanzi. A printer without
# them knows none of the FS commands.
_INITIALISE = b"\x1b@" + WATCH + b"\x1b2"
_HANZI_MODE = b"\x1c&"
_ALIGN = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01", Align.RIGHT: b"\x1ba\x02"}
# GS ! sizes ASCII on every printer and Hanzi on most; FS ! sizes Hanzi on the rest.
_SIZE = {1: b"\x1d!\x00", 2: b"\x1d!\x11"}
_HANZI_SIZE = {1: b"\x1c!\x00", 2: b"\x1c!\x0c"}
_BOLD = {False: b"\x1bE\x00", True: b"\x1bE\x01"}
_LEADING = {1: b"", 2: b"\x1bJ\x0a"}  # a double line fills its 48 dots; the 1/6 inch leaves a normal one room
_FEED_LIMIT = 255
_QUIET_MODULES = 4  # white on each side of a QR code, ISO/IEC 18004
_MODULE_DOTS_LIMIT = 16


def compose(receipt: Receipt, width_dots: int, pen: GlyphPen, charset: Charset = Charset.GBK) -> tuple[bytes, ...]:
    """Return the whole job, from initialisation to cut, for a paper that is `width_dots` wide (a multiple of 24).

    It comes in pieces between which a real-time command may stand: inside a picture it would be obeyed and drawn.

    Raises:
        Refused: JOB_REFUSED, a QR code holds more than the paper or the standard allows, or a logo cannot be read.
    """
    setter = _Typesetter(width_dots, pen, charset)
    hanzi_mode = b"" if charset is Charset.NONE else _HANZI_MODE
    return (_INITIALISE + hanzi_mode, *(setter.part(part) for part in receipt.parts), CUT)


class _Typesetter:
    def __init__(self, width_dots: int, pen: GlyphPen, charset: Charset) -> None:
        self._width_dots, self._pen, self._charset = width_dots, pen, charset
        self._columns = columns_of(width_dots)
        plain = (_ALIGN[Align.LEFT], _BOLD[False], _SIZE[1], _HANZI_SIZE[1])  # what ESC @ leaves
        self._styles = {command[:2]: command for command in plain}

    def part(self, part: ReceiptPart) -> bytes:
        match part:
            case TextLine():
                lines = wrap(clean(part.text), self._columns // part.scale)
                return b"".join(self._line(line, part.align, bold=part.bold, scale=part.scale) for line in lines)
            case Pair():
                lines = pair_lines(clean(part.label), clean(part.value), self._columns)
                return b"".join(self._line(line, Align.LEFT, bold=part.bold, scale=1) for line in lines)
            case Rule():
                return self._line(self._rule(), Align.LEFT, bold=False, scale=1)
            case QrCode():
                return self._qr_code(part)
            case Logo():
                return self._logo(part)
            case Feed():
                return b"\x1bd" + bytes([min(part.lines, _FEED_LIMIT)])

    def _rule(self) -> str:
        return "-" * self._columns if self._charset is Charset.NONE else "─" * (self._columns // 2)

    def _line(self, line: str, align: Align, *, bold: bool, scale: int) -> bytes:
        runs = split_runs(line, self._charset)
        if scale > 1 and any(run.form is Form.DRAWN for run in runs):
            picture = self._picture(line, align, bold=bold, scale=scale)
            return self._style(_ALIGN[Align.LEFT]) + raster_graphics(picture) + _LEADING[scale]
        body = b"".join(self._drawn(run, bold=bold) if run.form is Form.DRAWN else run.wire_bytes for run in runs)
        hanzi_size = () if self._charset is Charset.NONE else (_HANZI_SIZE[scale],)
        style = self._style(_ALIGN[align], _BOLD[bold], _SIZE[scale], *hanzi_size)
        return style + body + b"\n" + _LEADING[scale]

    def _drawn(self, run: Run, *, bold: bool) -> bytes:
        picture = Image.new("1", (run.columns * COLUMN_DOTS, CELL_DOTS))
        self._draw(run.text, picture, x=0, scale=1)
        return column_graphics(embolden(picture) if bold else picture)

    def _picture(self, line: str, align: Align, *, bold: bool, scale: int) -> Image.Image:
        """The line as a bitmap of the paper's width, `scale` cells high."""
        picture = Image.new("1", (self._width_dots, CELL_DOTS * scale))
        free = self._width_dots - text_columns(line) * COLUMN_DOTS * scale
        self._draw(line, picture, x={Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align], scale=scale)
        return embolden(picture) if bold else picture

    def _draw(self, text: str, picture: Image.Image, *, x: int, scale: int) -> None:
        for cluster in split_clusters(text):
            glyph = self._pen.draw(cluster, cluster_columns(cluster), height_dots=CELL_DOTS * scale)
            picture.paste(glyph, (x, 0))
            x += glyph.width

    def _logo(self, logo: Logo) -> bytes:
        ink = ink_of_logo(logo.picture, width_dots=logo.width_dots, limit_dots=self._width_dots)
        return self._style(_ALIGN[Align.CENTER]) + raster_graphics(ink)

    def _qr_code(self, code: QrCode) -> bytes:
        modules = _qr_modules(code.data) + 2 * _QUIET_MODULES
        module_dots = min(code.module_dots, self._width_dots // modules, _MODULE_DOTS_LIMIT)
        if module_dots < 1:
            raise Refused(Fault.JOB_REFUSED, f"a QR code of {modules} modules is wider than the paper")
        quiet = b"\x1bJ" + bytes([_QUIET_MODULES * module_dots])
        printer = Dummy()
        printer.qr(code.data, ec=QR_ECLEVEL_M, size=module_dots, native=True)
        return self._style(_ALIGN[Align.CENTER]) + quiet + bytes(printer.output) + quiet

    def _style(self, *commands: bytes) -> bytes:
        """Those of `commands` that change something."""
        fresh = b"".join(command for command in commands if self._styles[command[:2]] != command)
        self._styles.update((command[:2], command) for command in commands)
        return fresh


def _qr_modules(data: str) -> int:
    """Modules on each side of the symbol for `data`, at error correction M and as bytes, which is the widest."""
    # A printer would obey a real-time command that stands in the code's data.
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\r\n\t" for character in data):
        raise Refused(Fault.JOB_REFUSED, "a QR code with control characters")
    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    symbol.add_data(QRData(data.encode(), mode=MODE_8BIT_BYTE))
    try:
        symbol.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise Refused(Fault.JOB_REFUSED, f"a QR code cannot hold {len(data.encode())} bytes") from error
    return int(symbol.modules_count)
