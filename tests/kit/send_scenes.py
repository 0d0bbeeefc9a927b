"""The receipt by mail or short message: offered, and with an address that is none."""

from pathlib import Path

import yaml

from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kit.fields import FEATURES
from kit.player import Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "send.yaml")
_PHONE_FLOW = flow_from(FEATURES / "send_phone.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("send_texts.yaml").read_text(encoding="utf-8"))
_WORDS = {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}
_PACKAGE, _BY_PHONE = FlowPackage(_FLOW, _WORDS, {}), FlowPackage(_PHONE_FLOW, _WORDS, {})


def send(stage: PlayedStage) -> None:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    stage.player.submit({"email": "zhang.san@163.com"})


def send_posting(stage: PlayedStage) -> None:
    send(stage)
    stage.player.submit("zh")


def send_problem(stage: PlayedStage) -> None:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    stage.player.submit({"email": None})
    stage.player.submit("zh")


def send_phone(stage: PlayedStage) -> None:
    stage.package, stage.player = _BY_PHONE, Player(_PHONE_FLOW)
    stage.player.submit({"phone": "13800001234"})


def send_phone_problem(stage: PlayedStage) -> None:
    stage.package, stage.player = _BY_PHONE, Player(_PHONE_FLOW)
    stage.player.submit({"phone": None})
    stage.player.submit("zh")


SEND_SCENES = (send, send_posting, send_problem, send_phone, send_phone_problem)
