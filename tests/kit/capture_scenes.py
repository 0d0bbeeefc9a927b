"""Papers under the document camera: awaited, lying well and badly, taken, one of several, and left at the end."""

import base64
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml
from PIL import Image, ImageDraw

from drivers.faults import Fault, Role
from kiosk.engine.events import CallDone, DeviceFailed, DeviceHeldUp, PageTaken, WentOn
from kiosk.live import LivePicture
from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kiosk.shell.shell_model import ShellModel
from kit.fields import FEATURES
from kit.player import Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "capture.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("capture_texts.yaml").read_text(encoding="utf-8"))
_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)
_A4_PX = (620, 877)


def paper(size_px: tuple[int, int] = _A4_PX) -> Image.Image:
    """Draw a paper of grey lines with a seal: the same on every machine."""
    width, height = size_px
    sheet = Image.new("RGB", size_px, (250, 250, 246))
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0.3 * width, 0.08 * height, 0.7 * width, 0.12 * height), fill=(60, 60, 70))
    for line in range(9):
        top = (0.22 + 0.05 * line) * height
        pen.rectangle((0.12 * width, top, (0.88 if line < 8 else 0.5) * width, top + 0.012 * height), fill=(150,) * 3)
    pen.ellipse(
        (0.62 * width, 0.74 * height, 0.85 * width, 0.74 * height + 0.23 * width), outline=(190, 40, 36), width=6
    )
    return sheet


@cache
def page(size_px: tuple[int, int] = _A4_PX) -> dict[str, object]:
    """Return that paper as the camera's answer has it."""
    file = io.BytesIO()
    paper(size_px).save(file, "JPEG", quality=80)
    return {
        "image": base64.b64encode(file.getvalue()).decode(),
        "width_px": size_px[0],
        "height_px": size_px[1],
    }


def mat(*, laid: bool = True, lamp: bool = False) -> LivePicture:
    """Draw what the camera sees: a dark mat, a paper askew, and a lamp that is mirrored in it."""
    picture = Image.new("RGB", (800, 600), (44, 46, 50))
    if laid:
        sheet = paper((360, 509)).convert("RGBA").rotate(4, expand=True, resample=Image.Resampling.BICUBIC)
        picture.paste(sheet, (210, 30), sheet)
    if lamp:
        ImageDraw.Draw(picture).ellipse((330, 220, 470, 360), fill=(255, 255, 255))
    return LivePicture(1, 800, 600, picture.tobytes())


def _waiting(stage: PlayedStage, sight: LivePicture | None) -> Player:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    stage.player.submit(True)
    if sight is not None:
        stage.sights[Role.DOCUMENT_CAMERA] = sight
    return stage.player


def _held_up(stage: PlayedStage, fault: Fault | None, sight: LivePicture) -> None:
    player = _waiting(stage, sight)
    player.post(DeviceHeldUp(player.session.ticket, Role.DOCUMENT_CAMERA, fault))


def take(player: Player, size_px: tuple[int, int] = _A4_PX) -> None:
    """Let the camera take a page."""
    player.post(PageTaken(player.session.ticket, Personal(page(size_px))))


def capture_starting(stage: PlayedStage) -> None:
    _waiting(stage, None)


def capture(stage: PlayedStage) -> None:
    _waiting(stage, mat(laid=False))


def capture_still(stage: PlayedStage) -> None:
    _held_up(stage, None, mat())


def capture_glare(stage: PlayedStage) -> None:
    _held_up(stage, Fault.IMAGE_GLARE, mat(lamp=True))


def capture_blurred(stage: PlayedStage) -> None:
    _held_up(stage, Fault.IMAGE_BLURRED, mat())


def capture_taken(stage: PlayedStage) -> None:
    take(_waiting(stage, None))


def capture_next(stage: PlayedStage) -> None:
    player = _waiting(stage, mat(laid=False))
    take(player)
    player.submit("more")


def capture_enough(stage: PlayedStage) -> None:
    player = _waiting(stage, None)
    take(player)
    player.submit("more")
    take(player)


def capture_third(stage: PlayedStage) -> None:
    capture_enough(stage)
    stage.sights[Role.DOCUMENT_CAMERA] = mat(laid=False)
    stage.player.submit("more")


def capture_optional(stage: PlayedStage) -> None:
    capture_enough(stage)
    stage.sights[Role.DOCUMENT_CAMERA] = mat(laid=False)
    stage.player.submit("done")


def capture_card(stage: PlayedStage) -> None:
    capture_optional(stage)
    take(stage.player, (1011, 638))


def capture_no_page(stage: PlayedStage) -> None:
    player = _waiting(stage, None)
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_CAMERA, Fault.NO_PAGE))


def capture_black(stage: PlayedStage) -> None:
    capture_optional(stage)
    player = stage.player
    player.post(DeviceFailed(player.session.ticket, Role.DOCUMENT_CAMERA, Fault.IMAGE_BLACK))


def capture_shown(stage: PlayedStage) -> None:
    capture_optional(stage)
    player = stage.player
    player.post(WentOn())
    player.post(CallDone(player.session.ticket, Personal({"receipt": "CL00000001"})))


def capture_left_on_mat(stage: PlayedStage) -> None:
    capture_optional(stage)
    player = stage.player
    player.post(WentOn())
    player.post(CallDone(player.session.ticket, Personal({"receipt": "A1"})))
    player.submit(True)


def capture_help(stage: PlayedStage) -> Callable[[ShellModel], None]:
    capture(stage)
    return ShellModel.help


CAPTURE_SCENES = (
    capture_starting,
    capture,
    capture_still,
    capture_glare,
    capture_blurred,
    capture_taken,
    capture_next,
    capture_enough,
    capture_third,
    capture_optional,
    capture_card,
    capture_no_page,
    capture_black,
    capture_shown,
    capture_left_on_mat,
    capture_help,
)
