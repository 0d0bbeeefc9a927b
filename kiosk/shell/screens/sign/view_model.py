"""sign: a field to sign in with a finger. What was drawn is kept here until `sign`."""

from time import monotonic

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.engine import signature
from kiosk.engine.session import Asking
from kiosk.engine.signature import BOARD_HEIGHT, BOARD_WIDTH, MOST_POINTS, Point
from kiosk.protocol.steps import SignStep
from kiosk.shell.view import Desk, View

QML_IMPORT_NAME = "Kiosk.Shell"
QML_IMPORT_MAJOR_VERSION = 1

_TREMBLING = 3
"""A finger that moves less than that, in units of the board, has not moved."""


@QmlElement
class SignView(View):
    """The finger's places come as parts of the board's width and height, from 0 to 1."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._strokes: list[list[Point]] = []
        self._down = False
        self._began_s = 0.0

    @property
    def _step(self) -> SignStep:
        step = self.session.flow.step(self.session.step_id)
        assert isinstance(step, SignStep)
        return step

    @Property(str, notify=changed)
    def heading(self) -> str:
        return self.of_flow(self._step.title)

    @Property(str, notify=changed)
    def statement(self) -> str:
        return self.of_flow(self._step.statement_text)

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What was wrong with the signature; empty when nothing was."""
        state = self.session.state
        return self.say(state.problem) if isinstance(state, Asking) and state.problem else ""

    @Property(int, constant=True)
    def boardWidth(self) -> int:
        return BOARD_WIDTH

    @Property(int, constant=True)
    def boardHeight(self) -> int:
        return BOARD_HEIGHT

    @Property(str, notify=changed)
    def line(self) -> str:
        """What was drawn, as the data of an SVG path on the board."""
        return signature.path(self._strokes)

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._strokes

    @Property(str, notify=changed)
    def boardText(self) -> str:
        return self.say("sign.board")

    @Property(str, notify=changed)
    def hereText(self) -> str:
        return self.say("sign.here")

    @Property(str, notify=changed)
    def clearText(self) -> str:
        return self.say("sign.clear")

    @Property(str, notify=changed)
    def doneText(self) -> str:
        return self.say("sign.done")

    @Slot(float, float)
    def draw(self, across: float, down: float) -> None:
        """The finger is there: a new stroke begins where it was not on the board before."""
        if sum(map(len, self._strokes)) >= MOST_POINTS:
            return
        point = self._point(across, down)
        if not self._down:
            self._down = True
            self._strokes.append([point])
        elif signature.length([[self._strokes[-1][-1], point]]) >= _TREMBLING:
            self._strokes[-1].append(point)
        self.refresh()

    @Slot()
    def lift(self) -> None:
        self._down = False

    @Slot()
    def clear(self) -> None:
        self._strokes, self._down = [], False
        self.refresh()

    @Slot()
    def sign(self) -> None:
        self.submit([[list(point) for point in stroke] for stroke in self._strokes])

    def _point(self, across: float, down: float) -> Point:
        now_s = monotonic()
        if not self._strokes:
            self._began_s = now_s
        x, y = (min(1.0, max(0.0, part)) for part in (across, down))
        return round(x * BOARD_WIDTH), round(y * BOARD_HEIGHT), round(1000 * (now_s - self._began_s))
