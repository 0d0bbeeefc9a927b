"""What is wrong with a screen for a finger and for eyes: sizes, distances, whole words, a place inside the window.

Deliberately not judged: colours. Words inside a surface that scrolls may lie outside the window.
"""

import itertools
from collections.abc import Callable, Iterator
from functools import cached_property

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.walk import scene

_SLACK_PX = 1.0


class Piece:
    """One item that is shown, with what is asked of it again and again. `around`: what it stands in; None for all."""

    def __init__(self, item: QQuickItem, around: "Piece | None") -> None:
        self.item, self.around = item, around
        self.name = item.objectName()
        self.touched = any(child.inherits("QQuickTapHandler") for child in item.children())
        self.words = str(item.property("text") or "") if item.inherits("QQuickText") else ""
        self.is_card = item.inherits("QQuickRectangle")
        self.scrolls = item.inherits("QQuickFlickable")

    @property
    def told(self) -> str:
        return self.name or repr(self.words or self.item.metaObject().className())

    @property
    def ways_out(self) -> "Iterator[Piece]":
        """What it stands in, from the nearest outwards."""
        around = self.around
        while around is not None:
            yield around
            around = around.around

    @cached_property
    def surface(self) -> "Piece | None":
        """What it scrolls with, if anything."""
        return next((piece for piece in self.ways_out if piece.scrolls), None)

    @cached_property
    def area(self) -> QRectF:
        return self._seen(QRectF(0, 0, self.item.width(), self.item.height()))

    @cached_property
    def inked(self) -> QRectF:
        return self._seen(self.item.boundingRect())

    def _seen(self, part: QRectF) -> QRectF:
        """Return what is left of `part` inside the surface that it scrolls with, if any."""
        area = self.item.mapRectToScene(part)
        if self.surface is None:
            return area
        whole = QRectF(0, 0, self.surface.item.width(), self.surface.item.height())
        return area.intersected(self.surface.item.mapRectToScene(whole))


class Screenful:
    """All that a window shows; while an overlay is shown, only what is on it."""

    def __init__(self, window: QQuickWindow) -> None:
        self.window = window
        everything = list(_pieces(window.contentItem(), None))
        overlay = next((piece for piece in everything if piece.name.startswith("overlay_")), None)
        self.pieces = [piece for piece in everything if overlay is None or overlay in piece.ways_out]
        self.targets = [piece for piece in self.pieces if piece.touched]
        self.texts = [piece for piece in self.pieces if piece.words]


def _pieces(item: QQuickItem, around: Piece | None) -> Iterator[Piece]:
    if item.isVisible() and item.opacity() > 0:
        yield (piece := Piece(item, around))
        for child in item.childItems():
            yield from _pieces(child, piece)


def targets(window: QQuickWindow) -> list[QQuickItem]:
    """Return what a finger can touch; while an overlay is shown, only what is on it."""
    return [piece.item for piece in Screenful(window).targets]


def problems(window: QQuickWindow, *, least_px: int, least_text_px: int) -> Iterator[str]:
    """Return all that is wrong with a screen but that it has to be scrolled; see `scroll_problems`."""
    shown = Screenful(window)
    yield from _target_problems(shown, least_px)
    yield from _text_problems(shown, least_text_px)
    yield from _card_problems(shown)
    yield from _stage_problems(shown)


def scroll_problems(window: QQuickWindow) -> Iterator[str]:
    """Nothing has to be scrolled, except a list that may be as long as it likes."""
    for piece in Screenful(window).pieces:
        if piece.scrolls and piece.item.property("contentHeight") > piece.item.height() + _SLACK_PX:
            yield f"{piece.item.property('contentHeight') - piece.item.height():.0f} px of it have to be scrolled"


def _target_problems(shown: Screenful, least_px: int) -> Iterator[str]:
    """Each target is large enough, inside, named once, and known to screen readers; none overlaps another."""
    found = shown.targets
    if not found and scene.screens(shown.window) != ["out_of_service"]:
        yield "there is nothing to touch"
    names = [piece.name for piece in found]
    yield from (f"{piece.told} has no name" for piece in found if not piece.name)
    yield from (f"{name} is there twice" for name in sorted(set(names)) if name and names.count(name) > 1)
    for piece in found:
        if min(piece.area.width(), piece.area.height()) < least_px:
            yield f"{piece.told} is too small: {piece.area.width():.0f} x {piece.area.height():.0f}"
        interface = QAccessible.queryAccessibleInterface(piece.item)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            yield f"{piece.told} has no words for those who cannot see it"
    yield from _outside(shown.window, found)
    yield from (f"{one} overlaps {other}" for one, other in _overlapping(found, lambda piece: piece.area))


def _text_problems(shown: Screenful, least_px: int) -> Iterator[str]:
    """All words are large enough, whole, inside, and stand upon no others."""
    for piece in shown.texts:
        item = piece.item
        size = item.property("fontInfo").property("pixelSize").toNumber()
        if size < least_px:
            yield f"{piece.told} is too small: {size:.0f} px"
        wide, high = item.property("contentWidth"), item.property("contentHeight")
        if item.property("truncated") or wide > item.width() + _SLACK_PX or high > item.height() + _SLACK_PX:
            yield f"{piece.told} needs {wide:.0f} x {high:.0f}, has {item.width():.0f} x {item.height():.0f}"
    yield from _outside(shown.window, shown.texts)
    yield from (f"{one} stands upon {other}" for one, other in _overlapping(shown.texts, lambda piece: piece.inked))


def _card_problems(shown: Screenful) -> Iterator[str]:
    """No words leave the key or card that they stand on."""
    for piece in shown.texts:
        card = next((around for around in piece.ways_out if around.touched or around.is_card), None)
        if card is not None and not card.area.adjusted(-1, -1, 1, 1).contains(piece.inked):
            yield f"{piece.told} does not fit on {card.told}"


def _stage_problems(shown: Screenful) -> Iterator[str]:
    """Nothing that a screen draws reaches into the bars around it."""
    for piece in shown.pieces:
        if not (piece.is_card or piece.words):
            continue
        for screen in (one for one in piece.ways_out if one.name.startswith(scene.SCREEN_PREFIX)):
            stage = screen.item.mapRectToScene(QRectF(0, 0, screen.item.width(), screen.item.height()))
            if not stage.adjusted(-1, -1, 1, 1).contains(piece.area):
                yield f"{piece.told} leaves its screen"


def _outside(window: QQuickWindow, pieces: list[Piece]) -> Iterator[str]:
    inside = QRectF(0, 0, window.width(), window.height()).adjusted(-1, -1, 1, 1)
    for piece in pieces:
        if piece.surface is None and not inside.contains(piece.area):
            yield f"{piece.told} is outside the window"


def _overlapping(pieces: list[Piece], area: Callable[[Piece], QRectF]) -> Iterator[tuple[str, str]]:
    edges = [(piece, area(piece).getCoords()) for piece in pieces]
    for (one, its), (other, others) in itertools.combinations(edges, 2):
        wide, high = (min(its[to], others[to]) - max(its[at], others[at]) for at, to in ((0, 2), (1, 3)))
        apart = min(wide, high) <= 2 * _SLACK_PX
        if not (apart or one in other.ways_out or other in one.ways_out):
            yield one.told, other.told
