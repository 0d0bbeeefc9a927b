"""Obeys ESC/POS commands as a printer with or without Hanzi does, and prints on `Paper`."""

from collections import Counter
from typing import Protocol

import qrcode
from PIL import Image

from drivers.receipt_printer.command_reader import Command, CommandReader
from drivers.receipt_printer.encoding import Charset
from drivers.receipt_printer.paper import DEFAULT_LINE_DOTS, Paper
from drivers.receipt_printer.raster import CELL_DOTS, GlyphPen, embolden
from drivers.receipt_printer.role import Align

_QR_LEVELS = {
    48: qrcode.constants.ERROR_CORRECT_L,
    49: qrcode.constants.ERROR_CORRECT_M,
    50: qrcode.constants.ERROR_CORRECT_Q,
    51: qrcode.constants.ERROR_CORRECT_H,
}
_ALIGN = {0: Align.LEFT, 1: Align.CENTER, 2: Align.RIGHT, 48: Align.LEFT, 49: Align.CENTER, 50: Align.RIGHT}
# Accepted without effect: code page and country (there is one font), font B, NUL and CR.
_NO_EFFECT = frozenset({b"\x1bt", b"\x1bR", b"\x1bM", b"\x00", b"\x0d"})
_HANZI_COMMANDS = frozenset({b"\x1c&", b"\x1c.", b"\x1c!"})


class Surroundings(Protocol):
    """What the interpreter causes outside of the paper."""

    def cut(self, receipt: Image.Image) -> None:
        """A receipt fell, black on white."""

    def blade_moves(self) -> bool:
        """Whether the cutter does what it should; False stops the printer before the cut."""

    def paper_asked(self) -> None:
        """`GS r 1`, when its turn in the queue has come."""

    def watch(self, mask: int) -> None:
        """`GS a n`."""

    def name_asked(self) -> None:
        """`GS I 67`."""


