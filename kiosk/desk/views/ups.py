"""The UPS and the big switch of the mains."""

from typing import cast

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Fault, Role
from kiosk.desk.state import StationState, UpsState
from kiosk.desk.views.station import Act, StationViewModel

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class UpsViewModel(StationViewModel):
    """The UPS. `charge` is 0 to 1; `supplies`: what hangs on it has power."""

    updated = Signal()

    def __init__(self, state: UpsState, act: Act, parent: QObject) -> None:
        super().__init__(Role.UPS, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class

    @Property(bool, notify=updated)
    def mains(self) -> bool:
        return cast(UpsState, self._state).mains

    @Property(bool, notify=updated)
    def supplies(self) -> bool:
        return cast(UpsState, self._state).supplies

    @Property(float, notify=updated)
    def charge(self) -> float:
        return cast(UpsState, self._state).charge_percent / 100

    @Property(str, notify=updated)
    def chargeText(self) -> str:
        return f"{cast(UpsState, self._state).charge_percent} %"

    @Slot()
    def toggleMains(self) -> None:
        self.do("mains", on=not cast(UpsState, self._state).mains)

    @Slot(float)
    def setCharge(self, share: float) -> None:
        self.do("battery", percent=float(round(share * 100)))

    def _shown_faults(self, state: StationState) -> list[Fault]:
        """Mains and battery have controls of their own."""
        return [fault for fault in super()._shown_faults(state) if fault not in {Fault.ON_BATTERY, Fault.BATTERY_LOW}]
