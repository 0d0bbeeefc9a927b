"""The two cameras: what they see, chosen and shown."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, cast

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.desk import words
from kiosk.desk.state import DocumentCameraState, FaceCameraState
from kiosk.desk.views.station import Act, StationViewModel
from kiosk.desk.views.switch import SwitchViewModel
from kiosk.desk.words import Words

QML_IMPORT_NAME = "Kiosk.Desk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CameraViewModel(StationViewModel):
    """A camera. `picture` is the address of what it sees now; `watched`: somebody has it open."""

    updated = Signal()

    pictureChanged = Signal()

    def __init__(self, role: Role, state: FaceCameraState | DocumentCameraState, act: Act, parent: QObject) -> None:
        super().__init__(role, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class
        self._picture = ""

    @Property(bool, notify=updated)
    def watched(self) -> bool:
        return cast(FaceCameraState | DocumentCameraState, self._state).watched

    @Property(str, notify=pictureChanged)
    def picture(self) -> str:
        return self._picture

    def show_picture(self, address: str) -> None:
        if address != self._picture:
            self._picture = address
            self.pictureChanged.emit()

    def _choices(self, action: str, argument: str, labels: Mapping[Any, Words]) -> list[SwitchViewModel]:
        """Return a switch for each of several, of which one is always on."""

        def choose(value: StrEnum, _on: bool) -> None:  # noqa: FBT001 - one of several is always on
            self.do(action, **{argument: value.value})

        return [SwitchViewModel(value.value, label, partial(choose, value), self) for value, label in labels.items()]


@QmlElement
class DocumentCameraViewModel(CameraViewModel):
    """The camera above the mat. `scenes`: what may lie there."""

    def __init__(self, state: DocumentCameraState, act: Act, parent: QObject) -> None:
        super().__init__(Role.DOCUMENT_CAMERA, state, act, parent)
        self._scenes = self._choices("see", "scene", words.MAT_SCENES)

    @Property(list, constant=True)
    def scenes(self) -> list[SwitchViewModel]:
        return self._scenes

    def show(self, state: DocumentCameraState) -> None:  # type: ignore[override] # its own kind
        super().show(state)
        _mark(self._scenes, state.sees)


@QmlElement
class FaceCameraViewModel(CameraViewModel):
    """The camera that sees the resident: who stands there and how, what they may do, and who pretends to be them."""

    def __init__(self, state: FaceCameraState, act: Act, parent: QObject) -> None:
        super().__init__(Role.FACE_CAMERA, state, act, parent)
        self._persons = self._choices("stand", "who", words.STANDING)
        self._gestures = self._choices("do", "gesture", words.GESTURES)
        self._lights = self._choices("light", "how", words.LIGHTING)
        self._positions = self._choices("position", "where", words.POSITIONS)
        self._wears = self._choices("wear", "what", words.WEAR)
        self._attacks = self._choices("attack", "how", words.ATTACKS)

    @Property(list, constant=True)
    def persons(self) -> list[SwitchViewModel]:
        return self._persons

    @Property(list, constant=True)
    def gestures(self) -> list[SwitchViewModel]:
        """What they may do; never active: they look ahead again by themselves."""
        return self._gestures

    @Property(list, constant=True)
    def lights(self) -> list[SwitchViewModel]:
        return self._lights

    @Property(list, constant=True)
    def positions(self) -> list[SwitchViewModel]:
        return self._positions

    @Property(list, constant=True)
    def wears(self) -> list[SwitchViewModel]:
        return self._wears

    @Property(list, constant=True)
    def attacks(self) -> list[SwitchViewModel]:
        return self._attacks

    def show(self, state: FaceCameraState) -> None:  # type: ignore[override] # its own kind
        super().show(state)
        _mark(self._persons, state.stands)
        _mark(self._lights, state.light)
        _mark(self._positions, state.position)
        _mark(self._wears, state.wear)
        _mark(self._attacks, state.attack)


def _mark(switches: list[SwitchViewModel], chosen: StrEnum) -> None:
    for switch in switches:
        switch.show(active=switch.key == chosen)
