"""The two cameras: what they see, chosen and shown."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import cast

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from drivers.faults import Role
from kiosk.desk.state import DocumentCameraState, FaceCameraState, FaceScene, MatScene
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

    def __init__(
        self,
        role: Role,
        state: FaceCameraState | DocumentCameraState,
        scenes: Mapping[FaceScene, Words] | Mapping[MatScene, Words],
        act: Act,
        parent: QObject,
    ) -> None:
        super().__init__(role, state, act, parent)
        self.changed.connect(self.updated)  # a notifying signal must be of the same class
        self._scenes = [
            SwitchViewModel(scene.value, label, partial(self._see, scene), self) for scene, label in scenes.items()
        ]
        self._picture = ""

    @Property(list, constant=True)
    def scenes(self) -> list[SwitchViewModel]:
        return self._scenes

    @Property(bool, notify=updated)
    def watched(self) -> bool:
        return cast(FaceCameraState | DocumentCameraState, self._state).watched

    @Property(str, notify=pictureChanged)
    def picture(self) -> str:
        return self._picture

    def show(self, state: FaceCameraState | DocumentCameraState) -> None:  # type: ignore[override] # its own kind
        super().show(state)
        for scene in self._scenes:
            scene.show(active=scene.key == state.sees)

    def show_picture(self, address: str) -> None:
        if address != self._picture:
            self._picture = address
            self.pictureChanged.emit()

    def _see(self, scene: StrEnum, _on: bool) -> None:  # noqa: FBT001 - one of several is always on
        self.do("see", scene=scene.value)
