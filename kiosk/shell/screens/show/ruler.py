"""How much room words take, measured with the type that the screen writes them in. Keeps none of them."""

import re

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

_LEADING = 1.12  # `lineHeight` of Words.qml
_BREAKS = re.compile(r"[\s\u2e80-\uffef]+")


class Ruler:
    """All lengths in pixels."""

    def __init__(self, family: str, size_px: int) -> None:
        self._font = QFont(family)
        self._font.setPixelSize(size_px)
        self._font.setWeight(QFont.Weight.DemiBold)  # what is plain takes a little less
        self._metrics = QFontMetricsF(self._font)
        self.line_px = self._metrics.height() * _LEADING

    def width(self, text: str) -> float:
        """Return the width of `text` in one line."""
        return self._metrics.horizontalAdvance(text)

    def longest_word(self, text: str) -> float:
        """Return the width below which a word or a number in `text` would be broken; Chinese breaks anywhere."""
        return max(self.width(word) for word in _BREAKS.split(text))

    def height(self, text: str, width: float) -> float:
        """Return the height of `text`, broken as `Text.Wrap` does."""
        return self.line_px * (1 if self.width(text) <= width else self._lines(text, width))

    def _lines(self, text: str, width: float) -> int:
        layout = QTextLayout(text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        lines = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines += 1
        layout.endLayout()
        return max(1, lines)
