"""What is wrong with a screen for a finger and for eyes: sizes, distances, whole words, a place inside the window.

Deliberately not judged: colours. Words inside a surface that scrolls may lie outside the window.
"""

import itertools
from collections.abc import Callable, Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.walk import scene

_SLACK_PX = 1.0


def targets(window: QQuickWindow) -> list[QQuickItem]:
    """Return what a finger can touch; while an overlay is shown, only what is on it."""
    return [item for item in _on_top(window) if any(child.inherits("QQuickTapHandler") for child in item.children())]


def texts(window: QQuickWindow) -> list[QQuickItem]:
    """Return the words that are shown; while an overlay is shown, only those on it."""
    return [item for item in _on_top(window) if item.inherits("QQuickText") and item.property("text")]


def target_problems(window: QQuickWindow, *, least_px: int) -> Iterator[str]:
    """Each target is large enough, inside, named once, and known to screen readers; none overlaps another."""
    found = targets(window)
    if not found and scene.screens(window) != ["out_of_service"]:
        yield "there is nothing to touch"
    names = [item.objectName() for item in found]
    yield from (f"{_told(item)} has no name" for item in found if not item.objectName())
    yield from (f"{name} is there twice" for name in sorted(set(names)) if name and names.count(name) > 1)
    for item in found:
        area = _area(item)
        if min(area.width(), area.height()) < least_px:
            yield f"{_told(item)} is too small: {area.width():.0f} x {area.height():.0f}"
        interface = QAccessible.queryAccessibleInterface(item)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            yield f"{_told(item)} has no words for those who cannot see it"
    yield from _outside(window, found)
    yield from (f"{one} overlaps {other}" for one, other in _overlapping(found, _area))


def text_problems(window: QQuickWindow, *, least_px: int) -> Iterator[str]:
    """All words are large enough, whole, inside, and stand upon no others."""
    found = texts(window)
    for item in found:
        size = item.property("fontInfo").property("pixelSize").toNumber()
        if size < least_px:
            yield f"{_told(item)} is too small: {size:.0f} px"
        wide, high = item.property("contentWidth"), item.property("contentHeight")
        if item.property("truncated") or wide > item.width() + _SLACK_PX or high > item.height() + _SLACK_PX:
            yield f"{_told(item)} needs {wide:.0f} x {high:.0f}, has {item.width():.0f} x {item.height():.0f}"
    yield from _outside(window, found)
    yield from (f"{one} stands upon {other}" for one, other in _overlapping(found, _inked))


def card_problems(window: QQuickWindow) -> Iterator[str]:
    """No words leave the key or card that they stand on."""
    keys = targets(window)
    for item in texts(window):
        around = item.parentItem()
        while around is not None and not (around in keys or around.inherits("QQuickRectangle")):
            around = around.parentItem()
        if around is not None and not _area(around).adjusted(-1, -1, 1, 1).contains(_inked(item)):
            yield f"{_told(item)} does not fit on {_told(around)}"


def stage_problems(window: QQuickWindow) -> Iterator[str]:
    """Nothing that a screen draws reaches into the bars around it."""
    for screen in (item for item in _on_top(window) if item.objectName().startswith(scene.SCREEN_PREFIX)):
        around = screen.mapRectToScene(QRectF(0, 0, screen.width(), screen.height())).adjusted(-1, -1, 1, 1)
        for item in scene.shown(screen):
            drawn = item.inherits("QQuickRectangle") or (item.inherits("QQuickText") and item.property("text"))
            if drawn and not around.contains(_area(item)):
                yield f"{_told(item)} leaves its screen"


def scroll_problems(window: QQuickWindow) -> Iterator[str]:
    """Nothing has to be scrolled, except a list that may be as long as it likes."""
    for item in _on_top(window):
        if item.inherits("QQuickFlickable") and item.property("contentHeight") > item.height() + _SLACK_PX:
            yield f"{item.property('contentHeight') - item.height():.0f} px of it have to be scrolled"


def _on_top(window: QQuickWindow) -> list[QQuickItem]:
    shown = list(scene.shown(window.contentItem()))
    overlay = next((item for item in shown if item.objectName().startswith("overlay_")), None)
    return [item for item in shown if overlay is None or overlay.isAncestorOf(item)]


def _outside(window: QQuickWindow, items: list[QQuickItem]) -> Iterator[str]:
    inside = QRectF(0, 0, window.width(), window.height()).adjusted(-1, -1, 1, 1)
    for item in items:
        if scene.flickable_around(item) is None and not inside.contains(_area(item)):
            yield f"{_told(item)} is outside the window"


def _overlapping(items: list[QQuickItem], area: Callable[[QQuickItem], QRectF]) -> Iterator[tuple[str, str]]:
    areas = [(item, area(item)) for item in items]
    for (one, its_area), (other, other_area) in itertools.combinations(areas, 2):
        common = its_area.intersected(other_area)
        apart = min(common.width(), common.height()) <= 2 * _SLACK_PX
        if not (apart or one.isAncestorOf(other) or other.isAncestorOf(one)):
            yield _told(one), _told(other)


def _area(item: QQuickItem) -> QRectF:
    return _seen(item, QRectF(0, 0, item.width(), item.height()))


def _seen(item: QQuickItem, part: QRectF) -> QRectF:
    """Return what is left of `part` of `item` inside the surface that it scrolls with, if any."""
    surface = scene.flickable_around(item)
    area = item.mapRectToScene(part)
    if surface is None:
        return area
    return area.intersected(surface.mapRectToScene(QRectF(0, 0, surface.width(), surface.height())))


def _inked(item: QQuickItem) -> QRectF:
    return _seen(item, item.boundingRect())


def _told(item: QQuickItem) -> str:
    return item.objectName() or repr(item.property("text") or item.metaObject().className())
