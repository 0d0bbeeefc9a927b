"""A face before the camera: awaited, seen, in the dark, refused, and not to be compared at all."""

from functools import cache
from pathlib import Path

import yaml
from PIL import Image, ImageDraw

from drivers.faults import Fault, Role
from kiosk.engine.events import (
    CallDone,
    CallFailed,
    CallRefused,
    CardRead,
    DeviceFailed,
    FaceGuided,
    FaceRefused,
    FaceSeen,
    Retried,
    VerifierMissing,
)
from kiosk.engine.photo import CardPhoto
from kiosk.engine.samples import CROP, PORTRAIT
from kiosk.engine.steps.verify_face import AGREE, ANOTHER_WAY
from kiosk.live import LivePicture
from kiosk.protocol.faces import FaceGuide, FaceHint, FaceTask
from kiosk.protocol.faults import FaceReason, PlatformFault
from kiosk.protocol.flow import LANGUAGES, Flow
from kiosk.protocol.package import FlowPackage
from kiosk.protocol.personal import Personal
from kit.fields import FEATURES
from kit.player import CARD, Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "verify_face.yaml")
_OTHERWISE = flow_from(FEATURES / "verify_face_otherwise.yaml")
_PORTRAIT = flow_from(FEATURES / "verify_face_portrait.yaml")
_OPERATION = flow_from(FEATURES / "verify_face_operation.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("face_texts.yaml").read_text(encoding="utf-8"))
_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)
PHOTO = CardPhoto(2, 2, b"\x90" * 12)


