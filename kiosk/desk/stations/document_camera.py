"""The document camera on the desk."""

from types import MappingProxyType

from drivers.document_camera.demo_sheets import Picture
from drivers.document_camera.emulator import DocumentCameraEmulator
from drivers.document_camera.scenery import Desk, Laid, draw
from drivers.document_camera.sheet import Sheet
from drivers.faults import Role
from drivers.video.mjpeg_server import Trouble
from kiosk.desk.state import DocumentCameraState, MatScene
from kiosk.desk.stations.action import action
from kiosk.desk.stations.cameras import CameraStation

_STRAIGHT = Laid(Sheet.A4)
_SCENES = MappingProxyType(
    {
        MatScene.EMPTY: Desk(),
        MatScene.STRAIGHT: Desk(laid=_STRAIGHT),
        MatScene.ASKEW: Desk(laid=Laid(Sheet.A4, x_mm=12.0, y_mm=-6.0, angle_deg=17.0)),
        MatScene.BLURRED: Desk(laid=_STRAIGHT, defocus_px=5.0),
        MatScene.GLARE: Desk(laid=_STRAIGHT, glare_mm=32.0),
        MatScene.HAND: Desk(laid=_STRAIGHT, hand=True),
        MatScene.CARD: Desk(laid=Laid(Sheet.ID_CARD, angle_deg=-6.0)),
    }
)
_COVERED_LEVEL = 100  # what was 255 and less becomes 2 and less


class DocumentCameraStation(CameraStation):
    """A network camera of this machine that looks down on a mat."""

    role = Role.DOCUMENT_CAMERA

    def __init__(self) -> None:
        super().__init__()
        self._emulator = DocumentCameraEmulator()
        self._sees = self._saw = MatScene.EMPTY

    @property
    def url(self) -> str:
        return self._emulator.url

    @property
    def state(self) -> DocumentCameraState:
        return DocumentCameraState(**self.common(), sees=self._sees, watched=self._emulator.watchers > 0)

    @action
    def see(self, scene: MatScene) -> None:
        """Choose what lies under the camera."""
        self._sees = scene
        self._emulator.cover(self.covered)
        if not self.covered:
            self._saw = scene
            self._emulator.arrange(_SCENES[scene])

    def preview(self, width_px: int) -> Picture:
        """Draw what the camera sees, blue first, 4:3; nobody has to have it open for that."""
        picture = draw(_SCENES[self._saw], width_px)
        return picture // _COVERED_LEVEL if self.covered else picture

    @property
    def covered(self) -> bool:
        return self._sees is MatScene.COVERED

    def cover(self, *, covered: bool) -> None:
        self.see(MatScene.COVERED if covered else self._saw)

    def trouble(self, trouble: Trouble) -> None:
        self._emulator.set_trouble(trouble)

    def start(self) -> None:
        self._emulator.start()

    def stop(self) -> None:
        self._emulator.stop()

    def _pull(self) -> None:
        self._emulator.unplug()

    def _push(self) -> None:
        self._emulator.replug()
