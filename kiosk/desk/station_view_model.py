"""A device on the desk and the switches of its faults."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Fault, Role
from kiosk.desk import words
from kiosk.desk.labels import WordsViewModel
from kiosk.desk.state import StationState
from kiosk.desk.workbench import Workbench

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

Act = Callable[[Callable[[], None]], None]
"""Does something with a device, beside the Qt thread."""


@QmlElement
class FaultViewModel(QObject):
    """A switch for one fault of one device."""

    activeChanged = Signal()

    def __init__(self, fault: Fault, set_active: Callable[[bool], None], parent: QObject) -> None:
        super().__init__(parent)
        self.fault = fault
        self._set_active = set_active
        self._label = WordsViewModel(words.of_fault(fault), self)
        self._active = False

    @Property(str, constant=True)
    def code(self) -> str:
        return self.fault.value

    @Property(WordsViewModel, constant=True)
    def label(self) -> WordsViewModel:
        return self._label

    @Property(bool, notify=activeChanged)
    def active(self) -> bool:
        return self._active

    @Slot()
    def toggle(self) -> None:
        self._set_active(not self._active)

    def show(self, *, active: bool) -> None:
        if active != self._active:
            self._active = active
            self.activeChanged.emit()


@QmlElement
class StationViewModel(QObject):
    """One device. `state`: ready, trouble or unplugged."""

    changed = Signal()

    def __init__(self, role: Role, state: StationState, act: Act, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._role, self._act, self._bench = role, act, bench
        self._name = WordsViewModel(words.ROLES[role], self)
        offered = [fault for fault in state.offers if fault is not Fault.OFFLINE]
        self._faults = [FaultViewModel(fault, partial(self._set_fault, fault), self) for fault in offered]
        self._plugged, self._status = True, WordsViewModel(words.READY, self)
        self._url = state.url

    @Property(str, constant=True)
    def role(self) -> str:
        return self._role.value

    @Property(WordsViewModel, constant=True)
    def name(self) -> WordsViewModel:
        return self._name

    @Property(str, constant=True)
    def url(self) -> str:
        return self._url

    @Property(list, constant=True)
    def faults(self) -> list[FaultViewModel]:
        return self._faults

    @Property(bool, notify=changed)
    def plugged(self) -> bool:
        return self._plugged

    @Property(str, notify=changed)
    def state(self) -> str:
        if not self._plugged:
            return "unplugged"
        return "trouble" if any(fault.active for fault in self._faults) else "ready"

    @Property(WordsViewModel, notify=changed)
    def status(self) -> WordsViewModel:
        return self._status

    @Slot()
    def togglePlug(self) -> None:
        plugged = self._plugged

        def work() -> None:
            with self._bench.station(self._role) as station:
                if plugged:
                    station.unplug()
                else:
                    station.replug()

        self._act(work)

    def show(self, state: StationState) -> None:
        for fault in self._faults:
            fault.show(active=fault.fault in state.faults)
        label = words.of_fault(state.faults[0]) if state.faults else words.READY
        self._plugged = state.plugged
        self._status.deleteLater()
        self._status = WordsViewModel(label if state.plugged else words.UNPLUGGED, self)
        self.changed.emit()

    def _set_fault(self, fault: Fault, active: bool) -> None:  # noqa: FBT001 - a switch
        def work() -> None:
            with self._bench.station(self._role) as station:
                if active:
                    station.set_fault(fault)
                else:
                    station.clear_fault()

        self._act(work)
