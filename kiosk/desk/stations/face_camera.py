"""The face camera on the desk."""

import time
from types import MappingProxyType

from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.face_camera.scenery import Person, Picture, Scene, draw
from drivers.faults import Role
from drivers.video.mjpeg_server import Trouble
from kiosk.desk.state import FaceCameraState, FaceScene
from kiosk.desk.stations.action import action
from kiosk.desk.stations.cameras import CameraStation

_SCENES = MappingProxyType(
    {
        FaceScene.PERSON: (Scene.PERSON, Person()),
        FaceScene.ASIDE: (Scene.PERSON, Person(turn_deg=38.0)),
        FaceScene.EYES_CLOSED: (Scene.PERSON, Person(eyes_open=False)),
        FaceScene.FAR: (Scene.PERSON, Person(distance_m=1.6, aside_m=0.25)),
        FaceScene.NOBODY: (Scene.NOBODY, Person()),
        FaceScene.DARK: (Scene.DARK, Person()),
        FaceScene.COVERED: (Scene.COVERED, Person()),
    }
)


class FaceCameraStation(CameraStation):
    """A network camera of this machine that looks at an invented person."""

    role = Role.FACE_CAMERA

    def __init__(self) -> None:
        super().__init__()
        self._emulator = FaceCameraEmulator()
        self._sees = self._saw = FaceScene.PERSON
        self._stopped_at_s = 0.0

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> FaceCameraState:
        return FaceCameraState(**self.common(), sees=self._sees, watched=self._emulator.watchers > 0)

    @action
    def see(self, scene: FaceScene) -> None:
        """Choose what stands before the camera."""
        if scene is not FaceScene.COVERED:
            self._saw = scene
        self._sees = scene
        self._emulator.show(*_SCENES[scene])

    def preview(self, width_px: int, height_px: int) -> Picture:
        """Draw what the camera sees, blue first; nobody has to have it open for that."""
        moment_s = time.monotonic() if self.running else self._stopped_at_s
        return draw(*_SCENES[self._sees], width_px, height_px, moment_s)

    @property
    def covered(self) -> bool:
        return self._sees is FaceScene.COVERED

    def cover(self, *, covered: bool) -> None:
        self.see(FaceScene.COVERED if covered else self._saw)

    def trouble(self, trouble: Trouble) -> None:
        self._emulator.set_trouble(trouble)
        self._stopped_at_s = time.monotonic()

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
