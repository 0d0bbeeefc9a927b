"""Something on the desk that is on or off: a fault, a scene, a sensor."""

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.views.labels import WordsViewModel
from kiosk.desk.words import Words

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class SwitchViewModel(QObject):
    """A switch. `code` names it; `trouble`: being active means trouble."""

    activeChanged = Signal()

    def __init__(
        self, code: str, label: Words, turn: Callable[[bool], None], parent: QObject, *, trouble: bool = False
    ) -> None:
        """`turn` is told what is wanted; whether it came so is told by `show`."""
        super().__init__(parent)
        self.key, self._turn, self._trouble = code, turn, trouble
        self._label = WordsViewModel(label, self)
        self._active = False

    @Property(str, constant=True)
    def code(self) -> str:
        return self.key

    @Property(WordsViewModel, constant=True)
    def label(self) -> WordsViewModel:
        return self._label

    @Property(bool, constant=True)
    def trouble(self) -> bool:
        return self._trouble

    @Property(bool, notify=activeChanged)
    def active(self) -> bool:
        return self._active

    @Slot()
    def toggle(self) -> None:
        self._turn(not self._active)

    def show(self, *, active: bool) -> None:
        if active != self._active:
            self._active = active
            self.activeChanged.emit()
