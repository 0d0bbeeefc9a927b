"""A device on the desk: how it is, its plug, and the switches of its faults."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.faults import Fault, Role
from kiosk.desk import words
from kiosk.desk.state import StationState
from kiosk.desk.views.labels import WordsViewModel
from kiosk.desk.views.switch import SwitchViewModel
from kiosk.desk.words import Words

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1

Act = Callable[[Role, str, Mapping[str, Any]], None]
"""Does something with a device, beside the Qt thread."""


@QmlElement
class StationViewModel(QObject):
    """One device. `state`: ready, trouble, unplugged, unpowered or missing."""

    changed = Signal()

    def __init__(self, role: Role, state: StationState, act: Act, parent: QObject) -> None:
        super().__init__(parent)
        self.device, self._act, self._state = role, act, state
        self._name = WordsViewModel(words.ROLES[role], self)
        self._faults = [
            SwitchViewModel(fault.value, words.of_fault(fault), partial(self._set_fault, fault), self, trouble=True)
            for fault in self._shown_faults(state)
        ]
        self._status = WordsViewModel(_status(state), self)
        self._show_faults()

    @Property(str, constant=True)
    def role(self) -> str:
        return self.device.value

    @Property(WordsViewModel, constant=True)
    def name(self) -> WordsViewModel:
        return self._name

    @Property(list, constant=True)
    def faults(self) -> list[SwitchViewModel]:
        return self._faults

    @Property(bool, notify=changed)
    def plugged(self) -> bool:
        return self._state.plugged

    @Property(str, notify=changed)
    def state(self) -> str:
        if not self._state.available:
            return "missing"
        if not self._state.powered:
            return "unpowered"
        if not self._state.plugged:
            return "unplugged"
        return "trouble" if self._state.faults else "ready"

    @Property(WordsViewModel, notify=changed)
    def status(self) -> WordsViewModel:
        return self._status

    @Property(str, notify=changed)
    def why(self) -> str:
        """What is missing on this machine; empty when nothing is."""
        return self._state.why

    @Slot()
    def togglePlug(self) -> None:
        self.do("unplug" if self._state.plugged else "plug")

    def do(self, action: str, **given: Any) -> None:
        """Do what the device's station offers."""
        self._act(self.device, action, MappingProxyType(given))

    def show(self, state: StationState) -> None:
        if state == self._state:
            return
        self._state = state
        self._show_faults()
        self._status.deleteLater()
        self._status = WordsViewModel(_status(state), self)
        self.changed.emit()

    def _show_faults(self) -> None:
        for switch in self._faults:
            switch.show(active=switch.key in self._state.faults)

    def _shown_faults(self, state: StationState) -> list[Fault]:
        """A pulled plug is no switch among others."""
        return [fault for fault in state.offers if fault is not Fault.OFFLINE]

    def _set_fault(self, fault: Fault, on: bool) -> None:  # noqa: FBT001 - a switch
        self.do("fault" if on else "clear", fault=fault.value)


def _status(state: StationState) -> Words:
    if not state.available:
        return words.NOT_HERE
    if not state.powered:
        return words.NO_POWER
    if not state.plugged:
        return words.UNPLUGGED
    return words.of_fault(state.faults[0]) if state.faults else words.READY
