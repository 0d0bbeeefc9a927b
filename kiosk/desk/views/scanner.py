"""The code scanner and the codes that lie beside it."""

from functools import partial
from typing import cast

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.desk import words
from kiosk.desk.state import CodeScannerState
from kiosk.desk.views.station import Act, StationViewModel
from kiosk.desk.views.switch import SwitchViewModel

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ScannerViewModel(StationViewModel):
    """The scanner. `lit`: a code would be read now; `holds`: some code is held before it."""

    updated = Signal()

    def __init__(self, state: CodeScannerState, act: Act, parent: QObject) -> None:
        super().__init__(Role.CODE_SCANNER, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class
        self._codes = [
            SwitchViewModel(name, label, partial(self._hold, name), self) for name, label in words.CODES.items()
        ]

    @Property(list, constant=True)
    def codes(self) -> list[SwitchViewModel]:
        return self._codes

    @Property(bool, notify=updated)
    def lit(self) -> bool:
        return cast(CodeScannerState, self._state).lit

    @Property(bool, notify=updated)
    def holds(self) -> bool:
        return cast(CodeScannerState, self._state).held is not None

    def show(self, state: CodeScannerState) -> None:  # type: ignore[override] # it is told its own kind of state
        super().show(state)
        for code in self._codes:
            code.show(active=code.key == state.held)

    def _hold(self, name: str, on: bool) -> None:  # noqa: FBT001 - a switch
        if on:
            self.do("hold", code=name)
        else:
            self.do("take_away")
