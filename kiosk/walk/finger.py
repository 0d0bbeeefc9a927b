"""A finger on the glass: real touch events of a touch screen, delivered to the window as the platform would."""

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from kiosk.walk import scene
from kiosk.walk.errors import WalkError
from kiosk.walk.runner import Until, Walk, pause

_DOWN_S = 0.06  # how long a tap rests on the glass
_MOVES = 8
_MOVE_S = 0.016
_SWIPES = 12
_SWIPE_PART = 0.6  # of the surface that is pushed
_ARRIVES_S = 2.0
_APPEARS_S = 8.0


class Finger(QObject):
    """Touches items of `window`. One finger, and one `Finger` for each process: Qt keeps its device for ever."""

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self._window = window
        self._device = QTest.createTouchDevice()
        self.touches = 0
        self.mouse_events = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count what arrives at the window; a tap that came as a mouse click would prove nothing."""
        if event.type() is QEvent.Type.TouchBegin:
            self.touches += 1
        elif event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self.mouse_events += 1
        return super().eventFilter(watched, event)

    def touch(self, name: str) -> Walk[None]:
        """Wait until the item of that name is there and can be reached, pushing its surface if need be; tap it.

        Raises:
            WalkError: it did not come, or a finger cannot reach it.
        """
        yield from self._bring_into_view((yield from self._await(name)))
        yield Until(lambda: self._enabled(name), f"{name} to become enabled", _APPEARS_S)
        item = yield from self._await(name)  # anew: a list may have been built again meanwhile
        yield from self.tap(scene.must_reach(self._window, item))

    def tap(self, point: QPointF) -> Walk[None]:
        """Touch the glass at `point`, in window coordinates, and let go."""
        before = self.touches
        where = point.toPoint()
        QTest.touchEvent(self._window, self._device, False).press(0, where, self._window).commit(False)
        yield Until(lambda: self.touches > before, "the touch to arrive at the window", _ARRIVES_S)
        yield from pause(_DOWN_S)
        QTest.touchEvent(self._window, self._device, False).release(0, where, self._window).commit(False)
        yield from pause(_MOVE_S)
        if self.mouse_events:
            raise WalkError("the window was sent mouse events instead of touches")

    def push(self, surface: QQuickItem, by_px: float) -> Walk[None]:
        """Push `surface` up by `by_px` (down when negative), stop, let go."""
        start = scene.centre(surface) + QPointF(0, by_px / 2)
        QTest.touchEvent(self._window, self._device, False).press(0, start.toPoint(), self._window).commit(False)
        yield from pause(_MOVE_S)
        for move in range(1, _MOVES + 1):
            at = (start - QPointF(0, by_px * move / _MOVES)).toPoint()
            QTest.touchEvent(self._window, self._device, False).move(0, at, self._window).commit(False)
            yield from pause(_MOVE_S)
        yield from pause(_DOWN_S)  # a finger that rests before it lets go flicks nothing
        QTest.touchEvent(self._window, self._device, False).release(0, at, self._window).commit(False)
        yield Until(lambda: not surface.property("moving"), "the surface to come to rest", _ARRIVES_S)

    def _await(self, name: str) -> Walk[QQuickItem]:
        yield Until(lambda: scene.named(self._window, name) is not None, f"{name} to be on the screen", _APPEARS_S)
        item = scene.named(self._window, name)
        assert item is not None, "it was there in the same tick"
        return item

    def _enabled(self, name: str) -> bool:
        item = scene.named(self._window, name)
        return item is not None and item.isEnabled()

    def _bring_into_view(self, item: QQuickItem) -> Walk[None]:
        surface = scene.flickable_around(item)
        if surface is None:
            return
        for _ in range(_SWIPES):
            top = surface.mapToScene(QPointF(0, 0)).y()
            at, height = scene.centre(item).y() - top, surface.height()
            if item.height() / 2 <= at <= height - item.height() / 2 or not surface.property("interactive"):
                return
            step = height * _SWIPE_PART
            yield from self.push(surface, min(step, at - height / 2) if at > 0 else max(-step, at - height / 2))
