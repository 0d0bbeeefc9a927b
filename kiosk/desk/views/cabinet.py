"""The cabinet: sensors to play with, and the guide lights that the terminal switches."""

from typing import cast

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from drivers.lights import Flash, Light
from kiosk.desk import words
from kiosk.desk.state import CabinetState
from kiosk.desk.views.labels import WordsViewModel
from kiosk.desk.views.station import Act, StationViewModel
from kiosk.desk.views.switch import SwitchViewModel

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

_COLDEST_C, _HOTTEST_C = -30.0, 80.0
_PERIODS_MS = {Flash.SLOW: 2000, Flash.MEDIUM: 1000, Flash.QUICK: 400}


@QmlElement
class LightViewModel(QObject):
    """A guide light. `period_ms` of its blinking is 0 while it shines steadily or not at all."""

    changed = Signal()

    def __init__(self, light: Light, parent: QObject) -> None:
        super().__init__(parent)
        self._light, self._flash = light, Flash.OFF
        self._label = WordsViewModel(words.LIGHTS[light], self)

    @Property(str, constant=True)
    def code(self) -> str:
        return self._light.value

    @Property(WordsViewModel, constant=True)
    def label(self) -> WordsViewModel:
        return self._label

    @Property(bool, notify=changed)
    def on(self) -> bool:
        return self._flash is not Flash.OFF

    @Property(int, notify=changed)
    def periodMs(self) -> int:
        return _PERIODS_MS.get(self._flash, 0)

    def show(self, flash: Flash) -> None:
        if flash is not self._flash:
            self._flash = flash
            self.changed.emit()


@QmlElement
class CabinetViewModel(StationViewModel):
    """The cabinet. `warmth` is the temperature as a share of the slider, 0 to 1."""

    updated = Signal()

    def __init__(self, state: CabinetState, act: Act, parent: QObject) -> None:
        super().__init__(Role.CABINET, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class
        self._lights = [LightViewModel(light, self) for light in Light]
        self._presence = SwitchViewModel("presence", words.PRESENCE, self._set_presence, self)

    @Property(list, constant=True)
    def lights(self) -> list[LightViewModel]:
        return self._lights

    @Property(SwitchViewModel, constant=True)
    def presence(self) -> SwitchViewModel:
        return self._presence

    @Property(bool, notify=updated)
    def doorOpen(self) -> bool:
        return cast(CabinetState, self._state).door_open

    @Property(bool, notify=updated)
    def shaken(self) -> bool:
        return cast(CabinetState, self._state).shaken

    @Property(bool, notify=updated)
    def sheetInMouth(self) -> bool:
        return cast(CabinetState, self._state).sheet_in_mouth

    @Property(float, notify=updated)
    def warmth(self) -> float:
        return (cast(CabinetState, self._state).temperature_c - _COLDEST_C) / (_HOTTEST_C - _COLDEST_C)

    @Property(str, notify=updated)
    def temperatureText(self) -> str:
        return f"{cast(CabinetState, self._state).temperature_c:.0f} °C"

    @Slot(float)
    def setWarmth(self, share: float) -> None:
        self.do("temperature", celsius=float(round(_COLDEST_C + share * (_HOTTEST_C - _COLDEST_C))))

    def show(self, state: CabinetState) -> None:  # type: ignore[override] # it is told its own kind of state
        super().show(state)
        self._presence.show(active=state.presence)
        for light, shown in zip(Light, self._lights, strict=True):
            shown.show(state.lights[light])

    def _set_presence(self, somebody: bool) -> None:  # noqa: FBT001 - a switch
        self.do("presence", somebody=somebody)
