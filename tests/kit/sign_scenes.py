"""A signature: not begun, drawn, and too short."""

from collections.abc import Callable
from math import cos, sin
from pathlib import Path

import yaml

from kiosk.protocol.flow import LANGUAGES
from kiosk.protocol.package import FlowPackage
from kiosk.shell.shell_model import ShellModel
from kit.fields import FEATURES
from kit.player import Player, flow_from
from kit.stage import PlayedStage

_FLOW = flow_from(FEATURES / "sign.yaml")
_TEXTS = yaml.safe_load(Path(__file__).with_name("sign_texts.yaml").read_text(encoding="utf-8"))
_PACKAGE = FlowPackage(
    _FLOW, {language: {key: both[language] for key, both in _TEXTS.items()} for language in LANGUAGES}, {}
)


def draw(shell: ShellModel, *, points: int = 60) -> None:
    """Draw two strokes of loops, as a hand that signs."""
    for start in (0.2, 0.55):
        for number in range(points):
            turn = number / 5
            shell.view.draw(start + number / points * 0.25 + 0.03 * cos(turn), 0.5 + 0.25 * sin(turn))
        shell.view.lift()


def sign(stage: PlayedStage) -> None:
    stage.package, stage.player = _PACKAGE, Player(_FLOW)
    stage.player.submit(True)


def sign_drawn(stage: PlayedStage) -> Callable[[ShellModel], None]:
    sign(stage)
    return draw


def sign_problem(stage: PlayedStage) -> Callable[[ShellModel], None]:
    sign(stage)

    def slip(shell: ShellModel) -> None:
        shell.view.draw(0.4, 0.5)
        shell.view.draw(0.45, 0.55)
        shell.view.lift()
        shell.view.sign()

    return slip


SIGN_SCENES = (sign, sign_drawn, sign_problem)
