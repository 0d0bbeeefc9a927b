"""The emulated printer's paper: a line buffer, a head, and a cutter some way behind it."""

from collections.abc import Callable

from PIL import Image, ImageChops

from drivers.receipt_printer.role import Align

CUTTER_DISTANCE_DOTS = 100  # 12.5 mm from head to cutter: what is cut without feeding leaves its end inside
MARGIN_DOTS = 32  # the head leaves 4 mm free on each side: 576 printable dots on 80 mm paper
DOTS_PER_MM = 8
DEFAULT_LINE_DOTS = 34  # 1/6 inch at 203 dpi


class Paper:
    """Bitmaps in, receipts out: black on white, margins included. Inside, a set pixel is ink.

    Args:
        width_dots: printable width.
        on_feed: called with the millimetres that every movement takes from the roll.
    """

    def __init__(self, width_dots: int, *, on_feed: Callable[[float], None] = lambda _: None) -> None:
        self.width_dots, self._on_feed = width_dots, on_feed
        self.align = Align.LEFT
        self.line_dots = DEFAULT_LINE_DOTS
        self._line: list[Image.Image] = []
        self._strips = [Image.new("1", (width_dots, CUTTER_DISTANCE_DOTS))]

    @property
    def line_used_dots(self) -> int:
        return sum(piece.width for piece in self._line)

    def put(self, piece: Image.Image) -> None:
        """Add a character or bitmap to the line, which is printed first when it is full."""
        if self._line and self.line_used_dots + piece.width > self.width_dots:
            self.end_line()
        self._line.append(piece)

    def end_line(self) -> None:
        """Print the line buffer and feed one line, or the line's own height where that is more."""
        height = max((piece.height for piece in self._line), default=0)
        strip = Image.new("1", (self.width_dots, max(height, self.line_dots)))
        x = self._margin(self.line_used_dots)
        for piece in self._line:
            strip.paste(piece, (x, height - piece.height))
            x += piece.width
        self._advance(strip)
        self._line = []

    def block(self, picture: Image.Image) -> None:
        """Print a picture that is a line of its own, cut off at the paper's edge."""
        self.flush()
        strip = Image.new("1", (self.width_dots, picture.height))
        strip.paste(picture, (self._margin(picture.width), 0))
        self._advance(strip)

    def feed(self, dots: int) -> None:
        self.flush()
        self._advance(Image.new("1", (self.width_dots, dots)))

    def feed_to_cutter(self, extra_dots: int = 0) -> None:
        """Bring all that was printed in front of the cutter."""
        self.feed(CUTTER_DISTANCE_DOTS + extra_dots)

    def flush(self) -> None:
        if self._line:
            self.end_line()

    def forget_line(self) -> None:
        """Drop what was not printed yet."""
        self._line = []

    def cut(self) -> Image.Image:
        """Cut at the cutter and return what falls out. The strip from there to the head stays inside."""
        self.flush()
        whole = self._whole()
        at = whole.height - CUTTER_DISTANCE_DOTS
        self._strips = [whole.crop((0, at, whole.width, whole.height))]
        return _on_paper(whole.crop((0, 0, whole.width, at)))

    def hanging_out(self) -> Image.Image:
        """The paper from the last cut to the head."""
        return _on_paper(self._whole())

    def _advance(self, strip: Image.Image) -> None:
        self._strips.append(strip)
        self._on_feed(strip.height / DOTS_PER_MM)

    def _margin(self, used_dots: int) -> int:
        free = max(0, self.width_dots - used_dots)
        return {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[self.align]

    def _whole(self) -> Image.Image:
        whole = Image.new("1", (self.width_dots, sum(strip.height for strip in self._strips)))
        y = 0
        for strip in self._strips:
            whole.paste(strip, (0, y))
            y += strip.height
        return whole


def _on_paper(ink: Image.Image) -> Image.Image:
    paper = Image.new("1", (ink.width + 2 * MARGIN_DOTS, ink.height), 255)
    paper.paste(ImageChops.invert(ink), (MARGIN_DOTS, 0))
    return paper