@cache
def somebody(level: int = 255) -> LivePicture:
    """Draw a head and shoulders that are nobody's, by so much light, something at the left to tell the mirror by."""
    picture = Image.new("RGB", (640, 480), (196, 208, 220))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((90, 90, 170, 200), fill=(120, 160, 120))
    pen.ellipse((150, 330, 490, 640), fill=(70, 90, 120))
    pen.ellipse((235, 110, 405, 340), fill=(214, 180, 150))
    pen.ellipse((235, 90, 405, 210), fill=(50, 46, 44))
    dark = picture.point(lambda value: value * level // 255)
    return LivePicture(1, 640, 480, dark.tobytes())


def asked(flow: object = _FLOW, *, photo: CardPhoto | None = PHOTO) -> Player:
    """Come to the question whether a face may be compared, with a card that was read."""
    player = Player(flow)
    player.post(CardRead(player.session.ticket, Personal(CARD), None if photo is None else Personal(photo)))
    return player


def at_face(flow: object = _FLOW) -> Player:
    """Stand before the camera, with a card that was read, and agreed."""
    player = asked(flow)
    player.submit(AGREE)
    return player


def refuse(player: Player, reason: FaceReason) -> None:
    player.post(FaceRefused(player.session.ticket, reason))


def guide(player: Player, task: FaceTask, done: int, hint: FaceHint | None = None) -> None:
    player.post(FaceGuided(player.session.ticket, FaceGuide(task, done, 3, hint)))


def _asking(stage: PlayedStage, flow: Flow) -> Player:
    stage.package, stage.player = FlowPackage(flow, _PACKAGE.texts, {}), asked(flow)
    return stage.player


def verify_face_consent(stage: PlayedStage) -> None:
    _asking(stage, _FLOW)


def verify_face_consent_another_way(stage: PlayedStage) -> None:
    _asking(stage, _OTHERWISE)


def verify_face_consent_portrait(stage: PlayedStage) -> None:
    player = Player(_PORTRAIT)
    stage.package, stage.player = FlowPackage(_PORTRAIT, _PACKAGE.texts, {}), player
    player.post(CardRead(player.session.ticket, Personal(CARD)))
    player.post(CallDone(player.session.ticket, Personal({"portrait": True}), portrait=Personal(PORTRAIT)))


def verify_face_consent_authority(stage: PlayedStage) -> None:
    _asking(stage, _OPERATION)


def verify_face_for_authority(stage: PlayedStage) -> None:
    _asking(stage, _OPERATION).submit(AGREE)
    stage.sights[Role.FACE_CAMERA] = somebody()
    guide(stage.player, FaceTask.TURN_LEFT, 1)


def verify_face_compared_by_authority(stage: PlayedStage) -> None:
    player = _asking(stage, _OPERATION)
    player.submit(AGREE)
    player.post(FaceSeen(player.session.ticket, CROP))


def verify_face_authority_down(stage: PlayedStage) -> None:
    verify_face_compared_by_authority(stage)
    stage.player.post(CallFailed(stage.player.session.ticket, PlatformFault.DEPARTMENT_DOWN))


def verify_face_authority_refuses(stage: PlayedStage) -> None:
    plain = _OPERATION.model_copy(
        update={"steps": tuple(step.model_copy(update={"on_fault": {}}) for step in _OPERATION.steps)}
    )
    player = _asking(stage, plain)
    player.submit(AGREE)
    player.post(FaceSeen(player.session.ticket, CROP))
    player.post(CallRefused(player.session.ticket, "no_portrait"))


def verify_face_not_agreed(stage: PlayedStage) -> None:
    _asking(stage, _FLOW).submit(ANOTHER_WAY)


def _waiting(stage: PlayedStage, sight: LivePicture | None) -> Player:
    stage.package, stage.player = _PACKAGE, at_face()
    if sight is not None:
        stage.sights[Role.FACE_CAMERA] = sight
    return stage.player


def verify_face_starting(stage: PlayedStage) -> None:
    _waiting(stage, None)


def verify_face(stage: PlayedStage) -> None:
    _waiting(stage, somebody())


def verify_face_dark(stage: PlayedStage) -> None:
    refuse(_waiting(stage, somebody(60)), FaceReason.TOO_DARK)


def verify_face_several(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.LOOK_AHEAD, 0, FaceHint.SEVERAL_FACES)


def verify_face_turn_left(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.TURN_LEFT, 1)


def verify_face_turn_right(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.TURN_RIGHT, 2)


def verify_face_blink(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.BLINK, 1)


def verify_face_open_mouth(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.OPEN_MOUTH, 2)


def verify_face_look_up(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.LOOK_AHEAD, 0, FaceHint.LOOK_UP)


def verify_face_covered(stage: PlayedStage) -> None:
    guide(_waiting(stage, somebody()), FaceTask.TURN_LEFT, 1, FaceHint.FACE_COVERED)


def verify_face_again(stage: PlayedStage) -> None:
    player = _waiting(stage, somebody())
    refuse(player, FaceReason.NOT_SAME)
    player.post(Retried())


def verify_face_not_same(stage: PlayedStage) -> None:
    refuse(_waiting(stage, None), FaceReason.NOT_SAME)


def verify_face_used_up(stage: PlayedStage) -> None:
    player = _waiting(stage, None)
    for _ in range(3):
        refuse(player, FaceReason.NOT_LIVE)
        player.post(Retried())
        player.submit(AGREE)


def verify_face_nobody_compares(stage: PlayedStage) -> None:
    player = _waiting(stage, None)
    player.post(VerifierMissing(player.session.ticket))


def verify_face_offline(stage: PlayedStage) -> None:
    player = _waiting(stage, None)
    player.post(DeviceFailed(player.session.ticket, Role.FACE_CAMERA, Fault.OFFLINE))


FACE_SCENES = (
    verify_face_consent,
    verify_face_consent_another_way,
    verify_face_consent_portrait,
    verify_face_consent_authority,
    verify_face_for_authority,
    verify_face_compared_by_authority,
    verify_face_authority_down,
    verify_face_authority_refuses,
    verify_face_not_agreed,
    verify_face_starting,
    verify_face,
    verify_face_dark,
    verify_face_several,
    verify_face_turn_left,
    verify_face_turn_right,
    verify_face_blink,
    verify_face_open_mouth,
    verify_face_look_up,
    verify_face_covered,
    verify_face_again,
    verify_face_not_same,
    verify_face_used_up,
    verify_face_nobody_compares,
    verify_face_offline,
)