class Interpreter:
    """One printer's command interpreter.

    Args:
        paper: what is printed on.
        pen: draws the printer's own font.
        surroundings: what happens elsewhere.
        charset: what that font holds besides ASCII and code page 437. Hanzi commands are unknown to one without them.
    """

    def __init__(
        self, paper: Paper, pen: GlyphPen, surroundings: Surroundings, *, charset: Charset = Charset.GBK
    ) -> None:
        self.unknown: Counter[bytes] = Counter()
        self._paper, self._pen, self._surroundings, self._charset = paper, pen, surroundings, charset
        self._reader = CommandReader()
        self._font: dict[tuple[str, int], Image.Image] = {}
        self._lead = b""  # what has come of a Hanzi
        self._cut_waits = False
        self.reset()

    def feed(self, byte: int) -> None:
        """Take one byte (0-255)."""
        command = self._reader.feed(byte)
        if command is None:
            return
        if len(command.name) == 1 and command.name >= b" ":
            self._text(command.name[0])
        else:
            self._lead = b""
            self._obey(command)

    def finish_cut(self) -> None:
        """Cut what the blade could not, if that is so."""
        if self._cut_waits:
            self._cut_waits = False
            self._surroundings.cut(self._paper.cut())

    def reset(self) -> None:
        """Power-on: no command half read, nothing in the line buffer, all settings at their defaults."""
        self._reader.reset()
        self._cut_waits = False
        self._qr_data, self._qr_level, self._qr_module_dots = "", _QR_LEVELS[48], 3
        self._initialise()

    def _initialise(self) -> None:
        self._paper.forget_line()
        self._paper.align, self._paper.line_dots = Align.LEFT, DEFAULT_LINE_DOTS
        self._bold, self._wide, self._high = False, 1, 1
        self._lead = b""
        self._hanzi = self._charset is not Charset.NONE  # models for the Chinese market power up in Hanzi mode

    def _obey(self, command: Command) -> None:
        first = command.parameters[0] if command.parameters else 0
        match command.name:
            case b"\n":
                self._paper.end_line()
            case b"\x1b@":
                self._initialise()
            case b"\x1b2":
                self._paper.line_dots = DEFAULT_LINE_DOTS
            case b"\x1b3":
                self._paper.line_dots = first
            case b"\x1ba" if first in _ALIGN:
                self._paper.align = _ALIGN[first]
            case b"\x1bJ":
                self._paper.feed(first)
            case b"\x1bd":
                self._paper.feed(first * self._paper.line_dots)
            case b"\x1dV" if first in {0, 1, 48, 49, 65, 66}:
                self._cut(command.parameters)
            case _:
                self._obey_question(command, first)

    def _obey_question(self, command: Command, first: int) -> None:
        match command.name:
            case b"\x1dr" if first in {1, 49}:
                self._surroundings.paper_asked()
            case b"\x1dI" if first == 67:
                self._surroundings.name_asked()
            case b"\x1da":
                self._surroundings.watch(first)
            case _:
                self._obey_style(command, first)

    def _obey_style(self, command: Command, first: int) -> None:
        if command.name in _HANZI_COMMANDS and self._charset is Charset.NONE:
            self.unknown[command.name] += 1
            return
        match command.name:
            case b"\x1bE" | b"\x1bG":
                self._bold = bool(first & 1)
            case b"\x1d!":
                self._wide, self._high = (first >> 4 & 7) + 1, (first & 7) + 1
            case b"\x1b!":
                self._bold = bool(first & 0x08)
                self._wide, self._high = 1 + (first >> 5 & 1), 1 + (first >> 4 & 1)
            case b"\x1c!":
                self._wide, self._high = 1 + (first >> 2 & 1), 1 + (first >> 3 & 1)
            case b"\x1c&":
                self._hanzi = True
            case b"\x1c.":
                self._hanzi = False
            case _:
                self._obey_picture(command, first)

    def _obey_picture(self, command: Command, first: int) -> None:
        match command.name:
            case b"\x1b*" if first == 33 and len(command.parameters) > 3:
                self._paper.put(_columns(command.parameters[3:]))
            case b"\x1dv" if command.parameters[:2] == b"0\x00" and len(command.parameters) > 6:
                width = int.from_bytes(command.parameters[2:4], "little") * 8
                height = int.from_bytes(command.parameters[4:6], "little")
                self._paper.block(Image.frombytes("1", (width, height), command.parameters[6:]))
            case b"\x1d(" if first == ord("k") and command.parameters[3:4] == b"1" and len(command.parameters) > 5:
                self._qr_function(command.parameters[4], command.parameters[5:])
            case name if name not in _NO_EFFECT:
                self.unknown[name] += 1

    def _cut(self, parameters: bytes) -> None:
        if parameters[:1] in {b"A", b"B"}:
            self._paper.feed_to_cutter(extra_dots=parameters[1])
        self._cut_waits = True
        if self._surroundings.blade_moves():
            self.finish_cut()

    def _qr_function(self, function: int, data: bytes) -> None:
        match function:
            case 65:
                pass  # model 2 is the only one drawn
            case 67:
                self._qr_module_dots = data[0]
            case 69 if data[0] in _QR_LEVELS:
                self._qr_level = _QR_LEVELS[data[0]]
            case 80:
                self._qr_data = data[1:].decode(errors="replace")
            case 81 if self._qr_data:
                self._paper.block(self._qr_symbol())
            case _:
                self.unknown[b"\x1d(k" + bytes([function])] += 1

    def _qr_symbol(self) -> Image.Image:
        symbol = qrcode.QRCode(error_correction=self._qr_level, border=0)
        symbol.add_data(self._qr_data)
        symbol.make(fit=True)
        rows = symbol.get_matrix()
        picture = Image.new("1", (len(rows), len(rows)))
        picture.putdata([255 * module for row in rows for module in row])
        return picture.resize((len(rows) * self._qr_module_dots,) * 2, Image.Resampling.NEAREST)

    def _text(self, byte: int) -> None:
        self._lead += bytes([byte])
        size = self._hanzi_bytes()
        if len(self._lead) < size:
            return
        code, self._lead = self._lead, b""
        if size == 1:
            # Without Hanzi mode the high bytes are a code page, and Chinese text becomes rubbish.
            self._put(code.decode("cp437"), columns=1)
        else:
            self._put(code.decode(self._charset, "replace")[0], columns=2)

    def _hanzi_bytes(self) -> int:
        """How many bytes the character has that has begun. Where two are not enough to know, two."""
        if not self._hanzi or not 0x81 <= self._lead[0] <= 0xFE:
            return 1
        return 4 if self._charset is Charset.GB18030 and b"0" <= self._lead[1:2] <= b"9" else 2

    def _put(self, character: str, *, columns: int) -> None:
        key = (character, columns)
        if key not in self._font:
            self._font[key] = self._pen.draw(character, columns)
        glyph = embolden(self._font[key]) if self._bold else self._font[key]
        self._paper.put(glyph.resize((glyph.width * self._wide, CELL_DOTS * self._high), Image.Resampling.NEAREST))


def _columns(data: bytes) -> Image.Image:
    """The bitmap of `ESC * 33`: three bytes for each column, the topmost dot first."""
    return Image.frombytes("1", (CELL_DOTS, len(data) // 3), data).transpose(Image.Transpose.TRANSPOSE)
