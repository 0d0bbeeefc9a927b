"""What stands on the screen: items by name, whether a finger can reach them, and which screen it is."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtQuick import QQuickItem, QQuickWindow

from kiosk.walk.errors import WalkError

SCREEN_PREFIX = "screen_"
_OPAQUE = 0.95


def named(window: QQuickWindow, name: str) -> QQuickItem | None:
    """Return the shown item of that object name; None when there is none. Names are not unique in hidden screens."""
    return next((item for item in shown(window.contentItem()) if item.objectName() == name), None)


def names(window: QQuickWindow) -> list[str]:
    """Return the object names of everything that is shown, sorted."""
    return sorted({item.objectName() for item in shown(window.contentItem()) if item.objectName()})


def first_named(window: QQuickWindow, wanted: str) -> str:
    """Return the object name of what is shown that `wanted` means first, as in `a|b_*`; empty when nothing does."""
    there = names(window)
    return next((name for one in wanted.split("|") for name in there if fnmatchcase(name, one)), "")


def screens(window: QQuickWindow) -> list[str]:
    """Return the kinds of the screens that are shown; more than one while one makes way for the next."""
    return [name.removeprefix(SCREEN_PREFIX) for name in names(window) if name.startswith(SCREEN_PREFIX)]


def shown(item: QQuickItem) -> Iterator[QQuickItem]:
    """Yield `item` and everything in it that can be seen, as far as visibility and opacity tell."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from shown(child)


def centre(item: QQuickItem) -> QPointF:
    """Return the middle of `item`, in its window's coordinates."""
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))


def reachable(window: QQuickWindow, item: QQuickItem) -> str:
    """Return why a finger cannot touch the middle of `item`; empty when it can."""
    name = item.objectName()
    if not item.isEnabled():
        return f"{name} is disabled"
    point = centre(item)
    if not _visible_part(window, item).contains(point):
        return f"{name} lies outside what can be seen"
    cover = _touched_at(window.contentItem(), point)
    if cover is not None and not _within(cover, item) and not _within(item, cover):
        return f"{name} is covered by {cover.objectName() or cover.metaObject().className()}"
    return ""


def must_reach(window: QQuickWindow, item: QQuickItem) -> QPointF:
    """Return where to touch `item`.

    Raises:
        WalkError: a finger cannot reach it.
    """
    why_not = reachable(window, item)
    if why_not:
        raise WalkError(f"a finger cannot touch it: {why_not}")
    return centre(item)


def flickable_around(item: QQuickItem) -> QQuickItem | None:
    """Return the nearest surface around `item` that a finger can push."""
    around = item.parentItem()
    while around is not None and not around.inherits("QQuickFlickable"):
        around = around.parentItem()
    return around


def _visible_part(window: QQuickWindow, item: QQuickItem) -> QRectF:
    part = QRectF(0, 0, window.width(), window.height())
    around: QQuickItem | None = item
    while around is not None:
        if around.clip() or around.inherits("QQuickFlickable"):
            part = part.intersected(around.mapRectToScene(QRectF(0, 0, around.width(), around.height())))
        around = around.parentItem()
    return part


def _touched_at(item: QQuickItem, point: QPointF) -> QQuickItem | None:
    """Return the topmost item at `point` that takes a touch or hides what lies below it."""
    if not item.isVisible() or item.opacity() == 0:
        return None
    inside = item.contains(item.mapFromScene(point))
    if item.clip() and not inside:
        return None
    # Painted later means on top; siblings of equal z are painted in their order.
    painted = sorted(enumerate(item.childItems()), key=lambda place: (place[1].z(), place[0]))
    for _, child in reversed(painted):
        found = _touched_at(child, point)
        if found is not None:
            return found
    return item if inside and (_takes_touch(item) or _hides(item)) else None


def _takes_touch(item: QQuickItem) -> bool:
    if not item.isEnabled():
        return False
    has_handler = any(child.inherits("QQuickPointerHandler") for child in item.children())
    return has_handler or item.acceptTouchEvents() or item.acceptedMouseButtons() != Qt.MouseButton.NoButton


def _hides(item: QQuickItem) -> bool:
    color = item.property("color") if item.inherits("QQuickRectangle") else None
    return isinstance(color, QColor) and color.alphaF() >= _OPAQUE and item.opacity() >= _OPAQUE


def _within(item: QObject, outer: QQuickItem) -> bool:
    around: QQuickItem | None = item if isinstance(item, QQuickItem) else None
    while around is not None and around is not outer:
        around = around.parentItem()
    return around is not None
