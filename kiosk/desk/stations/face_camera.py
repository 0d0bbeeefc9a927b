"""The face camera on the desk."""

import time
from dataclasses import replace
from typing import Any

from drivers.face_camera.emulator import FaceCameraEmulator
from drivers.face_camera.portrait import Picture
from drivers.face_camera.stage import Attack, Gesture, Lighting, Position, Stage, Standing, Wear
from drivers.faults import Role
from drivers.video.mjpeg_server import Trouble
from kiosk.desk.state import FaceCameraState
from kiosk.desk.stations.action import action
from kiosk.desk.stations.cameras import CameraStation


class FaceCameraStation(CameraStation):
    """A network camera of this machine, and who stands before it."""

    role = Role.FACE_CAMERA

    def __init__(self) -> None:
        super().__init__()
        self._emulator = FaceCameraEmulator()
        self._stopped_at_s = 0.0

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> FaceCameraState:
        stage = self._emulator.stage
        return FaceCameraState(
            **self.common(),
            stands=stage.stands,
            light=stage.light,
            position=stage.position,
            wear=stage.wear,
            attack=stage.attack,
            watched=self._emulator.watchers > 0,
        )

    @action
    def stand(self, who: Standing) -> None:
        """Let somebody stand there, nobody, or two."""
        self._change(stands=who)

    @action
    def do(self, gesture: Gesture) -> None:
        """Let whoever stands in front turn the head, blink or open the mouth; they look ahead again by themselves."""
        self._emulator.do(gesture)

    @action
    def light(self, how: Lighting) -> None:
        """Make it day, dark or too bright."""
        self._change(light=how)

    @action
    def position(self, where: Position) -> None:
        """Let the person stand elsewhere: near, far, aside, low as in a wheelchair, or be tall."""
        self._change(position=where)

    @action
    def wear(self, what: Wear) -> None:
        """Put dark glasses or a mask on the person."""
        self._change(wear=what)

    @action
    def attack(self, how: Attack) -> None:
        """Let somebody pretend to be who stands there."""
        self._change(attack=how)

    @action
    def as_usual(self) -> None:
        """Let one person stand there by day, as usual and as themselves."""
        self._emulator.show(Stage(covered=self.covered))

    def preview(self, width_px: int, height_px: int) -> Picture:
        """Draw what the camera sees, blue first; nobody has to have it open for that."""
        return self._emulator.seen((width_px, height_px), time.monotonic() if self.running else self._stopped_at_s)

    @property
    def moves(self) -> bool:
        """Whether what it sees changes by itself."""
        return self.running and self._emulator.stage.moves

    @property
    def covered(self) -> bool:
        return self._emulator.stage.covered

    def cover(self, *, covered: bool) -> None:
        self._change(covered=covered)

    def trouble(self, trouble: Trouble) -> None:
        self._emulator.set_trouble(trouble)
        self._stopped_at_s = time.monotonic()

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _change(self, **to: Any) -> None:
        self._emulator.show(replace(self._emulator.stage, **to))

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
